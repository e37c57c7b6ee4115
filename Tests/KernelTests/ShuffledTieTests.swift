import Testing

@testable import Kernel

@Suite struct `Shuffled ties` {
  private func order(seed: UInt64?, atOnce: Bool) -> [Int32] {
    var agenda = Agenda(), served: [Int32] = []
    if let seed { agenda.shuffleTies(seed: seed) }
    if atOnce { agenda.schedule(at: at(5), .workEnd, kind: 2) } else { add(&agenda) }
    func add(_ agenda: inout Agenda) { for i: Int32 in 0..<3 { agenda.schedule(at: at(5), .demand, kind: 1, subject: i) } }
    while let event = agenda.next() { if event.kind == 2 { add(&agenda) } else { served.append(event.subject) } }
    return served
  }

  // Six orders of three equals, 1 000 times each: the sum of squared deviations over 1 000 is above 20.5 once in a thousand (χ² with five
  // degrees of freedom). For events of a later moment, and for such as are scheduled for the moment that it is.
  @Test(arguments: [false, true]) func `every order of equals comes as often as any other`(atOnce: Bool) {
    var dice = SplitMix(seed: 77), counts: [[Int32]: Int] = [:]
    for _ in 0..<6_000 { counts[order(seed: dice.next(), atOnce: atOnce), default: 0] += 1 }
    #expect(counts.count == 6 && counts.keys.allSatisfy { $0.sorted() == [0, 1, 2] })
    #expect(counts.values.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 } < 20.5, "\(counts)")
    #expect(order(seed: nil, atOnce: atOnce) == [0, 1, 2])
  }

  // A model on an agenda whose ties are shuffled against a sorted list: nothing but the order of equals is another.
  @Test func `time, class and priority stand`() {
    var dice = SplitMix(seed: 8), agenda = Agenda()
    agenda.shuffleTies(seed: 12)
    var handles: [EventHandle] = [], expected: [[Int]] = []
    for i in 0..<3_000 {
      let time = Int64(dice.below(50)), phase: Phase = [.receipt, .demand, .review][dice.below(3)], priority = UInt8(dice.below(3))
      handles.append(agenda.schedule(at: at(time), phase, priority: priority, kind: 1, subject: Int32(i)))
      expected.append([Int(time), Int(phase.rawValue), Int(priority), i])
    }
    for i in stride(from: 0, to: 3_000, by: 7) {
      let isGone = agenda.cancel(handles[i])
      #expect(isGone)
    }
    let left = expected.indices.filter { $0 % 7 != 0 }.map { expected[$0] }
    var served: [[Int]] = []
    while let event = agenda.next() { served.append(expected[Int(event.subject)]) }
    #expect(served.map { $0.dropLast() } == left.map { $0.dropLast() }.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(Set(served.map { $0[3] }) == Set(left.map { $0[3] }) && served.count == left.count)
  }
}
