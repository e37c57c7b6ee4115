internal import Groundwork

/// Items that are introduced while the clock runs.
let newItemKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "new-items", .block,
    example:
      "new-items: { arrivals: { poisson: { mean: 3 /week } }, launch: { weeks-to-peak: 6 }, first-order: 4 weeks, like: { class: C } }",
    "New items as a process. Each grows into an item it resembles: its cost, supplier, policy, sizes of lines and popularity; it lies in the slots farthest out. "
      + "Orders stay as they are; a new item takes the order lines it wins from the other items. Levels in weeks mean the demand of the item it resembles."
  ),
  KeyDeclaration(
    "new-items.arrivals", .block, required: true, example: "arrivals: { poisson: { mean: 3 /week } }",
    "When items are introduced; one introduced during a day counts from the next midnight."),
  KeyDeclaration(
    "new-items.arrivals.poisson", .block, required: true, example: "poisson: { mean: 3 /week }",
    "Introductions that know nothing of each other."),
  KeyDeclaration(
    "new-items.arrivals.poisson.mean", .quantity([QuantityForm(.rate, example: "3 /week")]), required: true, example: "mean: 3 /week",
    "Items introduced per time, on average."),
  KeyDeclaration("new-items.launch", .block, example: "launch: { weeks-to-peak: 6 }", "How customers take to a new item."),
  KeyDeclaration(
    "new-items.launch.weeks-to-peak", .number(0...520), default: "6", example: "weeks-to-peak: 6",
    "Weeks from launch until the item is as popular as the one it resembles, in a straight line from 0; 0 = at once."),
  KeyDeclaration(
    "new-items.first-order", .quantity([.time]), default: "4 weeks", example: "first-order: 4 weeks",
    "What is ordered at the introduction, as time of the mean demand of the item it resembles. The item is launched after its supplier's mean lead time, "
      + "rounded up to days, whether the goods have come or not."),
  KeyDeclaration(
    "new-items.slotting", .block, example: "slotting: { by: pickers, time: 20 min }",
    "The work of making a place for a new item on the floor, called for at its introduction; a step of its own called `slotting` in the results. Its goods do not wait for it."
  ),
  KeyDeclaration(
    "new-items.slotting.by", .reference("warehouse.workers"), example: "by: pickers",
    "Who does it. Workers of other pools with the skill `slotting` do it too."),
  KeyDeclaration(
    "new-items.slotting.with", .reference("warehouse.equipment"), example: "with: forklifts", "The equipment it takes, one unit."),
  KeyDeclaration("new-items.slotting.time", .work, required: true, example: "time: 20 min", "How long it takes for each new item."),
  KeyDeclaration(
    "new-items.slotting.time.travel", .quantity([.pace]), example: "travel: 0.9 s per m",
    "Time per metre from the depot to the place and back."),
  KeyDeclaration("new-items.slotting.time.per-order", .law(.work), example: "per-order: 20 min", "Time for each new item."),
  KeyDeclaration("new-items.slotting.time.per-line", .law(.work), example: "per-line: 20 min", "The same: a new item is one line."),
  KeyDeclaration(
    "new-items.unfamiliar", .block, example: "unfamiliar: { factor: 1.5, lines: 50 }",
    "An assumption, off unless it is stated: pickers need longer for an item they do not know yet. It multiplies the time per line and per unit of the step that takes "
      + "goods from their places; way and time per order stay."),
  KeyDeclaration("new-items.unfamiliar.factor", .number(1...20), required: true, example: "factor: 1.5", "How many times as long."),
  KeyDeclaration(
    "new-items.unfamiliar.lines", .whole(1...1_000_000, noun: "lines"), example: "lines: 50 lines",
    "For so many lines of the item; this or `for:`."),
  KeyDeclaration(
    "new-items.unfamiliar.for", .quantity([QuantityForm(.time, example: "4 weeks", in: 1...1e10)]), example: "for: 4 weeks",
    "For so long from its launch; this or `lines:`."),
  KeyDeclaration("new-items.like", .block, example: "like: { class: C }", "Which items new ones resemble; without it, all."),
  KeyDeclaration(
    "new-items.like.class", .text, example: "class: C", "The class of the items that new ones resemble, taken in turn over the whole class."
  ),
]
