internal import Groundwork

private let floor = "warehouse"

/// The keys of a step of a flow.
private func step(_ flow: String, outbound: Bool) -> [KeyDeclaration] {
  let base = "warehouse.process.\(flow).*"
  let kind = outbound ? "order" : flow == "inbound" ? "receipt" : "return"
  var keys = [
    KeyDeclaration(
      base, .block, example: outbound ? "pack: { by: packers, at: benches, time: 74 s }" : "put-away: { by: pickers, time: 45 s per line }",
      "A station: a queue, who works there, where, and how long."),
    KeyDeclaration(
      "\(base).by", .reference("warehouse.workers"), example: "by: pickers",
      "Who does the work. Workers of other pools who have the step's name among their skills do it too."),
    KeyDeclaration(
      "\(base).plan", .quantity([QuantityForm(.line / .time, example: "60 lines/h", in: 1e-6...1e6)]), example: "plan: 60 lines/h",
      "Lines that an hour of a person there is planned to bring (of a unit, where equipment works alone). The work does not follow it: "
        + "`lines-per-hour`, `lines-per-hour.plan` and `lines-per-hour.against-plan` tell what was reached."),
    KeyDeclaration("\(base).at", .reference("warehouse.places"), example: "at: benches", "The places it needs, one for each task."),
    KeyDeclaration(
      "\(base).time", .work, example: "time: { travel: 0.9 s per m, per-line: 21 s }",
      "How long the work takes. A plain time is for each \(kind); `per line` and `per unit` multiply."),
    KeyDeclaration("\(base).time.travel", .quantity([.pace]), example: "travel: 0.9 s per m", "Time per metre walked on the layout."),
    KeyDeclaration("\(base).time.per-order", .law(.work), example: "per-order: 30 s", "Time for each order (or receipt)."),
    KeyDeclaration(
      "\(base).time.per-line", .law(.work), example: "per-line: 21 s",
      "Time for each line"
        + (outbound
          ? ", and each time it comes: a line that leaves in two parts because stock ran out (`ship: partial`) is worked twice." : ".")),
    KeyDeclaration(
      "\(base).time.per-unit", .law(.work), example: "per-unit: 3 s",
      "Time for each unit. A law is drawn once for the units of a line: they are equally slow."),
    KeyDeclaration(
      "\(base).queue", .choice(["fifo", "lifo", "due date", "priority", "shortest"]), default: "fifo", example: "queue: due date",
      "Which waiting \(kind) comes first: who came first or last, is due first, has the smallest priority number, or needs the least "
        + "work here, the walk of a round of its own and `per-round:` included. Among equals who came first."),
    KeyDeclaration(
      "\(base).with", .reference("warehouse.equipment"), example: "with: forklifts",
      "The equipment a task holds, one unit. A step `with:` equipment and without `by:` is done by the equipment alone."),
    KeyDeclaration(
      "\(base).share", .share, default: "100 %", example: "share: 10 %", "The share of \(kind)s that do the step; the rest pass it by."),
    KeyDeclaration(
      "\(base).fails", .share, example: "fails: 2 %", "The share that goes to the step in `to:` afterwards instead of the next one."),
    KeyDeclaration("\(base).to", .reference("warehouse.process.\(flow)"), example: "to: pick", "Where those that fail go."),
    KeyDeclaration(
      "\(base).then", .named("share"), example: "then: { pack: 80 %, gift wrap: 20 % }",
      "Where \(kind)s go afterwards, by share; `out` is the end of the flow. Without it they go to the next step."),
    KeyDeclaration("\(base).then.*", .share, example: "pack: 80 %", "The share that goes to this step."),
    KeyDeclaration(
      "\(base).limit", .whole(0...1_000_000, noun: "orders"), example: "limit: 60 orders",
      "How many may wait, beside those being worked on."),
    KeyDeclaration(
      "\(base).overflow", .choice(["block", "leave"]), default: "block", example: "overflow: leave",
      "What happens when the queue is full: who is done upstream keeps the \(kind), its place and its equipment until there is room; "
        + "or the \(kind) leaves the house unserved\(outbound ? ", and its units are lost" : "")."),
    KeyDeclaration(
      "\(base).preempt", .choice(["resume", "restart"]), example: "preempt: resume",
      "Whether a more urgent \(kind) interrupts work on a less urgent one, and whether that work then goes on or begins again."),
    KeyDeclaration(
      "\(base).at-end", .choice(["finish", "hand over", "stop"]), example: "at-end: hand over",
      "What happens to work in hand when the shift ends: it is finished in overtime, goes back to the front of the queue for somebody else, or "
        + "waits for the same person's next shift. At a break likewise: it is finished first, goes back, or waits for the end of the break."
    ).otherwise("as the shift says"),
    KeyDeclaration(
      "\(base).helpers-above", .whole(0...1_000_000, noun: "orders"), default: "0", example: "helpers-above: 20 orders",
      "Pools that have the skill, but are not named by `by:`, help only while more than so many wait"
        + (outbound ? "; at a step with `zone:` these are also people who are bound to other zones." : ".")),
    KeyDeclaration(
      "\(base).load", .number(0...100), default: "1", example: "load: 1.5", "How much an hour of this work tires, against ordinary work."),
    KeyDeclaration(
      "\(base).or-after", .quantity([.time]), example: "or-after: 30 min",
      "A step without people gathers `batch:` \(kind)s and lets them go together, or after this time from the first."),
    KeyDeclaration(
      "\(base).batch", .whole(1...1000, noun: "\(kind)s"), default: "1", example: "batch: 4 \(kind)s",
      "\(kind.prefix(1).uppercased())\(kind.dropFirst())s one worker takes at a time; at a step without people, so many are gathered and go on together."),
  ]
  if outbound {
    keys += [
      KeyDeclaration(
        "\(base).when", .choice(["stock complete"]), example: "when: stock complete",
        "At the first step of the flow: an order comes to the floor when the goods of all its lines are there, as under `ship: complete`, "
          + "which holds for every stream of this location then. Lines that are lost are not waited for."
      ).otherwise("as `ship:` of the stream says"),
      KeyDeclaration(
        "\(base).patience", .law(.time), example: "patience: { exponential: { mean: 20 min } }",
        "How long an order waits before it leaves the house unserved; its goods go back to the shelf, and its units are lost. "
        + "Once its work has begun it stays, also where that is put aside, handed over or displaced."),
      KeyDeclaration(
        "\(base).route", .choice(["s-shape", "return", "largest-gap", "exact"]), default: "s-shape", example: "route: s-shape",
        "How a picker walks: through every aisle with a pick; in and out of it at the front; from both ends up to the widest stretch without a pick; "
          + "or the shortest way there is. The last two need `bays:` in the layout. Places with coordinates need a column of aisles."),
      KeyDeclaration(
        "\(base).departures", .departures, example: "departures: mon-fri 16:30",
        "When finished orders leave; such a step needs no people."),
      KeyDeclaration(
        "\(base).cut-off", .quantity([.time]), default: "0 min", example: "cut-off: 30 min",
        "How long before a departure, or a wave, an order must be ready."),
    ]
  }
  return keys + pickingKeys(flow, outbound: outbound) + (outbound ? carrierKeys() : [])
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
    KeyDeclaration(
      "\(floor).shifts.*.breaks", .named("break"), example: "breaks: { lunch: 12:00 +30 min }",
      "Paid time without work, at fixed hours, and of its length also when the clocks change. "
        + "Who is in the middle of a task when it begins, or stands with a finished one for which there is no room, finishes it, "
        + "where `at-end` says finish, and has what is left of the break: with long tasks the share of breaks (POOL.break) is smaller than on the plan. `at-end: stop` and `at-end: hand over` give breaks in full."
    ),
    KeyDeclaration("\(floor).shifts.*.breaks.*", .breakTime, example: "lunch: 12:00 +30 min", "When it begins and how long it lasts."),
    KeyDeclaration(
      "\(floor).shifts.*.holidays", .choice(["closed", "open"]), default: "closed", example: "holidays: open",
      "Whether the shift works on the clock's holidays."),
    KeyDeclaration(
      "\(floor).shifts.*.overtime", .block, example: "overtime: { up-to: 2 h, when: backlog > 50 orders }",
      "Whether people stay on at the end of the shift."),
    KeyDeclaration(
      "\(floor).shifts.*.overtime.up-to", .quantity([QuantityForm(.time, example: "2 h", in: 60...86_400)]), required: true,
      example: "up-to: 2 h",
      "How long they stay on at most."),
    KeyDeclaration(
      "\(floor).shifts.*.overtime.when", .text, default: "backlog > 0 orders", example: "when: backlog > 50 orders",
      "They stay on while more orders than this wait at the steps of their pool; asked at the shift's end and every quarter of an hour after it."
    ),
    KeyDeclaration(
      "\(floor).shifts.*.at-end", .choice(["finish", "hand over", "stop"]), default: "finish", example: "at-end: finish",
      "What happens to work in hand at the end: it is finished in overtime, goes back to the front of its queue, or waits for the "
        + "same person's next shift. In a queue by due date or priority the front is before all that are as urgent, by the least work "
        + "(`shortest`) the place of what is left of it. "
        + "At a break likewise: it is finished first, goes back, or waits for the end of the break."
    ),

    KeyDeclaration(
      "\(floor).workers", .named("pool of workers"), required: true, example: "workers: { packers: { count: 4, shift: early } }",
      "People alike: same shift, skills and wage."),
    KeyDeclaration(
      "\(floor).workers.*", .block, example: "packers: { count: 4, shift: early, skills: { pack: 100 % }, wage: 13.10 GBP/h }",
      "One pool."),
    KeyDeclaration(
      "\(floor).workers.*.count", .whole(0...100_000, noun: "workers"), example: "count: 4",
      "How many people; with `shift: { early: 4, late: 4 }` their sum."),
    KeyDeclaration(
      "\(floor).workers.*.shift", .shifts, required: true, example: "shift: early",
      "When they are there. `{ early: 4, late: 4 }` is so many people in each shift, listed as the pools `pickers early` and `pickers late`; "
        + "`[morning, evening]` is people who work all of these shifts, which must not overlap."),
    KeyDeclaration(
      "\(floor).workers.*.shift.*", .whole(0...100_000, noun: "workers"), example: "early: 4",
      "How many people of the pool work in this shift."),
    KeyDeclaration(
      "\(floor).workers.*.skills", .named("proficiency"), example: "skills: { pick: 100 %, put-away: 80 % }",
      "The steps they can do and how fast: at 80 % the stated time takes 1/0.8 as long. Without skills they do the steps that name them."),
    KeyDeclaration(
      "\(floor).workers.*.skills.*",
      .quantity([QuantityForm(.share, example: "80 %", in: 0.01...3), QuantityForm(.none, example: "0.8", in: 0.01...3)]),
      example: "pick: 100 %", "Speed at the step, 1 % to 300 % of the stated one."),
    KeyDeclaration(
      "\(floor).workers.*.zone", .text, example: "zone: A",
      "The zone they are bound to: of the steps with `zone:` they do those of this zone, and others that they have the skill for only as helpers, above a "
        + "`helpers-above:` that the step states. Steps without a zone are as for everybody."
    ).otherwise("any zone"),
    KeyDeclaration("\(floor).workers.*.wage", .quantity([.wage]), default: "0 ¤/h", example: "wage: 14.20 GBP/h", "Money per paid hour."),
    KeyDeclaration(
      "\(floor).workers.*.overtime", .text, default: "×1.5", example: "overtime: ×1.5",
      "Overtime is paid at so many times the wage, at least once: `×1.5` or `150 %`; "
        + "with a plus it is the supplement to the wage, `+50 %`."),
    KeyDeclaration(
      "\(floor).workers.*.absence", .share, default: "0 %", example: "absence: 4 %",
      "The share of shifts on which a worker is missing, with pay; drawn for each worker and day of the calendar on which a shift begins."),
    KeyDeclaration(
      "\(floor).workers.*.part-time",
      .quantity([QuantityForm(.share, example: "60 %", in: 0.01...1), QuantityForm(.none, example: "0.6", in: 0.01...1)]),
      default: "100 %", example: "part-time: 60 %",
      "The share of the shift's days a worker works; days off go round among them and are not paid. "
        + "A day is the day of the calendar on which a shift begins."),
    KeyDeclaration(
      "\(floor).workers.*.on-floor", .peopleByHour, example: "on-floor: { 6: 2, 7: 4, 13: 3 }",
      "At most so many of them on the floor at once, by the hour of the day on the wall clock; in hours that are not named all. The others of the shift are away, "
        + "paid and counted as in a break, and rest; who is in the middle of a task when the hour turns finishes it first. In overtime all may stay. A pool with people in "
        + "several shifts has one map for each: `{ early: { 6: 2 }, late: { 20: 1 } }`; people with skills or a shift of their own are not meant. `optimize --staffing --by-hour` finds the fewest."
    ).otherwise("all of them"),
    KeyDeclaration(
      "\(floor).workers.*.age", .law(.time), example: "age: { normal: { mean: 47 years, sd: 9 years } }",
      "The age of those who are there at the start."),
    KeyDeclaration(
      "\(floor).workers.*.experience", .quantity([.time]), example: "experience: 6 weeks",
      "Their practice at each step at the start: hours of work, or weeks, months or years of their shift's hours, holidays left out and `part-time:` counted."
    ).otherwise("they know their work"),
    KeyDeclaration(
      "\(floor).workers.*.people", .named("person"), example: "people: { Anna: { age: 61 years, skills: { pick: 110 % } } }",
      "Those of the pool who have a name; what a person does not say is as in the pool."),
    KeyDeclaration("\(floor).workers.*.people.*", .block, example: "Anna: { age: 61 years }", "One person."),
    KeyDeclaration(
      "\(floor).workers.*.people.*.shift", .reference("warehouse.shifts"), example: "shift: late",
      "The person's own shift; where the pool has several, one of them."
    ).otherwise("the pool's"),
    KeyDeclaration("\(floor).workers.*.people.*.zone", .text, example: "zone: B", "The zone the person is bound to.").otherwise(
      "the pool's"),
    KeyDeclaration(
      "\(floor).workers.*.people.*.hired", .text, example: "hired: 2026-03-02",
      "The day on which the person comes, or `day 60`; a day before the start gives the practice since then, where `experience:` says none."
    ).otherwise("before the start"),
    KeyDeclaration(
      "\(floor).workers.*.people.*.age", .quantity([QuantityForm(.time, example: "61 years")]), example: "age: 61 years",
      "Age at the start, or on the day the person comes."),
    KeyDeclaration(
      "\(floor).workers.*.people.*.experience", .quantity([.time]), example: "experience: 2 weeks", "Practice at each step at the start."),
    KeyDeclaration(
      "\(floor).workers.*.people.*.skills", .named("proficiency"), example: "skills: { pick: 110 % }",
      "Speed at some steps, also at steps that the others of the pool cannot do."),
    KeyDeclaration(
      "\(floor).workers.*.people.*.skills.*",
      .quantity([QuantityForm(.share, example: "80 %", in: 0.01...3), QuantityForm(.none, example: "0.8", in: 0.01...3)]),
      example: "pick: 110 %", "Speed at the step, 1 % to 300 % of the stated one."),

    KeyDeclaration(
      "\(floor).places", .named("number of places"), example: "places: { benches: 4 }",
      "Benches, dock doors: what a task occupies while it is worked on."),
    KeyDeclaration(
      "\(floor).places.*", .whole(1...1_000_000, noun: "places"), example: "benches: 4",
      "How many there are; `200 orders` is 200 places with room for an order each."),

    KeyDeclaration(
      "\(floor).layout", .block, example: "layout: { aisles: 10, length: 25 m, width: 2.4 m, depot: front-middle }",
      "Parallel aisles between a front and a back cross aisle; or storage places with coordinates, `from:` a table."),
    KeyDeclaration(
      "\(floor).layout.aisles", .whole(1...64, noun: nil), example: "aisles: 10",
      "How many aisles, at most 64; needed without `from:`, as `length:` and `width:` are."),
    KeyDeclaration(
      "\(floor).layout.length", .quantity([QuantityForm(.length, example: "25 m", in: 0.1...10_000)]),
      example: "length: 25 m", "The length of an aisle."),
    KeyDeclaration(
      "\(floor).layout.width", .quantity([QuantityForm(.length, example: "2.4 m", in: 0.1...1000)]),
      example: "width: 2.4 m", "From the middle of an aisle to the middle of the next."),
    KeyDeclaration(
      "\(floor).layout.depot", .choice(["front-middle", "front-left"]), default: "front-middle", example: "depot: front-middle",
      "Where a walk begins and ends."),
    KeyDeclaration(
      "\(floor).layout.bays", .whole(1...64, noun: nil), example: "bays: 6",
      "Bays of each aisle, front to back. With them positions inside the aisles count; without, only the aisle of a pick is "
        + "known and a walk goes to the end of it. The picture of the floor is drawn for at most 64 bays in all."),

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
      "\(floor).process.returns", .named("step"), example: "returns: { open: { by: packers, time: 90 s per line } }",
      "What happens to goods that customers send back (`returns:`), in this order; after the last step those that are fit can be picked again."
    )
  ] + step("returns", outbound: false)
  + [
    KeyDeclaration(
      "\(floor).assignment", .choice(["longest queue", "own task first", "best skilled", "least loaded"]), default: "longest queue",
      example: "assignment: longest queue",
      "Which queue a free worker serves: the longest, or that of the first step of the process. Who begins is who has been free longest, "
        + "first of those whom the step names in `by:`, then of others with the skill, pool by pool; with "
        + "`best skilled` and `least loaded` it is, for the longest queue, who is fastest there or has worked least so far. People with a `zone:` choose "
        + "among the queues of their zone."),
    KeyDeclaration(
      "\(floor).equipment", .named("kind of equipment"), example: "equipment: { forklifts: { count: 2 } }",
      "Fork lifts, carts, robots: what tasks hold."),
    KeyDeclaration("\(floor).equipment.*", .block, example: "forklifts: { count: 2 }", "One kind."),
    KeyDeclaration(
      "\(floor).equipment.*.count", .whole(1...10_000, noun: nil), required: true, example: "count: 2", "How many units there are."),
    KeyDeclaration(
      "\(floor).equipment.*.failures", .block, example: "failures: { up: { exponential: { mean: 60 h } }, down: 2 h, clock: working }",
      "How units fail and are repaired. Work whose unit fails goes on at once with a free unit of the kind. Where there is none it goes back to "
        + "the front of its queue, with what is left of it, and its person is free: for other work, for the repair, and to go home at the end of the "
        + "shift. Nobody stands beside a broken unit, so no repair can wait for the one who broke it."),
    KeyDeclaration(
      "\(floor).equipment.*.failures.up", .law(.time), required: true, example: "up: { exponential: { mean: 60 h } }",
      "Time to the next failure."),
    KeyDeclaration("\(floor).equipment.*.failures.down", .law(.time), required: true, example: "down: 2 h", "Time of the repair."),
    KeyDeclaration(
      "\(floor).equipment.*.failures.clock", .choice(["working", "calendar"]), default: "working", example: "clock: working",
      "Whether the time to the next failure runs only while a task holds the unit, or always."),
    KeyDeclaration(
      "\(floor).equipment.*.failures.by", .reference("warehouse.workers"), example: "by: mechanics",
      "Who repairs; broken units wait for them. Without it the repair needs nobody."),
    KeyDeclaration(
      "\(floor).equipment.*.charging", .block, example: "charging: { after: 6 h, for: 45 min }",
      "A unit that has worked so long charges when its task is done, and nobody can take it meanwhile. Each unit has a charger of its own."),
    KeyDeclaration(
      "\(floor).equipment.*.charging.after", .quantity([QuantityForm(.time, example: "6 h", in: 60...1e8)]), required: true,
      example: "after: 6 h",
      "Work that a charge lasts for: the time in which tasks hold the unit and it is not broken."),
    KeyDeclaration("\(floor).equipment.*.charging.for", .law(.time), required: true, example: "for: 45 min", "How long it charges."),
    KeyDeclaration(
      "\(floor).accounts", .choice(["brief", "full"]), default: "brief", example: "accounts: full",
      "What is told beside the measures of every floor, which split the time of people and stations into busy, blocked, down, starved, idle, break "
        + "and absent, the waits by cause, and show the queues over time. `full` adds the order cycle of each stream and takes about twice the time; a "
        + "floor with anything beyond queues, pools and places has it by itself."),
    KeyDeclaration(
      "\(floor).ties", .choice(["in order", "shuffled"]), default: "in order", example: "ties: shuffled",
      "A test of the model: chance decides among those of equal rank in a queue, people free since the same moment, units and pools that are equally fit, "
        + "and events of one instant and kind. Results that move depended on the order of equals."),
    KeyDeclaration(
      "\(floor).learning", .block, example: "learning: { curve: de-jong, start: 60 %, rate: 85 % }",
      "How practice makes work faster; the stated times are those of practised people. See LearningCurve for formulas and sources."),
    KeyDeclaration(
      "\(floor).learning.curve", .choice(["wright", "de-jong", "dar-el", "hyperbolic"]), required: true, example: "curve: de-jong",
      "Wright 1936, De Jong 1957, Dar-El 1995 (cognitive and motor part), or the three-parameter hyperbola of Mazur and Hastie 1978."),
    KeyDeclaration(
      "\(floor).learning.start",
      .quantity([
        QuantityForm(.share, example: "60 %", in: 0.01...1), QuantityForm(.line / .time, example: "70 lines/h"),
        QuantityForm(.order / .time, example: "20 orders/h"),
      ]), required: true, example: "start: 60 %",
      "A beginner's speed as a share of the plateau, or in lines or orders an hour with `plateau:` beside it."),
    KeyDeclaration(
      "\(floor).learning.plateau",
      .quantity([QuantityForm(.line / .time, example: "120 lines/h"), QuantityForm(.order / .time, example: "30 orders/h")]),
      example: "plateau: 120 lines/h",
      "The speed of the stated times; only its ratio to `start:` counts."),
    KeyDeclaration(
      "\(floor).learning.rate", .quantity([QuantityForm(.share, example: "85 %", in: 0.5...1)]), default: "85 %", example: "rate: 85 %",
      "Each doubling of the practice multiplies the time (De Jong: its compressible part) by this."),
    KeyDeclaration(
      "\(floor).learning.cognitive", .share, default: "60 %", example: "cognitive: 60 %",
      "Dar-El: the part of a beginner's time that is cognitive."),
    KeyDeclaration(
      "\(floor).learning.cognitive-rate", .quantity([QuantityForm(.share, example: "70 %", in: 0.5...1)]), default: "70 %",
      example: "cognitive-rate: 70 %",
      "Dar-El: the rate of the cognitive part."),
    KeyDeclaration(
      "\(floor).learning.motor-rate", .quantity([QuantityForm(.share, example: "90 %", in: 0.5...1)]), default: "90 %",
      example: "motor-rate: 90 %",
      "Dar-El: the rate of the motor part."),
    KeyDeclaration(
      "\(floor).learning.time-constant", .quantity([QuantityForm(.time, example: "6 weeks", in: 1...1e10)]),
      example: "time-constant: 6 weeks",
      "The hyperbola: practice after which somebody who began with nothing has half the plateau's speed. Dar-El, instead of "
        + "`repetition:`: practice after which half of what a beginner lacks in speed is made up. Hours of practice, or weeks of 40 h."),
    KeyDeclaration(
      "\(floor).learning.repetition", .quantity([QuantityForm(.time, example: "10 min", in: 1e-3...1e8)]), default: "1 h",
      example: "repetition: 10 min",
      "The practice that counts as one repetition in the curves of Wright, De Jong and Dar-El."),
    KeyDeclaration(
      "\(floor).forgetting", .block, example: "forgetting: { half-life: 12 weeks }", "Practice is lost while a step is not done."),
    KeyDeclaration(
      "\(floor).forgetting.half-life", .quantity([QuantityForm(.time, example: "12 weeks", in: 3600...1e10)]), required: true,
      example: "half-life: 12 weeks",
      "Time without the step that takes half of the practice."),
    KeyDeclaration(
      "\(floor).fatigue", .block, example: "fatigue: { per-hour: 2 %, recovery: breaks }", "Work takes longer the longer one has worked."),
    KeyDeclaration(
      "\(floor).fatigue.per-hour", .quantity([QuantityForm(.share, example: "2 %", in: 0...1)]), required: true, example: "per-hour: 2 %",
      "How much longer work takes for each hour worked since the last rest, weighted with the step's `load:`."),
    KeyDeclaration(
      "\(floor).fatigue.recovery", .choice(["breaks", "rest"]), default: "breaks", example: "recovery: breaks",
      "A break takes all tiredness away (one that a task took up whole is none), and so does the end of the shift; or all time without work takes it away "
        + "by its half-life. A shift around the clock without breaks has no rest of the first kind."),
    KeyDeclaration(
      "\(floor).fatigue.half-life", .quantity([QuantityForm(.time, example: "20 min", in: 1...1e7)]), default: "20 min",
      example: "half-life: 20 min",
      "With `recovery: rest`: the rest that takes half of the tiredness away."),
    KeyDeclaration(
      "\(floor).age-effect", .block, example: "age-effect: { above: 50 years, per-year: 0.6 %, source: our own time studies }",
      "An assumption, off unless it is stated: above an age work takes longer. Remove it with `warehouse.age-effect: null` in an alternative."
    ),
    KeyDeclaration(
      "\(floor).age-effect.above", .quantity([QuantityForm(.time, example: "50 years", in: 0...1e10)]), required: true,
      example: "above: 50 years", "From this age on."),
    KeyDeclaration(
      "\(floor).age-effect.per-year", .quantity([QuantityForm(.share, example: "0.6 %", in: 0...0.2)]), required: true,
      example: "per-year: 0.6 %",
      "How much longer work takes for each year above it."),
    KeyDeclaration(
      "\(floor).age-effect.source", .text, required: true, example: "source: our own time studies 2010",
      "Where the assumption comes from. Studies disagree, and many find no effect at all, so Bullwhip states none of its own."),
    KeyDeclaration(
      "\(floor).workforce", .block, example: "workforce: { leaving: 9 %/year, retirement: { at: 66 years } }",
      "How people come and go over the horizon."),
    KeyDeclaration(
      "\(floor).workforce.hiring", .named("hiring"), example: "hiring: { spring: { on: 2011-03-01, count: 4, as: pickers } }",
      "People who come."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*", .block, example: "spring: { on: 2011-03-01, count: 4, as: pickers, experience: 0 weeks }",
      "One hiring, or one every so often."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.on", .text, required: true, example: "on: 2011-03-01",
      "The date, or `day 60` in a study without a calendar."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.count", .whole(-10_000...10_000, noun: "workers"), required: true, example: "count: 4",
      "How many; below zero so many leave, who came last first, and nobody takes their places. More than there are cannot leave."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.as", .reference("warehouse.workers"), required: true, example: "as: pickers", "The pool they join."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.shift", .reference("warehouse.shifts"), example: "shift: early",
      "Their shift, where the pool works in several."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.zone", .text, example: "zone: A",
      "The zone they are bound to, where people of the pool are; they are then as these. Without it they join those of the pool who have no zone of their own."
    ),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.experience", .quantity([.time]), example: "experience: 0 weeks", "Their practice when they come."
    ).otherwise(
      "they know their work"),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.age", .quantity([QuantityForm(.time, example: "25 years")]), example: "age: 25 years",
      "Their age when they come."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.training", .quantity([QuantityForm(.time, example: "2 weeks", in: 3600...1e9)]), example: "training: 2 weeks",
      "So long, by the calendar from `on:`, they are trained: they come to their shifts, take their breaks and are paid, and work at no step. That is "
        + "`POOL.training` of their paid time. Training gives no practice by itself: what they know when it ends is `experience:`."
    ).otherwise("they work from their first shift on"),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.every", .quantity([QuantityForm(.time, example: "13 weeks", in: 86_400...1e10)]),
      example: "every: 13 weeks",
      "They come (or leave) again so often after the first time, until `until:` or as long as the clock runs."),
    KeyDeclaration(
      "\(floor).workforce.hiring.*.until", .text, example: "until: 2013-01-01",
      "The date before which `every:` ends, or `day 60`: a third of twelve pickers go within two years with "
        + "`{ on: 2011-07-01, count: -1, as: pickers, every: 26 weeks, until: 2013-02-01 }`."
    ).otherwise("as long as the clock runs"),
    KeyDeclaration(
      "\(floor).workforce.leaving", .quantity([QuantityForm(.share / .time, example: "9 %/year", in: 0...1e-5)]), default: "0 %/year",
      example: "leaving: 9 %/year",
      "Leavers in a year ÷ people employed; each person's time to leaving is exponential."),
    KeyDeclaration("\(floor).workforce.retirement", .block, example: "retirement: { at: 66 years }", "People with an age retire."),
    KeyDeclaration(
      "\(floor).workforce.retirement.at", .quantity([QuantityForm(.time, example: "66 years", in: 40 * 31_557_600...100 * 31_557_600)]),
      required: true, example: "at: 66 years",
      "At this age. Who is older at the start retires at once."),
    KeyDeclaration(
      "\(floor).workforce.replacement", .block, example: "replacement: { after: 8 weeks, experience: 0 weeks }",
      "Who leaves or retires is replaced in the same pool."),
    KeyDeclaration("\(floor).workforce.replacement.after", .quantity([.time]), required: true, example: "after: 8 weeks", "So long after."),
    KeyDeclaration(
      "\(floor).workforce.replacement.experience", .quantity([.time]), default: "0 weeks", example: "experience: 0 weeks",
      "The practice of the newcomer: hours of work, or weeks, months or years of the pool's hours, as in `workers.*.experience`."),
    KeyDeclaration(
      "\(floor).workforce.replacement.age", .quantity([QuantityForm(.time, example: "30 years")]), default: "30 years",
      example: "age: 30 years", "The age of the newcomer."),
    KeyDeclaration(
      "\(floor).workforce.replacement.training", .quantity([QuantityForm(.time, example: "2 weeks", in: 3600...1e9)]),
      example: "training: 2 weeks",
      "So long the newcomer is paid and trained before it works, as in `hiring.*.training`."
    ).otherwise("it works from its first shift on"),
    KeyDeclaration(
      "\(floor).storage", .block,
      example: "storage: { rule: class-based, pick-face: 14 d, replenish: { below: 4 d, by: pickers, time: 3 min } }",
      "How goods are kept: which item lies in which bay, how much of it lies ready to be picked."),
    KeyDeclaration(
      "\(floor).storage.rule", .choice(["popularity", "class-based", "random", "dedicated", "affinity"]), example: "rule: popularity",
      "By rank (`slot:`, else units asked a day): first ranks nearest to the depot; the first 20 % of the ranks anywhere in the nearest 20 % of the bays, the next "
        + "30 % in the next 30 %, the others behind; or anywhere. Where items have a `class:`, `class-based` goes by it, in the order of the words (A before B, those without one "
        + "last): each class lies anywhere in as large a share of the bays as it has of the items; `slot:` has no meaning then. `dedicated`: an item's `slot:` is the number of its bay, aisle × bays + bay, both from 0, front left first, "
        + "and several items may share one. `affinity`: bay by bay, the most asked item first, then those most often asked for together with the items of the bay in the "
        + "orders of `replay:` streams; those same orders are then played, so that what it saves is what it saves at most. Orders drawn from popularity join items "
        + "independently, and affinity is then popularity. Needs `bays:` in the layout. Without it aisles are filled one after another, from the nearest, front to back. "
        + "What `random` and `class-based` leave to chance is drawn once, not by replication: see `arrangement`."
    ),
    KeyDeclaration(
      "\(floor).storage.arrangement", .whole(1...1_000_000, noun: nil), default: "1", example: "arrangement: 2",
      "Which of the arrangements that `random` and `class-based` leave to chance. Each is one way to put the items, the same in every replication and under every "
        + "seed, so that intervals do not hold what another would bring: a few as alternatives show that."
    ),
  ] + coordinateKeys + storageKeys
