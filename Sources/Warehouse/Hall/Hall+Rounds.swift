internal import Kernel
internal import Randomness

/// Which orders a picker takes on one round.
extension Hall {
  /// Orders from the front of the queue among which a round is chosen.
  static var orderSight: Int { 64 }

  /// Takes the orders of the next round out of a queue, into `round`. The first of the queue is always one of them, so that nobody is
  /// passed over for ever.
  ///
  /// - Complexity: O(orders of the round × `orderSight`) lengths of rounds; in turn, O(orders of the round).
  mutating func composeRound(_ s: Int, _ now: Int64, _ agenda: inout Agenda) {
    round.removeAll()
    let seed = takeFirst(s, now, &agenda)
    round.append(seed)
    if fixed[s].wholeTrucks { return addTruck(seed, s, now, &agenda) }
    var lines = lineCount(seed, at: s)
    if fixed[s].batching == .inTurn {
      while round.count < fixed[s].batch, stations[s].waiting > 0 {
        let next = lineCount(first(s), at: s)
        if lines + next > fixed[s].linesAtMost { return }
        lines += next
        round.append(takeFirst(s, now, &agenda))
      }
      return
    }
    var sight: [OrderedLine.Place] = []
    while sight.count < Self.orderSight, first(s) >= 0, let front = self.lines[s].first {
      sight.append(front)
      self.lines[s].dropFirst()
    }
    var walk = self.walk(seed, at: s), length = metres(walk)
    var isTaken = [Bool](repeating: false, count: sight.count)
    while round.count < fixed[s].batch {
      var best = -1, bestCost = Double.infinity, bestLength = 0.0
      for (i, other) in sight.enumerated() where !isTaken[i] && lines + lineCount(other.job, at: s) <= fixed[s].linesAtMost {
        let own = self.walk(other.job, at: s), longer = metres(walk.joined(own))
        let cost = longer - length - (fixed[s].batching == .mostSaved ? metres(own) : 0)
        // Lengths are sums in different orders: what differs in the last bits is as near.
        if cost < bestCost - 1e-9 { (best, bestCost, bestLength) = (i, cost, longer) }
      }
      if best < 0 { break }
      isTaken[best] = true
      lines += lineCount(sight[best].job, at: s)
      walk = walk.joined(self.walk(sight[best].job, at: s))
      length = bestLength
      takeOut(sight[best].job, s, now, &agenda)
      round.append(sight[best].job)
    }
    for (i, other) in sight.enumerated() where !isTaken[i] {
      self.lines[s].insert(other.job, rank: other.rank, tie: other.tie, stamp: other.stamp)
    }
  }

  /// Where a round goes: aisles or sections where a mask holds them, else slots.
  struct Walk {
    var mask: UInt64 = 0
    var slots: Set<Int> = []

    func joined(_ other: Walk) -> Walk { Walk(mask: mask | other.mask, slots: slots.union(other.slots)) }
  }

  private func walk(_ job: Int32, at s: Int) -> Walk { tracksPlaces ? Walk(slots: places(job, at: s)) : Walk(mask: aisles(job, at: s)) }

  private mutating func metres(_ walk: Walk) -> Double { tracksPlaces ? metres(toPlaces: walk.slots) : metres(walk.mask) }

  /// Ticks of what is left of a job's work at a step, on a round of its own.
  mutating func ownWork(_ job: Int32, at s: Int) -> Int64 {
    let j = Int(job), left = jobs[j].workLeft
    var span = ticks(min(workSeconds[j * stepCount + s] * left * 1e6, 9e17))
    if fixed[s].hasRoundTime { span += ticks(Double(roundTicks(job, s)) * left) }
    if fixed[s].ticksPerMetre > 0 { span += ticks(min(metres(walk(job, at: s)) * left * fixed[s].ticksPerMetre, longestWork)) }
    return span
  }

  /// What a round takes as such; drawn for its first order.
  mutating func roundTicks(_ job: Int32, _ s: Int) -> Int64 {
    let j = jobs[Int(job)]
    let seconds = max(
      0,
      fixed[s].perRound.draw(
        key.uniform(source: fixed[s].roundSource ^ j.salt, ordinal: j.identity, draw: UInt16(truncatingIfNeeded: j.moves))))
    return ticks(min(seconds * 1e6, longestWork))
  }
}
