internal import Groundwork

/// Items that are introduced while the clock runs.
let newItemKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "new-items", .block,
    example: "new-items: { arrivals: { poisson: { mean: 3 /week } }, launch: { weeks-to-peak: 6 }, first-order: 4 weeks, like: { class: C } }",
    "New items as a process. Each grows into an item it resembles: its cost, supplier, policy, sizes of lines and popularity; it lies in the slots farthest out. "
      + "Orders stay as they are; a new item takes the order lines it wins from the other items. Levels in weeks mean the demand of the item it resembles."),
  KeyDeclaration(
    "new-items.arrivals", .block, required: true, example: "arrivals: { poisson: { mean: 3 /week } }",
    "When items are introduced; one introduced during a day counts from the next midnight."),
  KeyDeclaration(
    "new-items.arrivals.poisson", .block, required: true, example: "poisson: { mean: 3 /week }", "Introductions that know nothing of each other."),
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
  KeyDeclaration("new-items.like", .block, example: "like: { class: C }", "Which items new ones resemble; without it, all."),
  KeyDeclaration("new-items.like.class", .text, example: "class: C", "The class of the items that new ones resemble, taken in turn over the whole class."),
]
