internal import Kernel

/// What a plain floor counts.
extension Floor {
  // MARK: Measuring

  @inline(__always)
  mutating func touchServers(_ s: Int, _ now: Int64) {
    let span = now - stations[s].serversTouched
    if span == 0 { return }
    stations[s].serversTouched = now
    if measuring { stations[s].scheduledTicks += Int64(min(stations[s].capacity, stations[s].idle + stations[s].busy)) * span }
  }

  @inline(__always)
  mutating func touchQueue(_ s: Int, _ now: Int64) {
    let span = now - stations[s].queueTouched
    if span == 0 { return }
    stations[s].queueTouched = now
    if measuring {
      let level = stations[s].waiting
      if level >= stations[s].levelRoom { growLevels(s) }
      stations[s].levels[level] += span
    }
  }

  mutating func growLevels(_ s: Int) {
    let room = max(stations[s].waiting + 1, 2 * stations[s].levelRoom)
    let larger = UnsafeMutablePointer<Int64>.allocate(capacity: room)
    larger.initialize(repeating: 0, count: room)
    larger.update(from: stations[s].levels, count: stations[s].levelRoom)
    stations[s].levels.deallocate()
    stations[s].levels = larger
    stations[s].levelRoom = room
  }

  /// A wait that began at `since` has ended. Those of the measured window's arrivals count, whenever they end.
  @inline(__always)
  mutating func recordWait(_ s: Int, since: Int64, _ now: Int64) {
    if UInt64(bitPattern: since &- measuredFrom) >= measuredSpan { return }
    let ticks = now &- since
    if !measuring { plainOpenWaits &-= 1 }
    stations[s].waitTicks &+= Int128(truncatingIfNeeded: ticks)
    stations[s].waits += 1
    let span = UInt64(bitPattern: ticks)
    waitBins[s * TickHistogram.binLimit + TickHistogram.bin(span)].add(span)
  }

  /// Starts counting: the end of warm-up.
  ///
  /// - Parameter horizon: where measuring will end; a floor that is accounted for in full keeps the course of its queues up to there.
  public mutating func beginMeasuring(at now: Int64, until horizon: Int64? = nil) {
    if !isPlain { return hall.beginMeasuring(at: now, until: horizon) }
    for s in 0..<stations.count {
      touchServers(s, now)
      touchQueue(s, now)
      stations[s].longest = stations[s].waiting
    }
    measuring = true
    measuredFrom = now
    measuredSpan = horizon.map { UInt64(max(0, $0 - now)) } ?? .max
  }

  /// Stops counting: the horizon. Work in hand is counted up to here.
  public mutating func endMeasuring(at now: Int64) {
    if !isPlain { return hall.endMeasuring(at: now) }
    for s in 0..<stations.count {
      touchServers(s, now)
      touchQueue(s, now)
    }
    for w in 0..<workers.count where workers[w].state == .busy {
      let counted = now - max(workers[w].start, measuredFrom), p = Int(workers[w].pool)
      stations[Int(workers[w].station)].busyTicks += counted
      pools[p].workedTicks += counted
      if now > workers[w].paidEnd { pools[p].overtimeTicks += now - max(workers[w].start, workers[w].paidEnd, measuredFrom) }
    }
    measuring = false
    measuredSpan = UInt64(now - measuredFrom)
    var still = 0
    for s in 0..<stations.count {
      forEachWaiting(s) { job in if UInt64(bitPattern: times[pathPlace(job, s)] &- measuredFrom) < measuredSpan { still += 1 } }
    }
    plainOpenWaits = still
  }

  /// Whether jobs that came to their stations in the measured window are still there, at its end or later: of a plain floor those that
  /// wait.
  public var hasOpenVisits: Bool { isPlain ? plainOpenWaits > 0 : hall.openVisits > 0 }

  /// The run is over: what has not ended counts with what is known of it.
  public mutating func closeWaits(at now: Int64) {
    if !isPlain { return hall.closeVisits(at: now) }
    if plainOpenWaits == 0 { return }
    unendedWaits = [[UInt64]](repeating: [], count: stations.count)
    for s in 0..<stations.count {
      var unended: [UInt64] = []
      forEachWaiting(s) { job in
        let since = times[pathPlace(job, s)]
        if UInt64(bitPattern: since &- measuredFrom) < measuredSpan { unended.append(UInt64(now - since)) }
      }
      for ticks in unended { stations[s].waitTicks += Int128(ticks) }
      unendedWaits[s] = unended
    }
  }

  /// Those in the queue of a station, in no order that means anything.
  private func forEachWaiting(_ s: Int, _ body: (Int32) -> Void) {
    if stations[s].isOrdered { return ranked[s].forEach(body) }
    var job = stations[s].front
    for _ in 0..<stations[s].waiting {
      body(job)
      job = jobs[Int(job)].next
    }
  }

  /// Times spent at each queue length, and waits, of a station.
  func levelTicks(_ s: Int) -> [Int64] { Array(UnsafeBufferPointer(start: stations[s].levels, count: stations[s].levelRoom)) }

  func waits(_ s: Int) -> TickHistogram {
    TickHistogram((0..<TickHistogram.binLimit).map { waitBins[s * TickHistogram.binLimit + $0] }, total: stations[s].waits)
  }
}
