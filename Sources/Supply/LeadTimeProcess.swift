internal import Foundation
internal import Groundwork
internal import Kernel
public import Randomness

/// A supplier's lead times, ready to be drawn.
///
/// Without crossing, the arrival date of an order placed on day d is A(d) = max over k ≥ 0 of (d − k + Y(d − k)), where the Y are independent daily draws with
/// distribution function F(y) ÷ F(y + 1) and F is the law of the scenario. The product over k telescopes, so that A(d) − d has exactly the law F, while A
/// never decreases and owes nothing to when we order. F ÷ F(· + 1) is a distribution function when log F is concave (all laws here but mixtures and samples with
/// gaps); where it is not, its largest monotone minorant is used and lead times come out longer than the law says, since no such process can have gaps.
public struct CompiledLeadTime: Sendable {
  enum Kind: Sendable {
    case constant(Int64)
    case independent(Sampler)
    case ordered(OrderedLeadTime)
  }
  let kind: Kind
  let source: String
  /// Other kinds from later moments on, ascending.
  private(set) var later: [(from: Int64, kind: Kind)] = []
  private let crosses: Bool

  /// - Parameters:
  ///   - law: days, truncated at 0.
  ///   - crossing: independent draws per order instead of a process in time.
  ///   - supplier: its name, which keys the draws.
  ///   - later: laws for orders from later moments on.
  public init(law: Law, crossing: Bool, supplier: String, later: [LeadTimeChange] = []) throws(LawError) {
    source = "lead-time/\(supplier)"
    crosses = crossing
    kind = try Self.kind(law, crossing)
    for change in later { self.later.append((change.at.ticks, try Self.kind(change.leadTime, crossing))) }
  }

  private static func kind(_ law: Law, _ crossing: Bool) throws(LawError) -> Kind {
    if case .constant(let days) = law { return .constant(Int64((days * Double(dayTicks)).rounded())) }
    return crossing ? .independent(try Sampler(law)) : .ordered(try OrderedLeadTime(law))
  }

  /// What holds for orders of a moment.
  func kind(at time: Int64) -> Kind { later.last { $0.from <= time }?.kind ?? kind }

  /// Whether orders before and after a change are one process in time, in which none overtakes another.
  var isOneProcess: Bool { !later.isEmpty && !crosses }

  /// The source of an item's draws at this supplier.
  public func source(item: String) -> UInt64 { StableHash.of("\(source)/\(item)") }

  public var isConstant: Bool { if case .constant = kind { later.isEmpty } else { false } }
}

/// The distribution F(y) ÷ F(y + 1) of the daily draws behind an ordered lead time, tabulated.
struct OrderedLeadTime: Sendable {
  /// P(Y ≤ k) for k = 0, 1, 2 … days: a draw with a smaller uniform is at most k days, which spares most days the inversion.
  var atDay: [Double] = []
  /// Inverse at probabilities spaced geometrically towards both ends, days.
  var probabilities: [Double] = []
  var values: [Double] = []
  /// The last probability not above k ÷ 1024, by its place: where the search of a draw begins.
  private var guide: [Int32] = []
  /// Days before the start from which a draw could still matter.
  var lookBack: Int

  init(_ law: Law) throws(LawError) {
    let top = law.quantile(1 - 1e-10)
    if !(top < 3650) {
      // The process looks back on the past a lead time comes from, hour by hour.
      throw .tooLarge(points: top * 24, limit: 3650 * 24)
    }
    func raw(_ y: Double) -> Double {
      if y < 0 { return 0 }
      let below = law.cdf(y), above = law.cdf(y + 1)
      return above > 0 ? below / above : 0
    }
    let last = Int(top.rounded(.up)) + 1
    lookBack = last
    // A grid fine enough for the law's own steps, made monotone from above.
    let perDay = max(16, min(512, 65_536 / max(1, last)))
    var grid = (0...(last * perDay)).map { raw(Double($0) / Double(perDay)) }
    grid[grid.count - 1] = 1
    for i in stride(from: grid.count - 2, through: 0, by: -1) { grid[i] = min(grid[i], grid[i + 1]) }
    atDay = (0...last).map { grid[$0 * perDay] }
    for j in stride(from: 280, through: 8, by: -1) { probabilities.append(exp2(-Double(j) / 8)) }
    for j in 9...280 { probabilities.append(1 - exp2(-Double(j) / 8)) }
    var place = 0
    for k in 0...1024 {
      while place + 2 < probabilities.count, probabilities[place + 1] <= Double(k) / 1024 { place += 1 }
      guide.append(Int32(place))
    }
    for p in probabilities {
      var low = 0, high = grid.count - 1
      while low < high {
        let middle = (low + high) / 2
        if grid[middle] >= p { high = middle } else { low = middle + 1 }
      }
      if low == 0 {
        values.append(0)
      } else {
        let a = grid[low - 1], b = grid[low]
        // Inside a grid step: the law's own steps (b = next value of a staircase) are kept, a smooth law is interpolated.
        let part = b > a ? (p - a) / (b - a) : 1
        values.append((Double(low - 1) + (law.isDiscrete ? 1 : part)) / Double(perDay))
      }
    }
  }

  func draw(_ uniform: Double) -> Double {
    let last = probabilities.count - 1
    if uniform <= probabilities[0] { return values[0] }
    if uniform >= probabilities[last] { return values[last] }
    let stretch = Int(uniform * 1024)
    var low = Int(guide[stretch]), high = Int(guide[stretch + 1]) + 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if probabilities[middle] <= uniform { low = middle } else { high = middle }
    }
    let part = (uniform - probabilities[low]) / (probabilities[high] - probabilities[low])
    return values[low] + part * (values[high] - values[low])
  }
}

/// Lead times of one item at one supplier in one replication: a function of the order date alone.
public struct LeadTimeState {
  private var day: Int
  /// Arrival A(day), days after time 0.
  private var arrival = -Double.infinity
  private var lastArrival: Int64 = .min
  private var ordinal = 0
  private var ordinalDay = Int.min
  private let source: UInt64
  private let record: LeadTimeHistory.Record?

  /// - Parameter record: days that others drew and will read; it must outlive this state.
  public init(_ leadTime: CompiledLeadTime, source: UInt64, record: LeadTimeHistory.Record? = nil) {
    self.source = source
    self.record = record
    if case .ordered(let ordered) = leadTime.kind { day = -ordered.lookBack - 1 } else { day = leadTime.isOneProcess ? -1 : 0 }
  }

  /// When goods ordered at `now` arrive.
  ///
  /// Two orders on neighbouring days may fall within one day of each other in A; then the later is held until the earlier has come.
  public mutating func arrival(orderedAt now: Int64, leadTime: CompiledLeadTime, key: DrawKey) -> Int64 {
    if !leadTime.later.isEmpty { return changingArrival(orderedAt: now, leadTime, key) }
    switch leadTime.kind {
    case .constant(let ticks): return now + ticks
    case .independent(let sampler):
      let today = Int(now / dayTicks)
      ordinal = today == ordinalDay ? ordinal + 1 : 0
      ordinalDay = today
      let days = max(0, sampler.draw(key.uniform(source: source, ordinal: UInt64(today), draw: UInt16(truncatingIfNeeded: ordinal))))
      return now + Int64((days * Double(dayTicks)).rounded())
    case .ordered(let ordered):
      let today = Int(now / dayTicks)
      if let latest = record?.latest(notAfter: today), latest.day > day { (day, arrival) = latest }
      while day < today {
        day += 1
        defer { record?.append(arrival, day: day) }
        let uniform = key.uniform(source: source, ordinal: UInt64(day + 4096))
        let reach = arrival - Double(day)
        if reach >= 0 {
          let whole = Int(reach)
          if whole < ordered.atDay.count ? uniform <= ordered.atDay[whole] : true { continue }
        }
        arrival = max(arrival, Double(day) + ordered.draw(uniform))
      }
      let due = now + Int64(((arrival - Double(today)) * Double(dayTicks)).rounded())
      lastArrival = max(due, lastArrival)
      return lastArrival
    }
  }

  /// The same where the law changes: each day draws from the law it has, and without crossing no order overtakes one of before the change.
  private mutating func changingArrival(orderedAt now: Int64, _ leadTime: CompiledLeadTime, _ key: DrawKey) -> Int64 {
    let today = Int(now / dayTicks)
    if !leadTime.isOneProcess {
      switch leadTime.kind(at: now) {
      case .constant(let ticks): return now + ticks
      case .independent(let sampler):
        ordinal = today == ordinalDay ? ordinal + 1 : 0
        ordinalDay = today
        let days = max(0, sampler.draw(key.uniform(source: source, ordinal: UInt64(today), draw: UInt16(truncatingIfNeeded: ordinal))))
        return now + Int64((days * Double(dayTicks)).rounded())
      case .ordered: preconditionFailure("an ordered law crosses nothing")
      }
    }
    if let latest = record?.latest(notAfter: today), latest.day > day { (day, arrival) = latest }
    while day < today {
      day += 1
      switch leadTime.kind(at: Int64(day) * dayTicks) {
      case .constant(let ticks): arrival = max(arrival, Double(day) + Double(ticks) / Double(dayTicks))
      case .ordered(let ordered): arrival = max(arrival, Double(day) + ordered.draw(key.uniform(source: source, ordinal: UInt64(day + 4096))))
      case .independent: preconditionFailure("independent lead times cross")
      }
      record?.append(arrival, day: day)
    }
    lastArrival = max(now + Int64(((arrival - Double(today)) * Double(dayTicks)).rounded()), lastArrival)
    return lastArrival
  }
}
