internal import Groundwork

private let floor = "warehouse"

/// The keys of a step of a flow.
private func step(_ flow: String, outbound: Bool) -> [KeyDeclaration] {
  let base = "warehouse.process.\(flow).*"
  let kind = outbound ? "order" : "receipt"
  var keys = [
    KeyDeclaration(
      base, .block, example: outbound ? "pack: { by: packers, at: benches, time: 74 s }" : "put-away: { by: pickers, time: 45 s per line }",
      "A station: a queue, who works there, where, and how long."),
    KeyDeclaration(
      "\(base).by", .reference("warehouse.workers"), example: "by: pickers",
      "Who does the work. Workers of other pools who have the step's name among their skills do it too."),
    KeyDeclaration("\(base).at", .reference("warehouse.places"), example: "at: benches", "The places it needs, one for each task."),
    KeyDeclaration(
      "\(base).time", .work, example: "time: { travel: 0.9 s per m, per-line: 21 s }",
      "How long the work takes. A plain time is for each \(kind); `per line` and `per unit` multiply."),
    KeyDeclaration("\(base).time.travel", .quantity([.pace]), example: "travel: 0.9 s per m", "Time per metre walked on the layout."),
    KeyDeclaration("\(base).time.per-order", .law(.work), example: "per-order: 30 s", "Time for each order (or receipt)."),
    KeyDeclaration("\(base).time.per-line", .law(.work), example: "per-line: 21 s", "Time for each line."),
    KeyDeclaration("\(base).time.per-unit", .law(.work), example: "per-unit: 3 s", "Time for each unit."),
    KeyDeclaration(
      "\(base).queue", .choice(["fifo", "due date", "priority"]), default: "fifo", example: "queue: due date",
      "Which waiting \(kind) comes first."),
    notYet("\(base).with", "The equipment it needs."), notYet("\(base).share", "The share of \(kind)s that pass the step."),
    notYet("\(base).fails", "The share that must go back."), notYet("\(base).to", "Where it goes back to."),
    notYet("\(base).limit", "How many may wait."),
    notYet("\(base).when", "What releases it."), notYet("\(base).or-after", "When it is released at the latest."),
  ]
  if outbound {
    keys += [
      KeyDeclaration(
        "\(base).batch", .whole(1...1000, noun: "orders"), default: "1", example: "batch: 4 orders", "Orders one worker takes at a time."),
      KeyDeclaration(
        "\(base).route", .choice(["s-shape", "return"]), default: "s-shape", example: "route: s-shape",
        "How a picker walks: through every aisle with a pick, or in and out of it at the front."),
      KeyDeclaration(
        "\(base).departures", .departures, example: "departures: mon-fri 16:30",
        "When finished orders leave; such a step needs no people."),
      KeyDeclaration(
        "\(base).cut-off", .quantity([.time]), default: "0 min", example: "cut-off: 30 min",
        "How long before a departure an order must be ready."),
    ]
  }
  return keys
}

/// People and work.
let floorKeys: [KeyDeclaration] =
  [
    KeyDeclaration(
      "warehouse", .block, example: "warehouse: { shifts: { … }, workers: { … }, process: { … } }",
      "People, places and work of one floor. Without it the scenario is an inventory study."),
    KeyDeclaration("\(floor).at", .reference("locations"), example: "at: dc", "The location whose goods are worked here.").otherwise(
      "the only location"),
    KeyDeclaration(
      "\(floor).shifts", .named("shift"), required: true, example: "shifts: { early: { days: mon-fri, hours: 06:00-14:00 } }",
      "When people are there."),
    KeyDeclaration("\(floor).shifts.*", .block, example: "early: { days: mon-fri, hours: 06:00-14:00 }", "One shift."),
    KeyDeclaration("\(floor).shifts.*.days", .weekdays, default: "mon-sun", example: "days: mon-fri", "The days on which it begins."),
    KeyDeclaration(
      "\(floor).shifts.*.hours", .hours, required: true, example: "hours: 22:00-06:00",
      "From when to when, on the wall clock. An end before the start is on the next day; a night of the "
        + "clock change has an hour more or less."
    ),
    KeyDeclaration("\(floor).shifts.*.breaks", .named("break"), example: "breaks: { lunch: 12:00 +30 min }", "Paid time without work."),
    KeyDeclaration("\(floor).shifts.*.breaks.*", .breakTime, example: "lunch: 12:00 +30 min", "When it begins and how long it lasts."),
    KeyDeclaration(
      "\(floor).shifts.*.holidays", .choice(["closed", "open"]), default: "closed", example: "holidays: open",
      "Whether the shift works on the clock's holidays."),
    notYet("\(floor).shifts.*.overtime", "When and how long people stay on."),
    notYet("\(floor).shifts.*.at-end", "What happens to work in hand at the end."),

    KeyDeclaration(
      "\(floor).workers", .named("pool of workers"), required: true, example: "workers: { packers: { count: 4, shift: early } }",
      "People alike: same shift, skills and wage."),
    KeyDeclaration(
      "\(floor).workers.*", .block, example: "packers: { count: 4, shift: early, skills: { pack: 100 % }, wage: 13.10 GBP/h }",
      "One pool."),
    KeyDeclaration(
      "\(floor).workers.*.count", .whole(0...100_000, noun: "workers"), required: true, example: "count: 4", "How many people."),
    KeyDeclaration(
      "\(floor).workers.*.shift", .reference("warehouse.shifts"), required: true, example: "shift: early", "When they are there."),
    KeyDeclaration(
      "\(floor).workers.*.skills", .named("proficiency"), example: "skills: { pick: 100 %, put-away: 80 % }",
      "The steps they can do and how fast: at 80 % the stated time takes 1/0.8 as long. Without skills they do the steps that name them."),
    KeyDeclaration(
      "\(floor).workers.*.skills.*",
      .quantity([QuantityForm(.share, example: "80 %", in: 0.01...3), QuantityForm(.none, example: "0.8", in: 0.01...3)]),
      example: "pick: 100 %", "Speed at the step, 1 % to 300 % of the stated one."),
    KeyDeclaration("\(floor).workers.*.wage", .quantity([.wage]), default: "0 ¤/h", example: "wage: 14.20 GBP/h", "Money per paid hour."),
    KeyDeclaration(
      "\(floor).workers.*.overtime", .text, default: "×1.5", example: "overtime: ×1.5", "Overtime is paid at so many times the wage."),
    notYet("\(floor).workers.*.absence", "The share of days a worker is missing."),

    KeyDeclaration(
      "\(floor).places", .named("number of places"), example: "places: { benches: 4 }",
      "Benches, dock doors: what a task occupies while it is worked on."),
    KeyDeclaration("\(floor).places.*", .whole(1...1_000_000, noun: nil), example: "benches: 4", "How many there are."),

    KeyDeclaration(
      "\(floor).layout", .block, example: "layout: { aisles: 10, length: 25 m, width: 2.4 m, depot: front-middle }",
      "Parallel aisles between a front and a back cross aisle."),
    KeyDeclaration(
      "\(floor).layout.aisles", .whole(1...64, noun: nil), required: true, example: "aisles: 10", "How many aisles, at most 64."),
    KeyDeclaration(
      "\(floor).layout.length", .quantity([QuantityForm(.length, example: "25 m", in: 0.1...10_000)]), required: true,
      example: "length: 25 m", "The length of an aisle."),
    KeyDeclaration(
      "\(floor).layout.width", .quantity([QuantityForm(.length, example: "2.4 m", in: 0.1...1000)]), required: true,
      example: "width: 2.4 m", "From the middle of an aisle to the middle of the next."),
    KeyDeclaration(
      "\(floor).layout.depot", .choice(["front-middle", "front-left"]), default: "front-middle", example: "depot: front-middle",
      "Where a walk begins and ends."),
    notYet("\(floor).layout.from", "Storage places with coordinates."),

    KeyDeclaration(
      "\(floor).process", .block, required: true, example: "process: { outbound: { pick: { … }, pack: { … } } }",
      "What is done with goods and orders, step by step."),
    KeyDeclaration(
      "\(floor).process.inbound", .named("step"), example: "inbound: { put-away: { by: pickers, time: 45 s per line } }",
      "What happens to a receipt, in this order; after the last step goods can be picked. Without it they can be picked at once."),
  ] + step("inbound", outbound: false)
  + [
    KeyDeclaration(
      "\(floor).process.outbound", .named("step"), required: true,
      example: "outbound: { pick: { … }, pack: { … }, ship: { departures: mon-fri 16:30 } }",
      "What happens to a customer's order when its goods are there, in this order.")
  ] + step("outbound", outbound: true)
  + [
    KeyDeclaration(
      "\(floor).assignment", .choice(["longest queue", "own task first"]), default: "longest queue", example: "assignment: longest queue",
      "Which queue a free worker serves."),
    notYet("\(floor).equipment", "Fork lifts and other equipment."),
    notYet("\(floor).storage", "Storage rules and replenishment of pick faces."),
    notYet("\(floor).learning", "Learning curves."), notYet("\(floor).forgetting", "Forgetting."),
    notYet("\(floor).fatigue", "Fatigue over a shift."),
    notYet("\(floor).workforce", "Hiring and leaving."),
  ]
