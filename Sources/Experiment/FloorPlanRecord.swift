internal import Groundwork
internal import Randomness
public import Simulation
internal import Supply
public import Warehouse

/// The picking floor of one plan as a picture needs it: where the picks are, and the way of one round.
///
/// Nothing is simulated. The shares follow from the popularity of the items and the storage rule: the lines of an order choose their
/// items independently. The round is the one of median length (under `reference`) among `lists` pick lists drawn from the
/// orders' own laws.
public struct FloorPlanRecord: Sendable, Equatable {
  /// One draw of a pick list: the slots of its lines.
  struct PickList: Sendable, Equatable {
    var orders: Int
    var slots: [Int]
  }

  /// Pick lists drawn; odd, so that one of them has the median length.
  public static let lists = 201

  public var block: AisleBlock
  public var route: LayoutPlan.Route
  /// nil = outward from the depot, aisle by aisle.
  public var storage: StorageRule?
  /// Share of the lines picked in each section, by the number of the section; sums to 1.
  public var shares: [Double]
  /// Orders and lines of the round shown.
  public var orders: Int
  public var lines: Int
  /// Sections with a pick of the round, bit `s` for section `s`.
  public var picks: UInt64
  /// Corners of the round in metres, from the depot and back to it.
  public var path: [StopTour.Point]
  public var metres: Double
  /// Mean length over all lists drawn, metres.
  public var meanMetres: Double

  /// - Parameters:
  ///   - plan: the floor to show.
  ///   - reference: the plan whose laws and median choose the round; nil = `plan` itself. Another floor then shows the same list.
  ///   - seed: of the study; the lists are drawn under a name of their own.
  /// - Returns: nil without bays or with more than 64 of them, without a step that walks, or where the floor's demand is not made of orders
  ///   with lines.
  public init?(_ plan: Plan, reference: Plan? = nil, seed: UInt64) {
    guard let floor = plan.floor, let layout = floor.layout, let block = Self.block(layout),
      let lists = Self.pickLists(reference ?? plan, seed: seed), let popularity = Self.popularity(plan)
    else { return nil }
    let slots = plan.supply.items.map(\.slot)
    let places = block.sections(
      slots: (slots.max() ?? 0) + 1, rule: layout.storage, arrangement: layout.arrangement, classes: layout.classes)
    var shares = [Double](repeating: 0, count: block.sectionCount)
    for (item, share) in popularity.enumerated() { shares[places[slots[item]]] += share }
    func mask(_ list: PickList, _ places: [Int]) -> UInt64 { list.slots.reduce(0) { $0 | 1 << UInt64(places[min($1, places.count - 1)]) } }
    let lengths = lists.map { block.metres(layout.route, sections: mask($0, places)) }
    let chosen = reference.flatMap { Self.median($0, lists) } ?? Self.median(lengths)
    self.block = block
    route = layout.route
    storage = layout.storage
    self.shares = shares
    orders = lists[chosen].orders
    lines = lists[chosen].slots.count
    picks = mask(lists[chosen], places)
    path = block.path(layout.route, sections: picks)
    metres = lengths[chosen]
    meanMetres = lengths.reduce(0, +) / Double(lengths.count)
  }

  private static func block(_ layout: LayoutPlan) -> AisleBlock? {
    layout.bays.flatMap {
      layout.aisles * $0 > 64
        ? nil : AisleBlock(aisles: layout.aisles, bays: $0, length: layout.aisleLength, width: layout.aisleWidth, depot: layout.depot)
    }
  }

  /// The list of median length on the reference's own floor.
  private static func median(_ plan: Plan, _ lists: [PickList]) -> Int? {
    guard let layout = plan.floor?.layout, let block = block(layout) else { return nil }
    let places = block.sections(
      slots: (plan.supply.items.map(\.slot).max() ?? 0) + 1, rule: layout.storage, arrangement: layout.arrangement)
    return median(lists.map { list in block.metres(layout.route, sections: list.slots.reduce(0) { $0 | 1 << UInt64(places[$1]) }) })
  }

  private static func median(_ lengths: [Double]) -> Int {
    lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }[lengths.count / 2]
  }

  /// Streams of orders on the floor with the orders expected of each over the horizon; nil where other demand reaches it.
  private static func streams(_ plan: Plan) -> [(stream: OrderStream, orders: Double)]? {
    guard let floor = plan.floor else { return nil }
    var result: [(stream: OrderStream, orders: Double)] = []
    for case .orders(let stream) in plan.supply.streams where stream.location == floor.location {
      result.append((stream, stream.hourlyMean.reduce(0, +)))
    }
    for case .replay(let stream) in plan.supply.streams where stream.location == floor.location { return nil }
    return result.contains { $0.orders > 0 } ? result : nil
  }

  /// Lines of an order at a probability, at least 1.
  private static func lines(_ law: Distribution, _ p: Double) -> Int { max(1, Int(max(1, law.quantile(p)).rounded())) }

  /// Share of the lines that ask for each item; nil without orders.
  private static func popularity(_ plan: Plan) -> [Double]? {
    guard let streams = streams(plan) else { return nil }
    var shares = [Double](repeating: 0, count: plan.supply.items.count)
    for (stream, orders) in streams {
      let total = stream.popularity.reduce(0, +)
      guard total > 0, stream.lines.mean.isFinite else { continue }
      for (item, weight) in stream.popularity.enumerated() { shares[item] += orders * max(1, stream.lines.mean) * weight / total }
    }
    let sum = shares.reduce(0, +)
    return sum > 0 ? shares.map { $0 / sum } : nil
  }

  /// The pick lists of as many rounds: a batch of orders each, their lines and items from the streams' laws.
  private static func pickLists(_ plan: Plan, seed: UInt64) -> [PickList]? {
    guard let floor = plan.floor, let streams = streams(plan),
      let walker = floor.outbound.first(where: { floor.steps[$0].work.travelSecondsPerMetre > 0 })
    else { return nil }
    var laws: [Distribution] = []
    for (stream, _) in streams {
      guard let law = try? Distribution(stream.lines) else { return nil }
      laws.append(law)
    }
    let key = DrawKey(seed: seed, phase: .main, replication: 0)
    let orderSource = StableHash.of("floor-plan/order"), lineSource = StableHash.of("floor-plan/line")
    let weights = streams.map(\.orders), cumulated = streams.map { running($0.stream.popularity) }
    let slots = plan.supply.items.map(\.slot), batch = max(1, floor.steps[walker].batch)
    var lists: [PickList] = []
    var order: UInt64 = 0
    for _ in 0..<Self.lists {
      var list = PickList(orders: batch, slots: [])
      for _ in 0..<batch {
        let s = pick(running(weights), key.uniform(source: orderSource, ordinal: order, draw: 0))
        let count = min(1000, lines(laws[s], key.uniform(source: orderSource, ordinal: order, draw: 1)))
        for line in 0..<count {
          list.slots.append(slots[pick(cumulated[s], key.uniform(source: lineSource, ordinal: order, draw: UInt16(line)))])
        }
        order += 1
      }
      lists.append(list)
    }
    return lists
  }

  private static func running(_ weights: [Double]) -> [Double] {
    var sum = 0.0
    return weights.map {
      sum += max(0, $0)
      return sum
    }
  }

  /// The first place whose running sum lies above a share of the whole.
  private static func pick(_ running: [Double], _ share: Double) -> Int {
    let level = share * (running.last ?? 0)
    var low = 0, high = running.count - 1
    while low < high {
      let middle = (low + high) / 2
      if running[middle] > level { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
