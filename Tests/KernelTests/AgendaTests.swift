import Testing

@testable import Kernel

func at(_ ticks: Int64) -> SimTime { SimTime(ticks: ticks) }

@Suite struct `The order of the agenda` {
  @Test func `time goes before everything else`() {
    var agenda = Agenda()
    agenda.schedule(at: at(20), .receipt, priority: 0, kind: 2)
    agenda.schedule(at: at(10), .measurement, priority: 255, kind: 1)
    #expect(agenda.nextTime == at(10))
    #expect(agenda.next()?.kind == 1)
    #expect(agenda.now == at(10))
    #expect(agenda.next()?.kind == 2)
    #expect(agenda.next() == nil)
    #expect(agenda.nextTime == .never)
    #expect(agenda.now == at(20))
  }

  @Test func `the classes of one instant are served as the language promises`() {
    var agenda = Agenda()
    for phase in Phase.allCases.reversed() { agenda.schedule(at: at(7), phase, kind: UInt16(phase.rawValue)) }
    var seen: [UInt16] = []
    while let event = agenda.next() { seen.append(event.kind) }
    #expect(seen == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(Phase.allCases == [.receipt, .putAway, .workEnd, .calendar, .demand, .allocation, .workStart, .review, .measurement])
  }

  @Test(arguments: [Int64(0), 5])
  func `within a class the lower priority number, then the order of scheduling`(time: Int64) {
    var agenda = Agenda()
    for (kind, priority) in [(UInt16(0), UInt8(128)), (1, 3), (2, 128), (3, 200), (4, 3), (5, 128), (6, 0)] {
      agenda.schedule(at: at(time), .demand, priority: priority, kind: kind)
    }
    var seen: [UInt16] = []
    while let event = agenda.next() { seen.append(event.kind) }
    #expect(seen == [6, 1, 4, 0, 2, 5, 3])
  }

  @Test func `an earlier class scheduled at the same instant is served before the current one goes on`() {
    var agenda = Agenda()
    for kind in UInt16(0)..<3 { agenda.schedule(at: at(4), .workStart, kind: kind) }
    var seen: [UInt16] = []
    while let event = agenda.next() {
      seen.append(event.kind)
      if event.kind == 1 {
        agenda.schedule(at: at(4), .review, kind: 30)
        agenda.schedule(at: at(4), .workStart, kind: 20)
        agenda.schedule(at: at(4), .receipt, kind: 10)
      }
    }
    #expect(seen == [0, 1, 10, 2, 20, 30])
  }

  @Test func `what an event says comes back whole`() {
    var agenda = Agenda()
    agenda.schedule(at: at(1 << 60), .calendar, kind: .max, subject: .min, argument: .min)
    agenda.schedule(at: at(3), .putAway, kind: 9, subject: -1, argument: .max)
    #expect(agenda.next() == Event(time: at(3), phase: .putAway, kind: 9, subject: -1, argument: .max))
    #expect(agenda.next() == Event(time: at(1 << 60), phase: .calendar, kind: .max, subject: .min, argument: .min))
  }

  @Test func `a limit leaves later events and the clock alone`() {
    var agenda = Agenda()
    agenda.schedule(at: at(5), .demand, kind: 1)
    agenda.schedule(at: at(9), .demand, kind: 2)
    #expect(agenda.next(notAfter: at(8))?.kind == 1)
    #expect(agenda.next(notAfter: at(8)) == nil)
    #expect(agenda.now == at(5))
    #expect(agenda.count == 1)
    #expect(agenda.next(notAfter: at(9))?.kind == 2)
  }

  @Test func `what never happens is not scheduled`() {
    var agenda = Agenda()
    let handle = agenda.schedule(at: .never, .demand, kind: 1)
    #expect(handle == .none)
    #expect(agenda.isEmpty == true)
    #expect(agenda.next() == nil)
    #expect(agenda.cancel(handle) == false)
  }

  @Test func `the past is refused`() async {
    await #expect(processExitsWith: .failure) {
      var agenda = Agenda()
      agenda.schedule(at: SimTime(ticks: 10), .demand, kind: 1)
      _ = agenda.next()
      agenda.schedule(at: SimTime(ticks: 9), .demand, kind: 1)
    }
  }

  @Test func `a new start forgets events, clock and old handles`() {
    var agenda = Agenda(capacity: 0)
    var handles: [EventHandle] = []
    for i in 0..<100 { handles.append(agenda.schedule(at: at(Int64(i % 7)), .demand, kind: UInt16(i))) }
    for _ in 0..<20 { _ = agenda.next() }
    agenda.cancel(handles[99])
    agenda.removeAll()
    #expect(agenda.isEmpty && agenda.now == .zero && agenda.nextTime == .never)
    for i in 0..<100 { agenda.schedule(at: at(Int64(i)), .demand, kind: UInt16(i)) }
    for handle in handles { #expect(agenda.cancel(handle) == false) }
    var seen: [UInt16] = []
    while let event = agenda.next() { seen.append(event.kind) }
    #expect(seen == Array(0..<100))
  }
}

@Suite struct `Cancelling` {
  @Test func `a cancelled event does not happen and can be cancelled once`() {
    var agenda = Agenda()
    let first = agenda.schedule(at: at(1), .demand, kind: 1)
    let second = agenda.schedule(at: at(2), .demand, kind: 2)
    #expect(agenda.cancel(first) == true)
    #expect(agenda.cancel(first) == false)
    #expect(agenda.count == 1)
    #expect(agenda.nextTime == at(2))
    #expect(agenda.next()?.kind == 2)
    #expect(agenda.cancel(second) == false)
    #expect(agenda.cancel(.none) == false)
    #expect(agenda.nextTime == .never)
  }

  @Test func `a handle does not name the event that got its slot`() {
    var agenda = Agenda()
    let old = agenda.schedule(at: at(1), .demand, kind: 1)
    _ = agenda.next()
    let new = agenda.schedule(at: at(2), .demand, kind: 2)
    #expect(agenda.cancel(old) == false)
    #expect(agenda.count == 1)
    #expect(agenda.cancel(new) == true)
  }

  @Test func `the present instant can be cancelled too`() {
    var agenda = Agenda()
    let handles = (0..<40).map { agenda.schedule(at: .zero, .demand, kind: UInt16($0)) }
    for i in 0..<40 where i % 4 != 3 { #expect(agenda.cancel(handles[i]) == true) }
    var seen: [UInt16] = []
    while let event = agenda.next() { seen.append(event.kind) }
    #expect(seen == [3, 7, 11, 15, 19, 23, 27, 31, 35, 39])
  }

  @Test func `dead events are swept out, not kept for ever`() {
    var agenda = Agenda(capacity: 16)
    agenda.schedule(at: at(1_000_000), .demand, kind: 1)
    for i in 0..<100_000 {
      let handle = agenda.schedule(at: at(10 + Int64(i)), .demand, kind: 2)
      // The front is never the one cancelled.
      let front = agenda.schedule(at: at(1), .demand, kind: 3)
      agenda.cancel(handle)
      agenda.cancel(front)
    }
    #expect(agenda.slotRoom <= 256)
    #expect(agenda.next()?.kind == 1)
    #expect(agenda.next() == nil)
  }
}

/// The agenda's promise written as slowly and plainly as possible.
private struct SortedAgenda {
  struct Entry { var time: Int64, phase: UInt8, priority: UInt8, sequence: Int, kind: UInt16, subject: Int32, argument: Int64 }
  var entries: [Entry] = []
  var sequence = 0

  mutating func schedule(_ time: Int64, _ phase: Phase, _ priority: UInt8, _ kind: UInt16, _ subject: Int32, _ argument: Int64) -> Int {
    entries.append(
      Entry(time: time, phase: phase.rawValue, priority: priority, sequence: sequence, kind: kind, subject: subject, argument: argument))
    sequence += 1
    return sequence - 1
  }
  mutating func cancel(_ number: Int) -> Bool {
    let before = entries.count
    entries.removeAll { $0.sequence == number }
    return entries.count < before
  }
  var nextTime: SimTime { entries.map { at($0.time) }.min() ?? .never }
  mutating func next() -> Event? {
    let front = entries.indices.min { a, b in
      let (x, y) = (entries[a], entries[b])
      return (x.time, x.phase, x.priority, x.sequence) < (y.time, y.phase, y.priority, y.sequence)
    }
    guard let front else { return nil }
    let e = entries.remove(at: front)
    return Event(time: at(e.time), phase: Phase(rawValue: e.phase)!, kind: e.kind, subject: e.subject, argument: e.argument)
  }
}

@Suite struct `Random programs against a sorted list` {
  /// Steps of scheduling (often now, often ties), cancelling and serving in shifting proportions, so that the agenda grows, shrinks and
  /// empties.
  @Test(arguments: 0..<60, [UInt64(0), Agenda.sequenceLimit - 200])
  func `same events in the same order`(seed: Int, firstSequence: UInt64) {
    var dice = SplitMix(seed: UInt64(seed))
    var agenda = Agenda(capacity: seed % 3 == 0 ? 0 : 64)
    agenda.sequence = firstSequence
    var plain = SortedAgenda()
    var handles: [(EventHandle, Int)] = []
    let span = [2, 10, 1000][seed % 3]
    var served = 0
    for step in 0..<1500 {
      let growth = (step / 150) % 3
      let roll = dice.below(100)
      if roll < [55, 40, 30][growth] {
        let time = agenda.now.ticks + Int64(dice.below(3) == 0 ? 0 : dice.below(span))
        let phase = Phase(rawValue: UInt8(1 + dice.below(9)))!
        let priority = dice.below(2) == 0 ? 128 : UInt8(dice.below(256))
        let kind = UInt16(dice.below(65536)), subject = Int32(dice.below(1000)) - 500, argument = Int64(bitPattern: dice.next())
        let handle = agenda.schedule(at: at(time), phase, priority: priority, kind: kind, subject: subject, argument: argument)
        handles.append((handle, plain.schedule(time, phase, priority, kind, subject, argument)))
      } else if roll < [65, 60, 45][growth], !handles.isEmpty {
        let chosen = handles[dice.below(handles.count)]
        #expect(agenda.cancel(chosen.0) == plain.cancel(chosen.1))
      } else {
        let event = agenda.next()
        #expect(event == plain.next())
        if let event {
          served += 1
          #expect(agenda.now == event.time)
        }
      }
      #expect(agenda.count == plain.entries.count)
      #expect(agenda.nextTime == plain.nextTime)
    }
    while let event = agenda.next() { #expect(event == plain.next()) }
    #expect(plain.entries.isEmpty)
    #expect(served > 300)
  }
}
