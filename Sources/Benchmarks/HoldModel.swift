import Kernel

/// Takes the first event and puts one back a drawn span later: the cost of the agenda alone. Spans are drawn beforehand.
func hold(pending: Int, holds: Int, spans: [Int64]) -> Double {
  var agenda = Agenda(capacity: pending)
  let mask = spans.count - 1
  for i in 0..<pending { agenda.schedule(at: SimTime(ticks: spans[i & mask]), .demand, kind: 1, subject: Int32(i)) }
  for i in 0..<holds {
    guard let event = agenda.next() else { break }
    let span = spans[(pending + i) & mask]
    agenda.schedule(at: SimTime(ticks: event.time.ticks + span), .demand, kind: 1, subject: event.subject)
  }
  return Double(agenda.now.ticks)
}
