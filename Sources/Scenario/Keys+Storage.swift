internal import Groundwork

private let storage = "warehouse.storage"
private let layout = "warehouse.layout"
private let coordinate = QuantityForm(.length, example: "12 m", in: -10_000...10_000)
private let extent = QuantityForm(.length, example: "60 m", in: 0.1...10_000)
private let faceForms = [QuantityForm(.time, example: "14 d", in: 0...1e10), QuantityForm(.unit, example: "40 units", in: 0...1e12)]

/// Storage places by coordinates.
let coordinateKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "\(layout).from", .file("of storage places"), example: "from: locations.csv",
    "Storage places with the columns `location`, `x` and `y` (metres) and, where they hold items, `item`; a row without an item is a free place. Both coordinates may "
      + "stand in one column such as `Coord`, as `[19.5, 21.0]`. A file of recorded lines serves too, where the same place and item come again and again: other columns and "
      + "rows of items that are not in the scenario are left out, the latter with their number. A location has one point, and an item one location. With a column of "
      + "aisles (`aisle`, `alley`) the places stand in one block: aisles run along the axis along which their places spread, are walked along their middle, and cross aisles "
      + "run past the outermost places, the front one on the depot's side; a step's `route:` goes by them, and is the shortest one where it says none. Without it a walk is a "
      + "round along the two axes, from the depot through the places and back: the shortest for up to 12 places, beyond that nearest neighbour improved by 2-opt; racks in "
      + "the way are then not known, so a length is a lower bound. A new item lies where the one it resembles lies. The picture of the floor shows aisles and is not drawn."
  ),
  KeyDeclaration(
    "\(layout).columns", .block, example: "columns: { location: Location, item: SKU, at: Coord }",
    "With `from:`: what the columns of the file are called, where their names do not say it (any case; `item`, `sku`, `article`; `location`, `place`, `bin`; `x` and `y`, "
      + "or `coord`, `coordinates`, `position` with both)."),
  KeyDeclaration("\(layout).columns.location", .text, example: "location: Location", "The column of the places' names."),
  KeyDeclaration("\(layout).columns.item", .text, example: "item: SKU", "The column of the items."),
  KeyDeclaration("\(layout).columns.aisle", .text, example: "aisle: Alley_Number", "The column of the aisles in which the places stand."),
  KeyDeclaration("\(layout).columns.x", .text, example: "x: pos_x", "The column of the first coordinate."),
  KeyDeclaration("\(layout).columns.y", .text, example: "y: pos_y", "The column of the second coordinate."),
  KeyDeclaration("\(layout).columns.at", .text, example: "at: Coord", "The column of both coordinates, as `[19.5, 21.0]`, in the place of `x` and `y`."),
  KeyDeclaration("\(layout).depot-at", .block, example: "depot-at: { x: 12 m, y: 0 m }", "With `from:`: where a walk begins and ends."),
  KeyDeclaration("\(layout).depot-at.x", .quantity([coordinate]), required: true, example: "x: 12 m", "Its first coordinate."),
  KeyDeclaration("\(layout).depot-at.y", .quantity([coordinate]), required: true, example: "y: 0 m", "Its second coordinate."),
  KeyDeclaration(
    "\(layout).extent", .block, example: "extent: { x: 60 m, y: 30 m }",
    "With `from:`: coordinates lie between 0 and these. Without it anywhere within 10 km."),
  KeyDeclaration("\(layout).extent.x", .quantity([extent]), required: true, example: "x: 60 m", "The largest first coordinate."),
  KeyDeclaration("\(layout).extent.y", .quantity([extent]), required: true, example: "y: 30 m", "The largest second coordinate."),
]

/// How goods are kept on the floor: pick faces and the work on the storage.
let storageKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "\(storage).pick-face", .quantity(faceForms), example: "pick-face: 14 d",
    "What lies ready to be picked of each item, at most: units, or days of its mean demand, rounded up, at least one unit. The rest of its stock is the reserve. The "
      + "first step of the outbound flow with people picks from the face; an order that finds too little there waits until it is filled. What an order takes of one item "
      + "beyond the room of its face comes from the reserve. Without it orders are picked from all of the stock."),
  KeyDeclaration(
    "\(storage).replenish", .block, example: "replenish: { below: 4 d, by: pickers, time: { per-order: 3 min, per-unit: 1 s } }",
    "The work of filling a face from the reserve, a step of its own called `replenish` in the results. Goods put away go to the reserve, or to the face where it is low and "
      + "nobody has been called to fill it. Faces that orders wait for are filled first, then in order of the calls."),
  KeyDeclaration(
    "\(storage).replenish.below", .quantity(faceForms), required: true, example: "below: 4 d",
    "With fewer units on the face than this, those promised to orders left out, somebody is called to fill it up. At 0 only when an order waits for it."
  ),
  KeyDeclaration(
    "\(storage).replenish.by", .reference("warehouse.workers"), example: "by: pickers",
    "Who fills the faces. Workers of other pools with the skill `replenish` do it too."),
  KeyDeclaration(
    "\(storage).replenish.with", .reference("warehouse.equipment"), example: "with: forklifts", "The equipment it takes, one unit."),
  KeyDeclaration(
    "\(storage).replenish.time", .work, required: true, example: "time: { travel: 0.9 s per m, per-order: 2 min, per-unit: 1 s }",
    "How long one replenishment takes. A plain time is for each; `per unit` multiplies with the units moved. A walk goes from the depot to the face and back."
  ),
  KeyDeclaration(
    "\(storage).replenish.time.travel", .quantity([.pace]), example: "travel: 0.9 s per m",
    "Time per metre from the depot to the face and back."),
  KeyDeclaration("\(storage).replenish.time.per-order", .law(.work), example: "per-order: 2 min", "Time for each replenishment."),
  KeyDeclaration("\(storage).replenish.time.per-line", .law(.work), example: "per-line: 20 s", "The same: a replenishment is one line."),
  KeyDeclaration("\(storage).replenish.time.per-unit", .law(.work), example: "per-unit: 1 s", "Time for each unit moved."),
  KeyDeclaration(
    "\(storage).re-slotting", .block, example: "re-slotting: { every: 4 weeks, moves: 20, by: pickers, time: 15 min }",
    "Items change places, two at a time, so that what was asked for most since the last time lies nearer; a step of its own called `re-slot` in the results. Those are "
      + "moved first that save the most metres: difference of lines × difference of distances. `bays:` or places with coordinates are needed. How many metres a line "
      + "took before the first time and after the last are measures of their own."),
  KeyDeclaration(
    "\(storage).re-slotting.every", .quantity([QuantityForm(.time, example: "4 weeks", in: 3600...1e10)]), required: true,
    example: "every: 4 weeks",
    "So often, for the first time after as long."),
  KeyDeclaration(
    "\(storage).re-slotting.moves", .whole(2...100_000, noun: nil), required: true, example: "moves: 20",
    "Items moved each time, at most; an exchange moves two."),
  KeyDeclaration(
    "\(storage).re-slotting.by", .reference("warehouse.workers"), example: "by: pickers",
    "Who moves them. Workers of other pools with the skill `re-slot` do it too."),
  KeyDeclaration(
    "\(storage).re-slotting.with", .reference("warehouse.equipment"), example: "with: forklifts", "The equipment it takes, one unit."),
  KeyDeclaration(
    "\(storage).re-slotting.time", .work, required: true, example: "time: { travel: 0.9 s per m, per-line: 5 min }",
    "How long an exchange takes. A plain time is for each exchange; `per line` for each of its two items. A walk goes from the depot through both places and back."
  ),
  KeyDeclaration(
    "\(storage).re-slotting.time.travel", .quantity([.pace]), example: "travel: 0.9 s per m",
    "Time per metre from the depot through both places and back."),
  KeyDeclaration("\(storage).re-slotting.time.per-order", .law(.work), example: "per-order: 10 min", "Time for each exchange."),
  KeyDeclaration("\(storage).re-slotting.time.per-line", .law(.work), example: "per-line: 5 min", "Time for each of the two items."),
]
