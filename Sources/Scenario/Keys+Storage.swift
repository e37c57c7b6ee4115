internal import Groundwork

private let storage = "warehouse.storage"
private let faceForms = [QuantityForm(.time, example: "14 d", in: 0...1e10), QuantityForm(.unit, example: "40 units", in: 0...1e12)]

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
      + "nobody has been called to fill it."),
  KeyDeclaration(
    "\(storage).replenish.below", .quantity(faceForms), required: true, example: "below: 4 d",
    "With fewer units on the face than this, those promised to orders left out, somebody is called to fill it up. At 0 only when an order waits for it."),
  KeyDeclaration(
    "\(storage).replenish.by", .reference("warehouse.workers"), example: "by: pickers",
    "Who fills the faces. Workers of other pools with the skill `replenish` do it too."),
  KeyDeclaration("\(storage).replenish.with", .reference("warehouse.equipment"), example: "with: forklifts", "The equipment it takes, one unit."),
  KeyDeclaration(
    "\(storage).replenish.time", .work, required: true, example: "time: { travel: 0.9 s per m, per-order: 2 min, per-unit: 1 s }",
    "How long one replenishment takes. A plain time is for each; `per unit` multiplies with the units moved. A walk goes from the depot to the face and back."),
  KeyDeclaration(
    "\(storage).replenish.time.travel", .quantity([.pace]), example: "travel: 0.9 s per m", "Time per metre from the depot to the face and back."),
  KeyDeclaration("\(storage).replenish.time.per-order", .law(.work), example: "per-order: 2 min", "Time for each replenishment."),
  KeyDeclaration("\(storage).replenish.time.per-line", .law(.work), example: "per-line: 20 s", "The same: a replenishment is one line."),
  KeyDeclaration("\(storage).replenish.time.per-unit", .law(.work), example: "per-unit: 1 s", "Time for each unit moved."),
  notYet("\(storage).re-slotting", "Moving items to better places."),
]
