internal import Kernel

/// Where the time of a plain floor's people and stations goes, and why its orders wait.
///
/// The hall brings every sum up to each moment. Here that would be a good part of the time, and little is needed: no work is ever blocked
/// or down. What is left follows from integrals that change with who is free, and from clocks that are started and stopped when the reason
/// to wait changes and read when a wait begins and ends. The hall counts the same floors to the same ticks.
extension Floor {
  /// What a station counts besides its work and its queue.
  struct StationAccount: BitwiseCopyable {
    /// Who can work here: places in `stationPools`.
    let pools: Stretch
    let isWorked: Bool
    /// Jobs that wait here or are worked on, where another station follows.
    var present = 0
    /// Stations before it in its flow with jobs present: while there are any, who is free here is starved.
    var occupiedBefore = 0
    /// People free or at work whose skills reach here.
    var crewPresent = 0
    var starvedTicks: Int64 = 0
    /// Queue × ticks and jobs in hand × ticks of the measured window; and the work on the jobs whose waits are counted.
    var queueTicks: Int128 = 0
    var handTicks: Int128 = 0
    var stayWork: Int128 = 0
    /// Nobody is there who can do it; somebody is free and all places are taken. When neither runs, people are what the queue waits for.
    var off = CauseClock(runs: 1)
    var place = CauseClock(runs: 0)
    /// Somebody is free, somebody waits, and all places are taken: who is free is starved.
    var isHeld = false
  }

  /// How long one cause has made those wait who wait.
  ///
  /// A wait has the difference of two readings, so the sum over all waits is that of the readings at their ends less that of the readings
  /// at their beginnings, and no job need remember its own.
  struct CauseClock: BitwiseCopyable {
    /// 1 while it runs. It then shows the time besides `base`.
    var runs: Int64
    var base: Int64 = 0
    var waits: Int128 = 0
    /// Queue × ticks, less those to date while it runs.
    var queue: Int128 = 0

    @inline(__always)
    private func reading(_ now: Int64) -> Int64 { base &+ runs &* now }

    @inline(__always)
    mutating func waitBegins(_ now: Int64) { waits &-= Int128(truncatingIfNeeded: reading(now)) }

    @inline(__always)
    mutating func waitEnds(_ now: Int64) { waits &+= Int128(truncatingIfNeeded: reading(now)) }

    /// - Parameter queueTicks: queue × ticks to date.
    mutating func set(_ isRunning: Bool, _ now: Int64, _ queueTicks: Int128) {
      if isRunning == (runs == 1) { return }
      base += isRunning ? -now : now
      queue += isRunning ? -queueTicks : queueTicks
      runs = isRunning ? 1 : 0
    }

    /// Queue × ticks for this cause.
    func queue(_ queueTicks: Int128) -> Int128 { runs == 1 ? queue + queueTicks : queue }
  }

  // MARK: Changes

  /// A job has come to the queue of a station.
  @inline(__always)
  mutating func noteArrival(
    _ s: Int, _ station: UnsafeMutablePointer<Station>, _ account: UnsafeMutablePointer<StationAccount>, _ now: Int64
  ) {
    if isOfWindow(now) { account.pointee.off.waitBegins(now) }
    if station.pointee.capacity != .max {
      if isOfWindow(now) { account.pointee.place.waitBegins(now) }
      settleHeld(s, now)
    }
    if station.pointee.next < 0 { return }
    account.pointee.present &+= 1
    if account.pointee.present == 1 { occupy(after: s, by: 1, now) }
  }

  /// Jobs have left a station for the one that follows.
  @inline(__always)
  mutating func noteLeft(_ s: Int, _ jobs: Int, _ now: Int64) {
    accounts[s].present &-= jobs
    if accounts[s].present == 0 { occupy(after: s, by: -1, now) }
  }

  /// Work has come to, or gone from, a station before which those that follow wait.
  private mutating func occupy(after s: Int, by change: Int, _ now: Int64) {
    var t = stations[s].next
    while t >= 0 {
      if accounts[t].isWorked {
        let before = accounts[t].occupiedBefore
        if before == 0 || before + change == 0 {
          touchServers(t, now)
          for i in accounts[t].pools {
            let pool = pools.place(Int(stationPools[i]))
            touchIdle(pool, now)
            pool.pointee.starvedStations += change
          }
        }
        accounts[t].occupiedBefore = before + change
      }
      t = stations[t].next
    }
  }

  /// So many more people of a pool are free or at work.
  mutating func changePresence(of p: Int, by change: Int, _ now: Int64) {
    if change == 0 { return }
    for crew in pools[p].firstCrew..<pools[p].endCrew {
      let s = Int(crewStations[crew])
      accounts[s].crewPresent += change
      if accounts[s].crewPresent != 0 && accounts[s].off.runs == 0 { continue }
      touchQueue(s, now)
      accounts[s].off.set(accounts[s].crewPresent == 0, now, accounts[s].queueTicks)
    }
  }

  /// Who is free or at work at a station with few places has changed, and perhaps its queue.
  @inline(__always)
  mutating func settlePlace(_ s: Int, _ station: UnsafeMutablePointer<Station>, _ now: Int64) {
    if station.pointee.capacity != .max { settleFewPlaces(s, now) }
  }

  @inline(never)
  private mutating func settleFewPlaces(_ s: Int, _ now: Int64) {
    let isFull = stations[s].idle > 0 && stations[s].busy >= stations[s].capacity
    if isFull != (accounts[s].place.runs == 1) {
      touchQueue(s, now)
      accounts[s].place.set(isFull, now, accounts[s].queueTicks)
    }
    settleHeld(s, now)
  }

  private mutating func settleHeld(_ s: Int, _ now: Int64) {
    let isHeld = accounts[s].place.runs == 1 && stations[s].waiting > 0
    if isHeld == accounts[s].isHeld { return }
    accounts[s].isHeld = isHeld
    for i in accounts[s].pools {
      let pool = pools.place(Int(stationPools[i]))
      touchIdle(pool, now)
      pool.pointee.starvedStations += isHeld ? 1 : -1
    }
  }

  @inline(__always)
  mutating func touchIdle(_ pool: UnsafeMutablePointer<Pool>, _ now: Int64) {
    let span = now &- pool.pointee.idleTouched
    if span == 0 { return }
    pool.pointee.idleTouched = now
    if !measuring { return }
    let ticks = Int64(pool.pointee.idleCount) &* span
    pool.pointee.idleTicks += ticks
    if pool.pointee.starvedStations > 0 { pool.pointee.starvedTicks += ticks }
  }

  // MARK: The course of queues

  /// Ends the stretches that end before a moment; no queue has changed since the first of them.
  mutating func closeStretches(before now: Int64) {
    while now > stretchEnd { closeStretch(at: stretchEnd) }
  }

  mutating func closeStretch(at time: Int64) {
    for s in 0..<stations.count {
      countQueue(stations.place(s), accounts.place(s), time)
      queueSeries.close(s, total: accounts[s].queueTicks, at: time)
    }
    queueSeries.goOn(at: time)
    stretchEnd = queueSeries.next
  }

  // MARK: Reports

  /// Orders of the task a person has in hand.
  func jobsInHand(_ w: Int) -> Int {
    var count = 0, job = workers[w].job
    while job >= 0 {
      count += 1
      job = jobs[Int(job)].next
    }
    return count
  }

  func plainReport(_ s: Int) -> FullReport {
    let station = stations[s], account = accounts[s]
    let unended = unendedWaits.isEmpty ? 0 : Int64(unendedWaits[s].count)
    var causes = [Int128](repeating: 0, count: Hall.Cause.allCases.count), waits = causes
    if account.isWorked {
      let off = account.off.queue(account.queueTicks), place = account.place.queue(account.queueTicks)
      causes[Hall.Cause.offShift.rawValue] = off
      causes[Hall.Cause.place.rawValue] = place
      causes[Hall.Cause.people.rawValue] = account.queueTicks - off - place
      waits[Hall.Cause.offShift.rawValue] = account.off.waits
      waits[Hall.Cause.place.rawValue] = account.place.waits
      waits[Hall.Cause.people.rawValue] = station.waitTicks - account.off.waits - account.place.waits
    } else {
      causes[Hall.Cause.departure.rawValue] = account.queueTicks
      waits[Hall.Cause.departure.rawValue] = station.waitTicks
    }
    let free = account.isWorked ? Int128(station.scheduledTicks - station.busyTicks) : 0
    var report = FullReport(
      blockedTicks: 0, downTicks: 0, starvedTicks: Int128(account.starvedTicks), idleTicks: free - Int128(account.starvedTicks),
      presentTicks: account.queueTicks + account.handTicks, stayTicks: station.waitTicks + account.stayWork, stays: station.waits,
      unendedStays: unended, arrivals: station.waits + unended, turnedAway: 0, gaveUp: 0, displaced: 0, causeTicks: causes)
    report.waitCauses = waits
    if queueSeries.isKept { report.queue = queueSeries.course(of: s) }
    return report
  }

  func plainPoolReport(_ p: Int) -> FullPoolReport {
    let pool = pools[p], people = Int128(pool.people)
    let end = measuredFrom + Int64(clamping: measuredSpan)
    var paid: Int64 = 0
    for span in compiled.plan.shifts[pool.shift].paid { paid += max(0, min(span.end.ticks, end) - max(span.start.ticks, measuredFrom)) }
    let paidTicks = people * Int128(paid)
    // Who is paid and neither works nor is free is on a break: nobody of a plain floor is absent, in training or kept from work.
    let rest = paidTicks - Int128(pool.workedTicks - pool.overtimeTicks) - Int128(pool.idleTicks)
    return FullPoolReport(
      paidTicks: paidTicks, blockedTicks: 0, downTicks: 0, idleTicks: Int128(pool.idleTicks), starvedTicks: Int128(pool.starvedTicks),
      breakTicks: rest, absentTicks: 0, trainingTicks: 0, employedTicks: people * Int128(measuredSpan), standardTicks: pool.standardTicks,
      actualTicks: pool.actualTicks, hired: 0, gone: 0)
  }
}
