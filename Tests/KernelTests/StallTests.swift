import Testing

@testable import Kernel

@Suite struct `An instant without end` {
  @Test func `is stopped and its loop is named`() throws {
    var agenda = Agenda(cascadeLimit: 5_000)
    agenda.schedule(at: at(3), .receipt, kind: 1)
    agenda.schedule(at: at(9), .demand, kind: 7, subject: 40)
    agenda.schedule(at: at(20), .demand, kind: 1)
    var served = 0
    while let event = agenda.next() {
      served += 1
      switch event.kind {
      case 7: agenda.schedule(at: agenda.now, .allocation, kind: 8, subject: 41)
      case 8: agenda.schedule(at: agenda.now, .review, kind: 9, subject: 42)
      case 9: agenda.schedule(at: agenda.now, .demand, kind: 7, subject: 40)
      default: break
      }
    }
    let found = agenda.stalled
    let stall = try #require(found)
    #expect(stall.time == at(9))
    #expect(stall.repeats)
    #expect(
      Set(stall.cycle) == [
        .init(phase: .demand, kind: 7, subject: 40), .init(phase: .allocation, kind: 8, subject: 41),
        .init(phase: .review, kind: 9, subject: 42),
      ])
    #expect(stall.cycle.count == 3)
    #expect(served > 5_000 && served < 7_000)
    #expect(agenda.next() == nil)
    // The round may be told from any of its events on.
    let links = ["kind 8 subject 41 → review kind 9 subject 42", "review kind 9 subject 42 → demand kind 7"]
    #expect(links.contains { "\(stall)".contains($0) })
    agenda.removeAll()
    #expect(agenda.stalled == nil)
    agenda.schedule(at: at(1), .demand, kind: 1)
    #expect(agenda.next()?.kind == 1)
  }

  @Test func `is stopped when an urgent loop keeps others waiting`() throws {
    var agenda = Agenda(cascadeLimit: 1_000)
    agenda.schedule(at: .zero, .demand, priority: 200, kind: 2)
    agenda.schedule(at: .zero, .demand, priority: 10, kind: 1)
    while let event = agenda.next() {
      if event.kind == 1 { agenda.schedule(at: .zero, .demand, priority: 10, kind: 1) }
    }
    let found = agenda.stalled
    let stall = try #require(found)
    #expect(stall.cycle == [.init(phase: .demand, kind: 1, subject: 0)])
  }

  @Test func `is stopped when every event begets two, and without a period the commonest are named`() throws {
    var agenda = Agenda(cascadeLimit: 20_000)
    var dice = SplitMix(seed: 3)
    agenda.schedule(at: .zero, .demand, kind: 1)
    while agenda.next() != nil {
      for _ in 0..<2 { agenda.schedule(at: .zero, .demand, kind: UInt16(1 + dice.below(3) / 2), subject: Int32(dice.below(2))) }
    }
    let found = agenda.stalled
    let stall = try #require(found)
    #expect(!stall.repeats)
    // Kinds 1 and 2 come two to one.
    #expect(stall.cycle.count == 4)
    #expect(Set(stall.cycle.prefix(2).map(\.kind)) == [1])
  }

  @Test func `a long instant that ends is let through, again and again`() {
    var agenda = Agenda(cascadeLimit: 1_000)
    for day in 1...50 { agenda.schedule(at: at(Int64(day)), .demand, kind: 1, argument: 1_400) }
    var served = 0
    while let event = agenda.next() {
      served += 1
      if event.argument > 0 { agenda.schedule(at: event.time, .demand, kind: 1, argument: event.argument - 1) }
    }
    #expect(agenda.stalled == nil)
    #expect(served == 50 * 1_401)
  }

  @Test func `many events of one instant scheduled beforehand are no cascade`() {
    var agenda = Agenda(cascadeLimit: 10)
    for i in 0..<5_000 { agenda.schedule(at: at(1), .demand, kind: 1, argument: Int64(i)) }
    var sum: Int64 = 0
    while let event = agenda.next() { sum += event.argument }
    #expect(agenda.stalled == nil)
    #expect(sum == 4_999 * 5_000 / 2)
  }
}
