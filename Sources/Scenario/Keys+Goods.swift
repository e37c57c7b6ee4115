internal import Groundwork

/// Items, who supplies them, and where they are kept.
let goodsKeys: [KeyDeclaration] = [
  KeyDeclaration(
    "items", .block, required: true, example: "items: { from: items.csv }",
    "What is stocked and sold. A table, a list here, or both: the list wins."),
  KeyDeclaration(
    "items.from", .file("of items, one a row"), example: "from: gift-retailer/items.csv",
    "A table with a column `sku` (or `item`) and columns named like the keys of an item. Other columns hold numbers for `column NAME`."),
  KeyDeclaration(
    "items.list", .named("item"), example: "list: { \"85123A\": { unit-cost: 1.60 GBP } }", "Items written out, by their number or name."),
  KeyDeclaration("items.list.*", .block, example: "\"85123A\": { unit-cost: 1.60 GBP, price: 2.55 GBP }", "One item."),
  KeyDeclaration(
    "items.list.*.unit-cost", .quantity([.money, .moneyPerUnit]), default: "0 ¤", example: "unit-cost: 1.60 GBP",
    "What we pay for a unit."),
  KeyDeclaration(
    "items.list.*.price", .quantity([.money, .moneyPerUnit]), default: "0 ¤", example: "price: 2.55 GBP", "What a customer pays for a unit."
  ),
  KeyDeclaration("items.list.*.volume", .quantity([.volume]), default: "0 l", example: "volume: 1.2 l", "The room one unit takes."),
  KeyDeclaration("items.list.*.class", .text, default: "", example: "class: A", "A word of yours that policy rules refer to."),
  KeyDeclaration(
    "items.list.*.supplier", .reference("suppliers"), example: "supplier: overseas",
    "Who supplies it, where that differs from its location's supplier."),
  KeyDeclaration(
    "items.list.*.popularity", .number(0...1e12), default: "1", example: "popularity: 0.012",
    "How often an order line asks for it, relative to the other items."),
  KeyDeclaration(
    "items.list.*.slot", .whole(0...1_000_000, noun: nil), example: "slot: 3",
    "Its rank among the storage places, 0 nearest the depot; with `rule: dedicated` the number of its bay."
  )
  .otherwise("by popularity"),
  KeyDeclaration(
    "items.list.*.minimum", .whole(1...1_000_000_000, noun: "units"), example: "minimum: 48",
    "The least units of an order line, where that differs from the supplier's."),
  KeyDeclaration(
    "items.list.*.multiple", .whole(1...1_000_000_000, noun: "units"), example: "multiple: 12",
    "Order lines are multiples of this, where that differs from the supplier's."),
  notYet("items.list.*.unit", "The smallest unit in which the item is counted."),
  notYet("items.list.*.weight", "The weight of a unit."),
  notYet("items.list.*.packs", "Cases and pallets of the item."),
  KeyDeclaration(
    "items.list.*.zone", .text, example: "zone: A", "The zone of the pick area it lies in, for steps that pick by `zone:`."),
  KeyDeclaration(
    "items.list.*.shelf-life", .quantity([.shelfLife]), example: "shelf-life: 5 d",
    "How long a unit can be sold from its receipt: whole periods of a periodic study. What is left at the end of the last one is thrown away."
  ).otherwise("it can be sold for ever"),

  KeyDeclaration(
    "suppliers", .named("supplier"), example: "suppliers: { overseas: { lead-time: 21 d, order-cost: 120 GBP } }",
    "Who delivers, how fast and on what terms."),
  KeyDeclaration("suppliers.*", .block, example: "overseas: { lead-time: { gamma: { mean: 21 d, sd: 6 d } } }", "One supplier."),
  KeyDeclaration(
    "suppliers.*.lead-time", .law(.time), required: true, example: "lead-time: { gamma: { mean: 21 d, sd: 6 d } }",
    "From placing an order to the goods at the door."),
  KeyDeclaration(
    "suppliers.*.crossing", .yesNo, example: "crossing: false",
    "Whether a later order may arrive before an earlier one. Otherwise a late delivery (or one that a closed day puts off) holds back those behind it, and at any moment the lead time still has the "
      + "law given. Not every law F can be kept by lead times that come in order: of a law of single values, with gaps, or bent the other way, orders may "
      + "overtake, and `crossing: false` is refused. In a periodic study lead times are whole periods, and F(n) ÷ F(n + 1) may not fall as n grows: `discrete: { "
      + "1 d: 0.5, 2 d: 0.5 }` can, with most of its weight on the last of many values it cannot. In continuous time log F must be concave."
  )
  .otherwise("`false` where the law allows it"),
  KeyDeclaration(
    "suppliers.*.order-cost", .quantity([.money, QuantityForm(.money / .order, example: "120 GBP/order")]), default: "0 ¤",
    example: "order-cost: 120 GBP",
    "Money per order; all items ordered from the supplier at one instant for one location are one order."),
  KeyDeclaration(
    "suppliers.*.line-cost", .quantity([.money, QuantityForm(.money / .line, example: "2 GBP/line")]), default: "0 ¤",
    example: "line-cost: 2 GBP", "Money per order line."),
  KeyDeclaration(
    "suppliers.*.minimum", .whole(1...1_000_000_000, noun: "units"), default: "1", example: "minimum: 48",
    "The least units of an order line."),
  KeyDeclaration(
    "suppliers.*.multiple", .whole(1...1_000_000_000, noun: "units"), default: "1", example: "multiple: 12",
    "Order lines are multiples of this."),
  KeyDeclaration(
    "suppliers.*.closed", .closedDays, example: "closed: [sat, sun]",
    "Days on which no order is taken (it waits for the next open day) and nothing is delivered (it comes on the next open day)."
  ).otherwise("the clock's holidays"),
  notYet("suppliers.*.minimum-value", "The least value of an order."),
  notYet("suppliers.*.capacity", "What the supplier can deliver in a period."),
  notYet("suppliers.*.order-days", "Days on which orders are taken."),
  notYet("suppliers.*.order-by", "The time of day by which an order must be placed."),
  notYet("suppliers.*.fill", "The share of an order that is delivered."),

  KeyDeclaration(
    "supply", .file("of terms, one item and supplier a row"), example: "supply: item-supplier.csv",
    "Terms per item and supplier: columns `item`, `supplier`, and `minimum`, `multiple` where they differ from the supplier's; a row without a supplier holds "
      + "at all of the item's. An item that names no supplier itself is ordered from the location's where there is a row for it, or rows for the emergency "
      + "supplier alone; else from the supplier of its row."),

  KeyDeclaration(
    "locations", .named("location"), required: true, example: "locations: { dc: { supplied-by: overseas } }", "Where goods are kept."),
  KeyDeclaration("locations.*", .block, example: "dc: { supplied-by: overseas, capacity: 900 m3 }", "One location."),
  KeyDeclaration(
    "locations.*.supplied-by", .reference("suppliers"), example: "supplied-by: overseas",
    "Who supplies the items that do not name a supplier of their own."),
  KeyDeclaration(
    "locations.*.stock", .choice(["managed", "unlimited"]), default: "managed", example: "stock: unlimited",
    "`unlimited`: goods are always there, which makes the scenario a staffing study."),
  KeyDeclaration(
    "locations.*.capacity", .quantity([.volume]), example: "capacity: 900 m3",
    "The room for storage; overfull stock is reported, not refused."),
  notYet("locations.*.kind", "Store or warehouse."),
  notYet("locations.*.lead-time", "The time from another location of ours."),
  KeyDeclaration(
    "locations.*.emergency", .block, example: "emergency: { from: express, surcharge: 4 GBP/unit }",
    "A second, faster supplier of the location's items. `when:` says which orders of a policy for one supplier go to it; in a periodic study policies for two "
      + "suppliers (`dual-index` and its kin) decide by themselves, and mind no `when:`. Its own `minimum`, `multiple`, `order-cost` and `line-cost` hold, "
      + "but for a `minimum` or `multiple` of the item, which hold at both, and the item's row for it in `supply:`."),
  KeyDeclaration(
    "locations.*.emergency.from", .reference("suppliers"), required: true, example: "from: express",
    "The faster supplier: its lead time is shorter in the mean. In a periodic study without `when:` both lead times must be fixed, and this one shorter by a "
      + "period at least."),
  KeyDeclaration(
    "locations.*.emergency.surcharge",
    .quantity([.moneyPerUnit, .money, QuantityForm(.share, example: "20 %", in: 0...1e3)]), default: "0 ¤/unit",
    example: "surcharge: 4 GBP/unit",
    "What a unit from there costs more than from the regular supplier: money, or a share of the item's unit cost. It is part of the ordering cost."
  ),
  KeyDeclaration(
    "locations.*.emergency.when", .text, example: "when: position < 1 week",
    "The order that the policy places at a review goes to the emergency supplier, whole, if the position is below this (`<`, or `<=`: at or below), in units or "
      + "in time of mean demand. The position is the inventory position before the order: on hand + on order − owed, orders on the way from either supplier "
      + "among them; that is the position the policy itself looks at. No order is placed that the policy would not place. Under continuous review the position "
      + "falls below the reorder point only by the last order line, so a condition far below it speaks where lines are large or reviews come at intervals. "
      + "Needed in a continuous study."
  ).otherwise("only policies for two suppliers ask it"),
  notYet("locations.*.transfers-from", "Lateral transfers."),
  notYet("locations.*.receiving", "Hours in which goods are received."),
  KeyDeclaration(
    "locations.*.issue", .choice(["fifo", "lifo", "fefo"]), default: "fifo", example: "issue: fefo",
    "Which units of goods that spoil a customer gets: those received first (`fifo`), last (`lifo`), or those that expire first (`fefo`: the same as "
      + "`fifo`, since every unit lasts equally long from its receipt)."),
  notYet("locations.*.allocate", "How short stock is shared."),
  notYet("locations.*.owned-from", "From when goods cost us."),

  KeyDeclaration(
    "initial-stock", .initialStock, default: "policy", example: "initial-stock: stock.csv",
    "What is on hand at the start: `policy` gives each item its policy's mean inventory position "
      + "(nothing is on order at the start); a number gives "
      + "every item so many units; a CSV file has columns `item`, `units` and, with several locations, `location`."),
]
