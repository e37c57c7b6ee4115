internal import Kernel
internal import Groundwork
public import Randomness

/// The demand side of a plan, ready to be drawn: samplers built, names hashed, items of a stream mapped.
///
/// Alternatives whose demands draw the same (`drawsTheSame`) can share one tape.
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

  /// Orders with lines. A class, since a day's drawing looks at it for every line and should count no references.
  final class Orders: Sendable {
    let sources: Sources
    let hourlyMean: [Double]
    /// Where an hour's mean is too large for a search from zero, its sampler's place in `counters`; −1 elsewhere.
    let counterOf: [Int32]
    let counters: [SamplerView]
    private let lines: SamplerView
    private let wholeLines: WholeView?
    /// Lines of every order, and units of every line, where these are always the same; they are not drawn then.
    let onlyLines: Int?
    let onlyQuantity: Int64?
    let race: ItemRace
    /// One element per item of the plan.
    let quantities: [SamplerView]
    /// The same where they are steps, as nearly all are; nil elsewhere.
    let wholes: [WholeView?]
    private let owned: [Sampler]
    private let ownedTables: [WholeTable]
    /// Up to this mean a count is found by a search from zero, beyond it by a table.
    private static let searchLimit = 30.0

    init(_ s: OrderStream, names: [String]) throws(LawError) {
      sources = Sources(stream: s.name)
      hourlyMean = s.hourlyMean
      var owned: [Sampler] = [], known: [Law: SamplerView] = [:]
      func view(_ law: Law) throws(LawError) -> SamplerView {
        if let old = known[law] { return old }
        let sampler = try Sampler(law)
        owned.append(sampler)
        known[law] = sampler.view
        return sampler.view
      }
      func constant(_ law: Law) -> Bool { if case .constant = law { true } else { false } }
      var quantities: [SamplerView] = [], counters: [SamplerView] = [], counterOf: [Int32] = [], placeOf: [Double: Int32] = [:]
      var wholes: [WholeView?] = [], tables: [WholeTable] = [], tableOf: [Law: WholeView] = [:]
      for i in names.indices {
        let law = s.quantity[i], isNew = known[law] == nil
        quantities.append(try view(law))
        if isNew, let table = WholeTable(owned[owned.count - 1]) {
          tables.append(table)
          tableOf[law] = table.view
        }
        wholes.append(tableOf[law])
      }
      for mean in s.hourlyMean {
        if mean <= Self.searchLimit {
          counterOf.append(-1)
        } else if let old = placeOf[mean] {
          counterOf.append(old)
        } else {
          placeOf[mean] = Int32(counters.count)
          counterOf.append(Int32(counters.count))
          counters.append(try view(.poisson(mean: mean)))
        }
      }
      let isNew = known[s.lines] == nil
      lines = try view(s.lines)
      if isNew, let table = WholeTable(owned[owned.count - 1]) {
        tables.append(table)
        tableOf[s.lines] = table.view
      }
      wholeLines = tableOf[s.lines]
      onlyLines = constant(s.lines) ? Self.lines(lines.drawInteger(0)) : nil
      let isSame = !names.isEmpty && constant(s.quantity[0]) && names.indices.allSatisfy { s.quantity[$0] == s.quantity[0] }
      onlyQuantity = isSame ? max(1, quantities[0].drawInteger(0)) : nil
      race = ItemRace(names: names, weights: s.popularity)
      self.quantities = quantities
      self.counters = counters
      self.counterOf = counterOf
      self.owned = owned
      self.wholes = wholes
      ownedTables = tables
    }

    private static func lines(_ drawn: Int64) -> Int { min(DemandTape.mostLines, max(1, Int(drawn))) }

    /// Lines of an order that are not always the same.
    @inline(__always)
    func lineCount(_ bits: UInt64) -> Int { Self.lines(wholeLines?.draw(bits) ?? lines.drawInteger(bits)) }

    @inline(__always)
    func quantity(_ item: Int, _ bits: UInt64) -> Int64 { wholes[item]?.draw(bits) ?? quantities[item].drawInteger(bits) }
  }

  final class PerItem: Sendable {
    enum Kind: UInt8, BitwiseCopyable, Sendable {
      /// One total a period, in one piece.
      case lump
      /// A Poisson number of customers at uniform moments, each wanting one unit or a draw of a size.
      case customers, sizedCustomers
    }
    let sources: [UInt64]
    let items: [Int32]
    let kinds: [Kind]
    /// The size of a customer's wish; one element per item, meaningful for sized customers only.
    let sizes: [SamplerView]
    /// Sampler of a period's total (lump) or of its number of customers: item × distinct factor, row-major.
    let samplers: [SamplerView]
    let factors: Int
    /// Which distinct factor a period uses.
    let factorOf: [Int32]
    let period: Int64
    let periods: Int
    /// When each period begins, and the last one ends, where clock changes make some longer or shorter than others; else empty.
    let starts: [Int64]
    private let owned: [Sampler]

    init(_ s: PerItemStream, names: [String], horizon: Int64, dayStarts: [SimTime]?) throws(LawError) {
      period = s.period.ticks
      starts = PerItemStream.starts(every: s.period, until: SimTime(ticks: horizon), dayStarts: dayStarts)?.map(\.ticks) ?? []
      periods = starts.isEmpty ? Int((horizon + period - 1) / period) : starts.count - 1
      var distinct: [Double] = [], placeOf: [Double: Int32] = [:], factorOf: [Int32] = []
      for k in 0..<periods {
        let factor = s.factors.isEmpty ? 1 : s.factors[k % s.factors.count]
        if let old = placeOf[factor] {
          factorOf.append(old)
        } else {
          placeOf[factor] = Int32(distinct.count)
          factorOf.append(Int32(distinct.count))
          distinct.append(factor)
        }
      }
      var owned: [Sampler] = []
      func view(_ law: Law) throws(LawError) -> SamplerView {
        owned.append(try Sampler(law))
        return owned[owned.count - 1].view
      }
      let one = try view(.constant(1))
      var kinds: [Kind] = [], sizes: [SamplerView] = [], samplers: [SamplerView] = []
      for law in s.laws {
        let count: Law
        switch law {
        case .poisson:
          kinds.append(.customers)
          sizes.append(one)
          count = law
        case .compound(.poisson(let mean), let size):
          kinds.append(.sizedCustomers)
          sizes.append(try view(size))
          count = .poisson(mean: mean)
        default:
          kinds.append(.lump)
          sizes.append(one)
          count = law
        }
        for factor in distinct { samplers.append(try view(count.withMean(times: factor))) }
      }
      sources = s.items.map { StableHash.of("demand/\(s.name)/item/\(names[$0])") }
      items = s.items.map(Int32.init)
      self.kinds = kinds
      self.sizes = sizes
      self.samplers = samplers
      factors = distinct.count
      self.factorOf = factorOf
      self.owned = owned
    }

    /// When a period begins; also that behind the last.
    @inline(__always)
    func start(_ k: Int) -> Int64 { starts.isEmpty ? Int64(k) * period : starts[k] }

    /// The period that a moment before the horizon lies in.
    func period(at time: Int64) -> Int {
      var k = min(Int(time / period), periods - 1)
      if starts.isEmpty { return k }
      while k > 0, starts[k] > time { k -= 1 }
      while k + 1 < periods, starts[k + 1] <= time { k += 1 }
      return k
    }

    /// What an order is known by for every later draw. Ordinals are those of period and customer, so that the item must be mixed in: else
    /// all items of a stream would decide alike in each period.
    ///
    /// - Returns: 48 bits.
    @inline(__always)
    func identity(_ i: Int, _ ordinal: UInt64) -> UInt64 { StableHash.mix(sources[i] &+ ordinal &* 0x9e37_79b9_7f4a_7c15) >> 16 }

    /// The sampler of an item's period.
    @inline(__always)
    func sampler(_ i: Int, period: Int) -> SamplerView { samplers[i * factors + Int(factorOf[period])] }
  }

  enum Stream: Sendable {
    case orders(Orders)
    case perItem(PerItem)
    case replay(ReplayStream)
  }

  let streams: [Stream]
  /// nil = no new items; then names and weights of the streams, empty weights where a stream chooses no items.
  let newItems: (plan: NewItemsPlan, streams: [(name: String, popularity: [Double])])?
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
  private let origin: Origin
  /// Expected order lines over the horizon: how large a tape would be.
  public let expectedLines: Double

  /// - Throws: `LawError` for a law no sampler can be built for.
  public init(_ plan: SupplyPlan, horizon: Int64) throws(LawError) {
    let names = plan.items.map(\.name)
    var streams: [Stream] = [], terms: [Terms] = []
    var expected = 0.0
    for stream in plan.streams {
      switch stream {
      case .orders(let s):
        expected += s.hourlyMean.reduce(0, +) * max(1, s.lines.mean)
        streams.append(.orders(try Orders(s, names: names)))
        terms.append(
          Terms(
            location: s.location, backorderShare: s.unmet.backorderShare, shipComplete: s.unmet.shipComplete, due: s.due?.ticks,
            priority: s.priority,
            unmetSource: Sources(stream: s.name).unmet))
      case .perItem(let s):
        let compiled = try PerItem(s, names: names, horizon: horizon, dayStarts: plan.dayStarts)
        for law in s.laws { expected += law.mean * Double(compiled.periods) }
        streams.append(.perItem(compiled))
        terms.append(
          Terms(
            location: s.location, backorderShare: s.unmet.backorderShare, shipComplete: s.unmet.shipComplete, due: nil, priority: 0,
            unmetSource: Sources(stream: s.name).unmet))
      case .replay(let s):
        expected += Double(s.lines.count)
        streams.append(.replay(s))
        terms.append(
          Terms(
            location: s.location, backorderShare: s.unmet.backorderShare, shipComplete: s.unmet.shipComplete, due: s.due?.ticks,
            priority: 0,
            unmetSource: Sources(stream: s.name).unmet))
      }
    }
    if let new = plan.newItems {
      newItems = (
        new,
        plan.streams.map {
          switch $0 {
          case .orders(let s): (name: s.name, popularity: s.popularity)
          case .perItem(let s): (name: s.name, popularity: [])
          case .replay(let s): (name: s.name, popularity: [])
          }
        }
      )
    } else {
      newItems = nil
    }
    self.streams = streams
    self.terms = terms
    periodic = streams.map { if case .perItem(let stream) = $0 { PerItemAccess(stream) } else { nil } }
    self.horizon = horizon
    days = Int((horizon + dayTicks - 1) / dayTicks)
    origin = Origin(plan, names: names, horizon: horizon)
    expectedLines = expected
  }

  /// When a day of the calendar begins: where clocks change, some are longer or shorter than 24 hours.
  public func dayStart(_ day: Int) -> Int64 {
    if let starts = origin.dayStarts, day < starts.count { return starts[day].ticks }
    return Int64(day) * dayTicks
  }

  /// Whether two demands draw the same customers' orders under the same key.
  public func drawsTheSame(as other: CompiledDemand) -> Bool { origin == other.origin }

  /// What the orders depend on, and nothing else.
  private struct Origin: Sendable, Equatable {
    let horizon: Int64
    let names: [String]
    let streams: [DemandStream]
    let newItems: NewItemsPlan?
    let dayStarts: [SimTime]?

    /// Streams without what is done with the orders once they are there.
    init(_ plan: SupplyPlan, names: [String], horizon: Int64) {
      let nothing = UnmetDemand(backorderShare: 0)
      self.horizon = horizon
      self.names = names
      streams = plan.streams.map { stream in
        switch stream {
        case .orders(var s):
          (s.location, s.unmet, s.due, s.priority) = (0, nothing, nil, 0)
          return .orders(s)
        case .perItem(var s):
          (s.location, s.unmet) = (0, nothing)
          return .perItem(s)
        case .replay(var s):
          (s.location, s.unmet, s.due) = (0, nothing, nil)
          return .replay(s)
        }
      }
      newItems = plan.newItems
      dayStarts = plan.dayStarts
    }
  }
}

let dayTicks: Int64 = 86_400_000_000
let hourTicks: Int64 = 3_600_000_000
