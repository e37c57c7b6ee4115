internal import Groundwork

/// Goods that customers send back.
let returnKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "returns", .block, example: "returns: { share: 4 %, after: { gamma: { mean: 9 d, cv: 0.5 } }, restock: 80 % }",
    "Goods that customers send back after they have left the warehouse. They go through `warehouse.process.returns` where there is one, and belong to no stock until "
      + "they are back on their shelf."),
  KeyDeclaration(
    "returns.share", .share, required: true, example: "share: 4 %",
    "The share of the lines delivered that come back, each with all its units; drawn for each line."),
  KeyDeclaration(
    "returns.after", .law(.time), required: true, example: "after: { gamma: { mean: 9 d, cv: 0.5 } }",
    "Time from the departure of a line to its return at the door."),
  KeyDeclaration(
    "returns.restock", .share, default: "100 %", example: "restock: 80 %",
    "The share of the returned units that can be sold again, drawn for each unit at the end of the flow; the others are written off at their unit cost."
  ),
  KeyDeclaration(
    "returns.cost", .quantity([.moneyPerUnit, .money]), default: "0 ¤/unit", example: "cost: 2 GBP/unit",
    "Money for each unit that comes back, beside the work of the floor."),
]
