import Groundwork
import Testing

@testable import Charts

/// The pictures of a floor, and of an optimum.
extension Samples {
  static let oneReplication = Evidence(n: 1, noun: "replications", interval: nil, seed: 1, scenario: "4f2a9c")

  static var story: StoryChart {
    StoryChart(
      base: TimeBase(.hours, from: CivilDate(year: 2026, month: 12, day: 7)), from: 20, to: 38.4,
      kinds: [
        .init("Worked on", .work), .init("Waits: all are busy", .waitForPeople), .init("Waits: nobody on duty", .offDuty),
        .init("Waits: departure", .waitForDeparture), .init("Stands: equipment down", .down), .init("Done, no room to go on", .blocked),
      ],
      rows: [
        .init(
          "Pick", detail: "early picker 3, with carts, 3 together",
          spans: [
            .init(20.4, 21.5, kind: 1), .init(21.5, 30, kind: 2), .init(30, 30.4, kind: 1), .init(30.4, 30.5, kind: 0),
            .init(30.5, 31, kind: 4), .init(31, 31.1, kind: 0),
          ],
          waited: "9 h 58 min", worked: "8 min 8 s"),
        .init(
          "Pack", detail: "early packer 4", spans: [.init(31.1, 31.2, kind: 0), .init(31.2, 32, kind: 5)], waited: "48 min", worked: "6 min"
        ),
        .init("Ship", spans: [.init(32, nil, kind: 3)], waited: "6 h 24 min"),
      ], moments: [.init(20.4, "Came 20:25"), .init(36.4, "Due 12:25", isAdverse: true)], evidence: oneReplication,
      caption: Caption(title: "Order 9000 took 18 h and was late, 47% of it waiting because nobody was on duty", stamp: stamp))
  }

  static var floorFrame: FloorFrameChart {
    let work = [FloorFrameChart.State](repeating: .working, count: 8)
    return FloorFrameChart(
      flows: [
        .init(
          "Customers’ orders",
          steps: [
            .init("Pick", detail: "longest wait 20 h 46 min", waiting: 667, seats: work, note: "all who do it are busy"),
            .init("Check", detail: "longest wait 3 h 24 min", waiting: 27, late: 4, note: "all who do it are busy"),
            .init("Pack", detail: "longest wait 20 min", waiting: 39, seats: [.working, .working, .blocked, .down], places: 7),
            .init("Ship", waiting: 502, late: 178, note: "next departure 14:00"),
          ]), .init("Receipts", steps: [.init("Put-away", waiting: 0, seats: [.working], note: "")]),
      ],
      groups: [
        .init("Early pickers", members: work, note: "8 at work"),
        .init(
          "Early packers", members: [.working, .working, .blocked, .down, .free, .onBreak, .absent], note: "2 at work, 1 free, 1 blocked"),
        .init("Late packers", members: [], note: "all 5 off duty"),
      ], units: [.init("Carts", used: 8, free: 3, down: 1)],
      aisles: .init("Aisles of the 8 rounds under way", aisles: 4, bays: 3, rounds: [2, 1, 0, 0, 3, 1, 0, 0, 0, 1, 1, 0]),
      evidence: oneReplication,
      caption: Caption(
        eyebrow: "The floor at one moment", title: "At 10:30, 667 orders wait for pick because all who do it are busy", stamp: stamp))
  }

  static var queues: QueueChart {
    let mean = (0..<48).map { hour in Double([0, 0, 1, 3, 8, 20, 34, 40, 30, 16, 6, 2][hour / 2 % 12]) }
    return QueueChart(
      base: TimeBase(.hours, from: CivilDate(year: 2026, month: 12, day: 14)), edges: (0...48).map(Double.init),
      panels: [
        .init("Pick", mean: mean, lower: mean.map { $0 * 0.4 }, upper: mean.map { $0 * 1.7 + 1 }),
        .init("Pack", mean: mean.map { $0 / 30 }, lower: mean.map { _ in 0 }, upper: mean.map { $0 / 12 }),
      ], evidence: Evidence(n: 40, interval: .prediction, level: 0.8, seed: 1, scenario: "4f2a9c"),
      caption: Caption(title: "The queue before pick is longest on 14 Dec at 14:00: 40 on average", stamp: stamp))
  }

  static var duty: DutyChart {
    let early = (0..<24).map { (6..<14).contains($0) ? 6 : 0 }, late = (0..<24).map { (13..<21).contains($0) ? 12 : 0 }
    return DutyChart(
      panels: [
        .init("Pickers early", onDuty: early, needed: early.enumerated().map { $0.element * [0, 3, 5, 6][$0.offset % 4] / 6 }),
        .init("Packers late", onDuty: late, needed: late.enumerated().map { $0.element * (21 - $0.offset) / 8 }),
      ], caption: Caption(title: "61.5 of 144.0 person-hours a day are needed on the floor", stamp: stamp))
  }

  static var ladder: LadderChart {
    let states = [
      LadderChart.State("Busy", .busy), .init("Blocked", .blocked), .init("Down", .down), .init("Starved", .starved),
      .init("Break", .pause),
      .init("Absent", .absent), .init("Idle", .idle),
    ]
    return LadderChart(
      states: states,
      blocks: [
        .init(
          "Steps",
          rows: [
            .init("Pack", shares: [0.91, 0.01, 0.02, 0, 0, 0, 0.06], gain: Measured(7.8, lower: 6.9, upper: 8.6), isHighlighted: true),
            .init("Pick", shares: [0.69, 0.17, 0.02, 0.05, 0, 0, 0.07], gain: Measured(0.6, lower: -0.1, upper: 1.3)),
            .init("Repairs", shares: [], gain: Measured(-0.2, lower: -0.6, upper: 0.2)),
          ]),
        .init("People", rows: [.init("Early packers", shares: [0.62, 0.05, 0.01, 0.1, 0.09, 0.05, 0.08])]),
      ], gainTitle: "Orders a day gained by a tenth more capacity", evidence: simulated,
      caption: Caption(title: "Pack is the bottleneck: 91% busy, and a tenth more of it brings +7.8 orders a day", stamp: stamp))
  }

  static var surface: SurfaceChart {
    let columns = (0...12).map { Double(10 + 2 * $0) }, rows = (0...10).map { Double(30 + 5 * $0) }
    return SurfaceChart(
      measure: "Cost above the least", columnTitle: "Reorder point s, units", rowTitle: "Order-up-to level S, units", columns: columns,
      rows: rows,
      // A bowl with its bottom at 20 and 55.
      cells: rows.map { S in columns.map { s in ((s - 20) * (s - 20) / 400 + (S - 55) * (S - 55) / 2500) } },
      choices: [.init("Best", x: 20, y: 55, kind: .best), .init("Today", x: 30, y: 75, kind: .current)],
      caption: Caption(title: "The bottom is flat: any s from 18 to 22 costs at most 1% more", stamp: stamp))
  }

  static var regret: RegretChart {
    RegretChart(
      measure: "Total cost", per: "per week", unit: .money("GBP"),
      rows: [
        .init("DP levels", cost: Measured(1204, lower: 1198, upper: 1210), role: .recommended),
        .init("EOQ with safety stock", cost: Measured(1266, lower: 1258, upper: 1274)),
        .init("Today", cost: Measured(1391, lower: 1379, upper: 1403), role: .current),
      ], reference: .init("Exact optimum", 1201), second: .init("Perfect foresight", 1043), evidence: simulated,
      caption: Caption(title: "DP levels cost 0.2% more than the exact optimum", stamp: stamp))
  }

  static var floorPictures: [(name: String, chart: any Chart, size: Size)] {
    [
      ("story", story, Size(760, 300)), ("floor-frame", floorFrame, Size(860, floorFrame.preferredHeight(width: 860))),
      ("queues", queues, Size(680, queues.preferredHeight(.standalone))),
      ("ladder", ladder, Size(760, ladder.preferredHeight(.standalone))),
      ("duty", duty, Size(680, duty.preferredHeight(.standalone))),
      ("surface", surface, Size(680, 440)), ("regret", regret, Size(680, 300)),
    ]
  }
}

@Suite struct `Pictures of a floor` {
  /// Random floors, queues, stories and ladders at random sizes: whatever is drawn keeps every rule.
  @Test func `keep every rule whatever the floor`() {
    var numbers = SampleNumbers(7)
    let names = ["Pick", "Pack", "Consolidation of freight orders", "QA", "Überprüfung", "Ship", "Value-added work", "Put-away", "Gather"]
    func name(_ numbers: inout SampleNumbers) -> String { names[numbers.below(names.count)] }
    func states(_ count: Int, _ numbers: inout SampleNumbers) -> [FloorFrameChart.State] {
      (0..<count).map { _ in FloorFrameChart.State.allCases[numbers.below(6)] }
    }
    var drawn = 0
    for round in 0..<240 {
      let mode: Mode = numbers.below(2) == 0 ? .standalone : .report
      let size = Size(280 + 620 * numbers.uniform(), 200 + 420 * numbers.uniform())
      let chart: any Chart
      switch round % 4 {
      case 0:
        let steps = (0...numbers.below(9)).map { _ in
          let waiting = [0, 3, 60, 900, 250_000][numbers.below(5)]
          return FloorFrameChart.Step(
            name(&numbers), detail: numbers.below(2) == 0 ? "longest wait 20 h 46 min" : "", waiting: waiting,
            late: numbers.below(waiting + 1),
            seats: states(numbers.below(30), &numbers), places: numbers.below(2) == 0 ? numbers.below(20) : nil,
            note: numbers.below(2) == 0 ? "all who do it are busy" : "")
        }
        chart = FloorFrameChart(
          flows: [.init("Orders", steps: steps)]
            + (numbers.below(2) == 0 ? [.init("Receipts", steps: [.init(name(&numbers), waiting: 2)])] : []),
          groups: (0..<numbers.below(6)).map { _ in
            .init(name(&numbers), members: states(numbers.below(40), &numbers), note: "8 at work, 2 free, 1 on break")
          },
          units: (0..<numbers.below(3)).map { _ in
            .init(name(&numbers), used: numbers.below(30), free: numbers.below(9), down: numbers.below(3))
          },
          aisles: numbers.below(2) == 0
            ? .init("Aisles of the 8 rounds under way", aisles: 12, bays: 5, rounds: (0..<60).map { _ in numbers.below(3) }) : nil,
          evidence: Samples.oneReplication)
      case 1:
        let kinds = StoryChart.Tone.allCases.map { StoryChart.Kind("Kind: \($0.rawValue)", $0) }
        let rows = (0..<1 + numbers.below(12)).map { _ in
          var at = 8.0
          let spans = (0..<1 + numbers.below(6)).map { _ in
            let start = at
            at += 0.01 + 4 * numbers.uniform() * numbers.uniform()
            return StoryChart.Span(start, at, kind: numbers.below(kinds.count))
          }
          return StoryChart.Row(
            name(&numbers), detail: "early picker 3, with carts", spans: spans, waited: "9 h 58 min", worked: "8 min 8 s")
        }
        chart = StoryChart(
          base: TimeBase(.hours, from: CivilDate(year: 2026, month: 12, day: 7)), from: 7.9, to: 8 + 40 * numbers.uniform() + 1,
          kinds: kinds, rows: rows,
          moments: [.init(8, "Came 08:00"), .init(9, "Due 09:00", isAdverse: true), .init(9.1, "Left 09:06")],
          evidence: Samples.oneReplication)
      case 2:
        let count = 1 + numbers.below(400)
        let panels = (0..<1 + numbers.below(8)).map { index in
          let mean = (0..<count).map { _ in 100 * numbers.uniform() * numbers.uniform() }
          return QueueChart.Panel("\(name(&numbers)) \(index)", mean: mean, lower: mean.map { $0 / 2 }, upper: mean.map { $0 * 2 })
        }
        chart = QueueChart(
          base: TimeBase(.hours), edges: (0...count).map(Double.init), panels: panels,
          evidence: Evidence(n: 40, interval: .prediction, level: 0.8))
      default:
        var sample = Samples.ladder
        sample.blocks = (0..<1 + numbers.below(2)).map { block in
          .init(
            "Block \(block)",
            rows: (0..<1 + numbers.below(9)).map { _ in
              let raw = (0..<7).map { _ in numbers.uniform() * numbers.uniform() }, sum = raw.reduce(0, +)
              let gain = numbers.normal() * 10
              return LadderChart.Row(
                name(&numbers), shares: raw.map { $0 / sum },
                gain: numbers.below(3) > 0 ? Measured(gain, plusMinus: 5 * numbers.uniform()) : nil,
                isHighlighted: numbers.below(4) == 0)
            })
        }
        sample.caption = Caption()
        chart = sample
      }
      if isDrawn(chart, size, mode) { drawn += 1 }
    }
    #expect(drawn > 170)
  }

  private func refusal(_ chart: some Chart) -> String {
    do {
      _ = try chart.scene(size: .standalone, mode: .standalone, measurer: FixedWidthMeasurer())
      return ""
    } catch { return "\(error)" }
  }

  @Test func `refuse data that contradict themselves, and say which`() {
    var ladder = Samples.ladder
    ladder.blocks[0].rows[0].shares[0] = 0.8
    #expect(refusal(ladder).contains("“Pack” add up to"))
    var frame = Samples.floorFrame
    frame.flows[0].steps[0].late = 700
    #expect(refusal(frame).contains("700 late of 667"))
    frame = Samples.floorFrame
    frame.aisles?.rounds.removeLast()
    #expect(refusal(frame).contains("11 counts for 4 aisles of 3 bays"))
    var story = Samples.story
    story.rows[0].spans[1].start = 21
    #expect(refusal(story).contains("“Pick” does two things at once"))
    var queues = Samples.queues
    queues.panels[0].mean[3] = -1
    #expect(refusal(queues).contains("a queue is never negative"))
    queues = Samples.queues
    queues.edges.removeLast()
    #expect(refusal(queues).contains("48 values for 47 stretches"))
  }

  @Test func `show as many figures and frames as there are people and places`() throws {
    let scene = try Samples.floorFrame.scene(size: Size(860, 600), mode: .standalone, measurer: FixedWidthMeasurer())
    func count(_ role: String) -> Int {
      scene.commands.count {
        switch $0 {
        case .rect(_, _, _, _, let own): own == role
        default: false
        }
      }
    }
    #expect(count("frame-place") == 7)
    // At work or held up at a step, in a legend (3), or in their pool's row.
    #expect(count("person") == 8 + 4 + 1 + 3 + 8 + 4)
    // 667 and 502 waiting with the same dot: 5, 10 or 20 orders each, as the longest queue needs.
    let dots = count("dot") + count("late")
    #expect([5, 10, 20].contains { per in [667, 27, 39, 502].reduce(0) { $0 + ($1 + per - 1) / per } == dots })
  }
}
