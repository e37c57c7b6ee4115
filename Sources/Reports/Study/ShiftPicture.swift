internal import Charts
internal import Experiment
internal import Groundwork

/// One day of today's floor: what everybody did, and what waited.
extension StudyPictures {
  mutating func shift(_ insights: StudyInsights) {
    guard let traced = insights.shift else { return }
    let date = study.startDate.flatMap { CivilDate(iso: $0) }?.adding(days: traced.day)
    let setting = ShiftPicture(
      record: traced.shifted(byHours: wallOffset(day: traced.day)), date: date, seed: study.seed, identity: study.identity,
      eyebrow: "Shift trace · replication 1 of \(study.replications)",
      subtitle: "\(ShiftPicture.dayName(traced.day, date)), today’s scenario: the worst day of its "
        + "first four measured weeks.",
      stamp: stamp)
    add("shift", .timeline(setting.chart), size: setting.size, reportHeight: setting.reportHeight)
  }
}

/// What everybody did on one day as a picture.
struct ShiftPicture {
  /// In hours of the wall clock.
  let record: ShiftRecord
  let date: CivilDate?
  let seed: UInt64
  let identity: String
  let eyebrow: String
  /// What stands behind the number of people.
  let subtitle: String
  let stamp: String

  /// `21 Mar 2011, day 78 of the run`; without a calendar the number that the scenario counts by, from 0.
  static func dayName(_ day: Int, _ date: CivilDate?) -> String { date.map { "\($0.prose), day \(day + 1) of the run" } ?? "day \(day)" }

  /// The longest of the other queues; more than three panels leave nothing to read.
  private var beside: [TimelineChart.Queue] {
    func peak(_ queue: ShiftRecord.Queue) -> Int { queue.steps.map(\.length).max() ?? 0 }
    let ranked = record.otherQueues.indices.sorted { (-peak(record.otherQueues[$0]), $0) < (-peak(record.otherQueues[$1]), $1) }
    return ranked.prefix(2).sorted().map { place in
      let queue = record.otherQueues[place]
      return TimelineChart.Queue(
        "\(queue.isOutbound ? "Orders waiting" : "Waiting") for \(queue.station)",
        steps: queue.steps.map { TimelineChart.QueueStep($0.time, $0.length) })
    }
  }

  /// Many lanes are low ones, so that a shift stays one page.
  private var people: Double { Double(record.lanes.count) }
  private var queues: Double { Double(1 + min(2, record.otherQueues.count)) }
  var size: Size { Size(680, max(420, 150 + people * max(14, min(26, 300 / people)) + queues * 112)) }
  var reportHeight: Double { min(660, max(300, 110 + people * max(11.5, min(20, 230 / people)) + queues * 86)) }

  var chart: TimelineChart {
    let (kinds, place) = StudyPictures.kindsOfWork(record)
    var categories = kinds
    categories.append(TimelineChart.Category("Break", kind: .pause))
    let pause = categories.count - 1
    let others: [(name: String, kind: TimelineChart.Kind, ranges: (ShiftRecord.Lane) -> [ClosedRange<Double>])] = [
      ("Absent", .away, { $0.absent }), ("In training", .away, { $0.training }),
      ("Equipment down", .down, { $0.down }), ("Blocked", .held, { $0.held }),
    ]
    // Only what happens is named, so that a floor without it looks as it did.
    let shown = others.filter { other in record.lanes.contains { !other.ranges($0).isEmpty } }
    categories += shown.map { TimelineChart.Category($0.name, kind: $0.kind) }
    let lanes = record.lanes.map { lane in
      var segments = lane.tasks.map { TimelineChart.Segment($0.start, $0.end, category: place[$0.station]) }
      for (index, other) in shown.enumerated() {
        segments += other.ranges(lane).map { TimelineChart.Segment($0.lowerBound, $0.upperBound, category: pause + 1 + index) }
      }
      for rest in lane.breaks {
        // Work that was finished before the break began later eats into it.
        let begin = lane.tasks.filter { $0.start < rest.lowerBound }.map(\.end).max().map { max($0, rest.lowerBound) } ?? rest.lowerBound
        if begin < rest.upperBound { segments.append(TimelineChart.Segment(begin, rest.upperBound, category: pause)) }
      }
      return TimelineChart.Lane(
        lane.name, segments: segments.sorted { $0.start < $1.start }, utilisation: lane.utilisation.isNaN ? nil : lane.utilisation,
        overtime: lane.overtime.isEmpty ? nil : lane.overtime, rests: lane.planned.isEmpty ? nil : lane.planned)
    }
    let beside = beside
    let off = record.lanes.contains(where: \.isOff) ? ", none for who has a day off" : ""
    let blocked = record.lanes.contains { !$0.held.isEmpty } ? " Blocked: done, nowhere to put it." : ""
    return TimelineChart(
      base: TimeBase(.hours, from: date, day: date == nil ? record.day : nil), from: record.from, to: record.to, categories: categories, lanes: lanes,
      queueTitle: "Orders waiting for \(record.queueStation)",
      queue: record.queue.map { TimelineChart.QueueStep($0.time, $0.length) }, otherQueues: beside.isEmpty ? nil : beside,
      evidence: Evidence(n: 1, noun: "replications", interval: nil, seed: seed, scenario: String(identity.prefix(6))),
      caption: Caption(
        eyebrow: eyebrow, title: StudyPictures.shiftTitle(record),
        subtitle: "Activity of \(lanes.count) \(lanes.count == 1 ? "person" : "people") and orders waiting, \(subtitle)",
        note: "One replication shown as it happened. Utilisation = working time ÷ time on duty\(off).\(blocked)", stamp: stamp))
  }
}

extension StudyPictures {
  /// The stations as kinds of work, and each station's place among them. Five can be told apart by colour: of more, the four with most work
  /// that day keep a colour of their own and the others share one.
  static func kindsOfWork(_ record: ShiftRecord) -> (categories: [TimelineChart.Category], place: [Int]) {
    var hours = record.stations.map { _ in 0.0 }
    for task in record.lanes.flatMap(\.tasks) { hours[task.station] += task.end - task.start }
    let ranked = hours.indices.sorted { (-hours[$0], $0) < (-hours[$1], $1) }
    let own = (hours.count > 5 ? Array(ranked.prefix(4)) : ranked).sorted()
    var categories = own.map { station in
      TimelineChart.Category(record.stations[station].prefix(1).uppercased() + record.stations[station].dropFirst())
    }
    if own.count < hours.count { categories.append(TimelineChart.Category("Other work")) }
    return (categories, hours.indices.map { own.firstIndex(of: $0) ?? own.count })
  }

  /// What the queue did: orders of the night that wait for the first worker are another finding than a peak at noon.
  static func shiftTitle(_ record: ShiftRecord) -> String {
    guard let peak = record.queue.enumerated().max(by: { ($0.element.length, -$0.offset) < ($1.element.length, -$1.offset) })?.element,
      peak.length > 0
    else { return "Nothing waits for \(record.queueStation) on this day" }
    let number = NumberFormat.chart
    let orders = "\(number.integer(peak.length)) order\(peak.length == 1 ? "" : "s")"
    // What the night left is not less a finding for one order that came with the first worker.
    let opening = record.queue.first?.length ?? 0
    guard peak.time <= record.from + 0.05 || (peak.time <= record.from + 0.25 && Double(opening) >= 0.95 * Double(peak.length)) else {
      return "The queue before \(record.queueStation) peaks at \(orders) at \(clock(peak.time))"
    }
    // One order waiting is work on hand, not a queue left over from the night.
    let left = "\(number.integer(opening)) order\(opening == 1 ? "" : "s")", verb = opening == 1 ? "waits" : "wait"
    guard let clear = record.queue.first(where: { $0.time > peak.time && $0.length <= 1 }) else {
      return "\(left) \(verb) for \(record.queueStation) at \(clock(record.from)), and the day does not clear them"
    }
    let state = clear.length == 0 ? "none is left" : "one is left"
    return "\(left) \(verb) for \(record.queueStation) at \(clock(record.from)); at \(clock(clear.time)) \(state)"
  }

  /// As the picture's own axis says it.
  private static func clock(_ hours: Double) -> String { TimeBase(.hours).clockTime(at: hours) }
}

extension ShiftRecord {
  /// The same day with every time moved.
  func shifted(byHours hours: Double) -> ShiftRecord {
    if hours == 0 { return self }
    var own = self
    own.from += hours
    own.to += hours
    for i in own.lanes.indices {
      for t in own.lanes[i].tasks.indices {
        own.lanes[i].tasks[t].start += hours
        own.lanes[i].tasks[t].end += hours
      }
      func moved(_ ranges: [ClosedRange<Double>]) -> [ClosedRange<Double>] { ranges.map { $0.lowerBound + hours...$0.upperBound + hours } }
      own.lanes[i].breaks = moved(own.lanes[i].breaks)
      own.lanes[i].absent = moved(own.lanes[i].absent)
      own.lanes[i].training = moved(own.lanes[i].training)
      own.lanes[i].down = moved(own.lanes[i].down)
      own.lanes[i].held = moved(own.lanes[i].held)
      own.lanes[i].overtime = moved(own.lanes[i].overtime)
      own.lanes[i].planned = moved(own.lanes[i].planned)
    }
    for q in own.otherQueues.indices {
      own.otherQueues[q].steps = own.otherQueues[q].steps.map { (time: $0.time + hours, length: $0.length) }
    }
    own.queue = own.queue.map { (time: $0.time + hours, length: $0.length) }
    return own
  }
}
