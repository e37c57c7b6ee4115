internal import Kernel
internal import Groundwork
public import Randomness

/// The demand side of a plan, ready to be drawn: samplers built, names hashed, items of a stream mapped.
///
/// Two plans with equal `identity` draw the same customers' orders, so that alternatives can share one tape.
public struct CompiledDemand: Sendable {
  /// Sources of randomness of one stream; each is the hash of the stream's name and the purpose.
  struct Sources: Sendable {
    var count, order, line, item, unmet: UInt64

    init(stream: String) {
      func source(_ purpose: String) -> UInt64 { StableHash.of("demand/\(stream)/\(purpose)") }
      count = source("count")
      order = source("order")
      line = source("line")
      item = source("item")
      unmet = source("unmet")
    }
  }

  struct Orders: Sendable {
    var sources: Sources
    var hourlyMean: [Double]
    /// One per hour whose mean is too large for a search from zero; -1 elsewhere.
    var counters: [Sampler?]
    var lines: Sampler
    var race: ItemRace
    /// Quantity samplers and which one an item uses.
    var quantities: [Sampler]
    var quantityOf: [Int32]
  }

  struct PerItem: Sendable {
    enum Kind: Sendable {
      /// One total a period, in one piece.
      case lump
      /// A Poisson number of customers at uniform moments, each wanting one unit or a draw of `size`.
      case customers(size: Sampler?)
    }
    var sources: [UInt64]
    var items: [Int32]
    var kinds: [Kind]
    /// Per item, per distinct factor: the sampler of a period's total (lump) or of its number of customers.
    var samplers: [[Sampler]]
    /// Which distinct factor a period uses.
    var factorOf: [Int32]
    var period: Int64
    var periods: Int
  }

  enum Stream: Sendable {
    case orders(Orders)
    case perItem(PerItem)
    case replay(ReplayStream)
  }

  let streams: [Stream]
  /// What every order of a stream has in common.
  public struct Terms: Sendable {
    public var location: Int
    public var backorderShare: Double
    public var shipComplete: Bool
    /// Ticks after arrival; nil = nothing promised.
    public var due: Int64?
    public var priority: Int
    public var unmetSource: UInt64
  }
  public let terms: [Terms]
  /// Period-wise access to each stream; nil for one that is not per item.
  public let periodic: [PerItemAccess?]
  public let horizon: Int64
  public let days: Int
  public let identity: UInt64
  /// Expected order lines over the horizon: how large a tape would be.
  public let expectedLines: Double

  /// - Throws: `LawError` for a law no sampler can be built for.
  public init(_ plan: SupplyPlan, horizon: Int64) throws(LawError) {
    let names = plan.items.map(\.name)
    var streams: [Stream] = [], terms: [Terms] = []
    var hash = StableHash()
    var expected = 0.0
    hash.combine(UInt64(bitPattern: horizon))
    for name in names { hash.combine(name) }
    for stream in plan.streams {
      switch stream {
      case .orders(let s):
        hash.combine("\(s.name)|\(s.lines)|\(s.hourlyMean)|\(s.popularity)|\(s.quantity)")
        var samplers: [Sampler] = [], known: [Law: Int32] = [:], quantityOf: [Int32] = []
        for i in plan.items.indices {
          let law = s.quantity[i]
          if let old = known[law] {
            quantityOf.append(old)
          } else {
            known[law] = Int32(samplers.count)
            quantityOf.append(Int32(samplers.count))
            samplers.append(try Sampler(law))
          }
        }
        var counters: [Sampler?] = [], byMean: [Double: Sampler] = [:]
        for mean in s.hourlyMean {
          if mean > PoissonCount.searchLimit {
            let sampler: Sampler
            if let old = byMean[mean] { sampler = old } else { sampler = try Sampler(.poisson(mean: mean)) }
            byMean[mean] = sampler
            counters.append(sampler)
          } else {
            counters.append(nil)
          }
        }
        expected += s.hourlyMean.reduce(0, +) * max(1, s.lines.mean)
        streams.append(.orders(Orders(
          sources: Sources(stream: s.name), hourlyMean: s.hourlyMean, counters: counters, lines: try Sampler(s.lines),
          race: ItemRace(names: names, weights: s.popularity), quantities: samplers, quantityOf: quantityOf)))
        terms.append(Terms(
          location: s.location, backorderShare: s.unmet.backorderShare, shipComplete: s.unmet.shipComplete, due: s.due?.ticks, priority: s.priority,
          unmetSource: Sources(stream: s.name).unmet))
      case .perItem(let s):
        hash.combine("\(s.name)|\(s.items)|\(s.laws)|\(s.period)|\(s.factors)")
        let compiled = try Self.compile(s, names: names, horizon: horizon)
        for law in s.laws { expected += law.mean * Double(compiled.periods) }
        streams.append(.perItem(compiled))
        terms.append(Terms(
          location: s.location, backorderShare: s.unmet.backorderShare, shipComplete: s.unmet.shipComplete, due: nil, priority: 0,
          unmetSource: Sources(stream: s.name).unmet))
      case .replay(let s):
        for line in s.lines {
          hash.combine(UInt64(bitPattern: line.time.ticks))
          hash.combine(UInt64(bitPattern: Int64(line.item)))
          hash.combine(UInt64(bitPattern: line.quantity))
        }
        expected += Double(s.lines.count)
        streams.append(.replay(s))
        terms.append(Terms(
          location: s.location, backorderShare: s.unmet.backorderShare, shipComplete: s.unmet.shipComplete, due: s.due?.ticks, priority: 0,
          unmetSource: Sources(stream: s.name).unmet))
      }
    }
    self.streams = streams
    self.terms = terms
    periodic = streams.map { if case .perItem(let stream) = $0 { PerItemAccess(stream) } else { nil } }
    self.horizon = horizon
    days = Int((horizon + dayTicks - 1) / dayTicks)
    identity = hash.value
    expectedLines = expected
  }

  private static func compile(_ s: PerItemStream, names: [String], horizon: Int64) throws(LawError) -> PerItem {
    let period = s.period.ticks
    let periods = Int((horizon + period - 1) / period)
    var distinct: [Double] = [], factorOf: [Int32] = []
    for k in 0..<periods {
      let factor = s.factors.isEmpty ? 1 : s.factors[k % s.factors.count]
      if let old = distinct.firstIndex(of: factor) {
        factorOf.append(Int32(old))
      } else {
        factorOf.append(Int32(distinct.count))
        distinct.append(factor)
      }
    }
    var kinds: [PerItem.Kind] = [], samplers: [[Sampler]] = []
    for law in s.laws {
      var own: [Sampler] = []
      let count: Law
      switch law {
      case .poisson:
        kinds.append(.customers(size: nil))
        count = law
      case .compound(.poisson(let mean), let size):
        kinds.append(.customers(size: try Sampler(size)))
        count = .poisson(mean: mean)
      default:
        kinds.append(.lump)
        count = law
      }
      for factor in distinct { own.append(try Sampler(count.withMean(times: factor))) }
      samplers.append(own)
    }
    return PerItem(
      sources: s.items.map { StableHash.of("demand/\(s.name)/item/\(names[$0])") }, items: s.items.map(Int32.init), kinds: kinds, samplers: samplers,
      factorOf: factorOf, period: period, periods: periods)
  }
}

let dayTicks: Int64 = 86_400_000_000
let hourTicks: Int64 = 3_600_000_000
