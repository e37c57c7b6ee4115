internal import Kernel

/// What a plain floor counts.
extension Floor {
  // MARK: Measuring

  // What is touched for every task is found once by its caller and given as a place: the compiler would look it up for every field.

  mutating func touchServers(_ s: Int, _ now: Int64) { touchServers(stations.place(s), accounts.place(s), now) }

  @inline(__always)
  mutating func touchServers(
    _ station: UnsafeMutablePointer<Station>, _ account: UnsafeMutablePointer<StationAccount>, _ now: Int64
  ) {
    let span = now &- station.pointee.serversTouched
    if span == 0 { return }
    station.pointee.serversTouched = now
    if measuring {
      let servers = min(station.pointee.capacity, station.pointee.idle &+ station.pointee.busy)
      station.pointee.scheduledTicks += Int64(servers) * span
      if account.pointee.occupiedBefore > 0 { account.pointee.starvedTicks += Int64(servers &- station.pointee.busy) * span }
    }
  }

  mutating func touchQueue(_ s: Int, _ now: Int64) { touchQueue(stations.place(s), accounts.place(s), now) }

  @inline(__always)
  mutating func touchQueue(
    _ station: UnsafeMutablePointer<Station>, _ account: UnsafeMutablePointer<StationAccount>, _ now: Int64
  ) {
    if now == station.pointee.queueTouched { return }
    if now > stretchEnd { closeStretches(before: now) }
    countQueue(station, account, now)
  }

  @inline(__always)
  mutating func countQueue(
    _ station: UnsafeMutablePointer<Station>, _ account: UnsafeMutablePointer<StationAccount>, _ now: Int64
  ) {
    let span = now &- station.pointee.queueTouched
    station.pointee.queueTouched = now
    if measuring {
      let level = station.pointee.waiting
      if level >= station.pointee.levelRoom { Self.growLevels(station) }
      station.pointee.levels[level] &+= span
      account.pointee.queueTicks += Int128(truncatingIfNeeded: Int64(level) &* span)
    }
  }

  @inline(never)
  static func growLevels(_ station: UnsafeMutablePointer<Station>) {
    let old = station.pointee, room = max(old.waiting + 1, 2 * old.levelRoom)
    let larger = UnsafeMutablePointer<Int64>.allocate(capacity: room)
    larger.initialize(repeating: 0, count: room)
    larger.update(from: old.levels, count: old.levelRoom)
    old.levels.deallocate()
    station.pointee.levels = larger
    station.pointee.levelRoom = room
  }

  @inline(__always)
  func isOfWindow(_ moment: Int64) -> Bool { UInt64(bitPattern: moment &- measuredFrom) < measuredSpan }

  /// A wait that began at `since` has ended. Those of the measured window's arrivals count, whenever they end.
  ///
  /// - Returns: whether it is one of those.
  @inline(__always)
  mutating func recordWait(
    _ station: UnsafeMutablePointer<Station>, _ account: UnsafeMutablePointer<StationAccount>, since: Int64, _ now: Int64
  ) -> Bool {
    if !isOfWindow(since) { return false }
    let ticks = now &- since
    if !measuring { plainOpenWaits &-= 1 }
    station.pointee.waitTicks &+= Int128(truncatingIfNeeded: ticks)
    station.pointee.waits &+= 1
    let span = UInt64(bitPattern: ticks)
    station.pointee.waitBins[TickHistogram.bin(span)].add(span)
    account.pointee.off.waitEnds(now)
    if station.pointee.capacity != .max { account.pointee.place.waitEnds(now) }
    return true
  }

  /// Starts counting: the end of warm-up.
  ///
  /// - Parameter horizon: where measuring will end; the course of the queues is kept up to there.
  public mutating func beginMeasuring(at now: Int64, until horizon: Int64? = nil) {
    if !isPlain { return hall.beginMeasuring(at: now, until: horizon) }
    for s in 0..<stations.count {
      touchServers(s, now)
      touchQueue(s, now)
    }
    for p in 0..<pools.count { touchIdle(pools.place(p), now) }
    if let horizon, horizon > now {
      queueSeries = QueueSeries(from: now, to: horizon, stations: stations.count)
      stretchEnd = queueSeries.next
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
    if queueSeries.isKept, now > queueSeries.start { closeStretch(at: now) }
    stretchEnd = .max
    for p in 0..<pools.count { touchIdle(pools.place(p), now) }
    for w in 0..<workers.count where workers[w].state == .busy {
      let counted = now - max(workers[w].start, measuredFrom), p = Int(workers[w].pool)
      stations[Int(workers[w].station)].busyTicks += counted
      accounts[Int(workers[w].station)].handTicks += Int128(counted) * Int128(jobsInHand(w))
      pools[p].workedTicks += counted
      if now > workers[w].paidEnd { pools[p].overtimeTicks += now - max(workers[w].start, workers[w].paidEnd, measuredFrom) }
    }
    measuring = false
    measuredSpan = UInt64(now - measuredFrom)
    var still = 0
    for s in 0..<stations.count {
      forEachWaiting(s) { job in if isOfWindow(times[pathPlace(job, s)]) { still += 1 } }
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
        if isOfWindow(since) { unended.append(UInt64(now - since)) }
      }
      for ticks in unended {
        stations[s].waitTicks += Int128(ticks)
        accounts[s].off.waitEnds(now)
        accounts[s].place.waitEnds(now)
      }
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
