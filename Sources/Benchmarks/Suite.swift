import CxxLoops
import Foundation
import Kernel
import Randomness
import Simulation

/// The contests, one method a family; each repeats its work on both sides in turns.
struct Suite {
  /// Work of one repetition in proportion to the full measurement.
  let scale: Double
  let quick: Bool
  let repetitions: Int
  /// Only contests whose name contains this word.
  let only: String?
  var contests: [Contest] = []
  /// Work that is measured against a limit and not against a peer.
  var timings: [Timing] = []
  /// The same work at growing sizes.
  var scales: [ScaleRow] = []

  init(quick: Bool, only: String?) {
    self.quick = quick
    self.only = only
    scale = quick ? 0.05 : 1
    repetitions = quick ? 3 : 7
  }

  func wanted(_ work: String) -> Bool { only.map { work.contains($0) } ?? true }

  /// `M/M/c`: mean waits of the last repetition beside the theory.
  mutating func queues() throws {
    try queue("M/M/1, load 0.9", servers: 1, arrivalRate: 0.9, theory: 9, customers: 6e6, mersenne: false, target: 0.6)
    try queue("M/M/1 against mt19937_64", servers: 1, arrivalRate: 0.9, theory: 9, customers: 6e6, mersenne: true, target: nil)
    try queue("M/M/10, load 0.9", servers: 10, arrivalRate: 9, theory: 0.668732, customers: 6e6, mersenne: false, target: nil)
  }

  private mutating func queue(
    _ work: String, servers: Int32, arrivalRate: Double, theory: Double, customers full: Double, mersenne: Bool, target: Double?
  ) throws {
    if !wanted(work) { return }
    let customers = Int64(full * scale)
    var contest = Contest(work, unit: "customers", target: target.map { .ratio($0) })
    var waits = (0.0, 0.0)
    let start = try QueueModel(servers: Int64(servers), arrivalRate: arrivalRate, serviceRate: 1, seed: 1)
    contest.run(
      repetitions,
      peer: {
        let r = bw_queue(servers, arrivalRate, 1, customers, 1, mersenne ? 1 : 0)
        waits.0 = r.waits.sum / r.waits.count
        return r.waits.count
      },
      ours: {
        var model = start
        _ = model.run(customers: Int(customers))
        waits.1 = model.waits.mean / 1e6
        return Double(model.waits.count)
      })
    contest.check = String(format: "mean wait %.3f | %.3f, theory %.3f", waits.0, waits.1, theory)
    contests.append(contest)
  }

  mutating func stock() throws {
    let rate = 100.0, lead = 5.0, s: Int64 = 520, S: Int64 = 800, days = quick ? 2_000 : 40_000
    let demands = Int64(rate * Double(days))
    var check = (0.0, 0.0, 0.0)
    let peer = {
      let r = bw_stock(rate, lead, s, S, demands, 1)
      check.0 = r.served_at_once / r.demands
      return r.demands
    }
    func show() -> String { String(format: "served at once %.4f | %.4f", check.0, check.1) }
    if wanted("(s,S) item, kernel") {
      let start = try StockModel(demandRate: rate, leadTime: lead, s: s, S: S, seed: 1)
      var contest = Contest("(s,S) item, kernel", unit: "demands", target: .ratio(0.5))
      contest.run(
        repetitions, peer: peer,
        ours: {
          // A day is a second here: only the ratio of rate and lead time matters.
          var model = start
          _ = model.run(demands: Int(demands))
          check.1 = Double(model.servedAtOnce) / Double(model.demands)
          return Double(model.demands)
        })
      contest.check = show()
      contests.append(contest)
    }
    if wanted("(s,S) item, scenario") {
      var contest = Contest("(s,S) item, scenario", unit: "demands", target: .ratio(0.5))
      var model = try ScenarioModel.stock(demandRate: rate, leadTime: lead, s: s, S: S, days: days)
      contest.run(
        repetitions, peer: peer,
        ours: {
          let outcome = model.run()
          check.1 = outcome[.unitsServedAtOnce] / outcome[.unitsAsked]
          return outcome[.unitsAsked]
        })
      contest.check = show()
      contests.append(contest)
    }
  }

  mutating func pickPack() throws {
    let pickers = 5, packers = 4, perHour = 60.0, pickMean = 270.0, packMean = 210.0, packCV = 0.6
    let hours = quick ? 1_000 : 16_000
    let orders = Int64(perHour * Double(hours))
    var check = (0.0, 0.0)
    let peer = {
      let r = bw_warehouse(Int32(pickers), Int32(packers), perHour / 3600, pickMean, packMean, packCV, orders, 1)
      check.0 = r.cycles.sum / r.cycles.count / 60
      return r.cycles.count
    }
    func show() -> String { String(format: "mean cycle %.2f | %.2f min", check.0, check.1) }
    if wanted("pick and pack, kernel") {
      let start = try PickPackModel(
        pickers: Int64(pickers), packers: Int64(packers), orderRate: perHour / 3600, pickMean: pickMean, packMean: packMean,
        packCV: packCV, seed: 1)
      var contest = Contest("pick and pack, kernel", unit: "orders", target: .ratio(0.5))
      contest.run(
        repetitions, peer: peer,
        ours: {
          var model = start
          _ = model.run(orders: Int(orders))
          check.1 = model.cycles.mean / 60e6
          return Double(model.cycles.count)
        })
      contest.check = show()
      contests.append(contest)
    }
    // A scenario keeps more than the loop: once it is held against a loop that keeps as much, once against the same lean one.
    let fullPeer = {
      let r = bw_full_warehouse(Int32(pickers), Int32(packers), perHour / 3600, pickMean, packMean, packCV, orders, 1)
      check.0 = r.cycles.sum / r.cycles.count / 60
      return r.cycles.count
    }
    for (work, peer, target) in [
      ("pick and pack, scenario", fullPeer, Contest.Target.ratio(0.5)), ("pick and pack, scenario, lean loop", peer, nil),
    ] where wanted(work) {
      var contest = Contest(work, unit: "orders", target: target)
      var model = try ScenarioModel.pickPack(
        pickers: pickers, packers: packers, perHour: perHour, pickMean: pickMean, packMean: packMean, packCV: packCV, hours: hours)
      contest.run(
        repetitions, peer: peer,
        ours: {
          let outcome = model.run()
          check.1 = outcome[.cycleTimeHours] * 60 / outcome[.ordersFinished]
          return outcome[.ordersFinished]
        })
      contest.check = show()
      contests.append(contest)
    }
  }

  mutating func holds() {
    let key = DrawKey(seed: 1, phase: .main, replication: 0)
    // One second in the mean, exponential; long enough that the order of spans is no pattern.
    let spans = (0..<(1 << 16)).map { 1 + ticks(1e6 * exponential(key.bits(source: 9, ordinal: UInt64($0)))) }
    for (pending, name, least) in [(1_000, "10³", 22.0), (100_000, "10⁵", 14.0), (1_000_000, "10⁶", nil)] {
      for (wide, peer) in [(Int32(0), "std::priority_queue"), (1, "4-ary, 128-bit keys")] {
        let work = "hold at \(name), \(peer)"
        if !wanted(work) { continue }
        let holds = Int(5e6 * scale)
        var contest = Contest(work, unit: "holds", target: wide == 0 ? least.map { .rate($0) } : nil)
        var ends = (0.0, 0.0)
        contest.run(
          repetitions,
          peer: {
            ends.0 = bw_hold(Int64(pending), Int64(holds), spans, Int64(spans.count - 1), wide)
            return Double(holds)
          },
          ours: {
            ends.1 = hold(pending: pending, holds: holds, spans: spans)
            return Double(holds)
          })
        contest.check = ends.0 == ends.1 ? "same last event" : "the last events differ"
        contests.append(contest)
      }
    }
  }
}
