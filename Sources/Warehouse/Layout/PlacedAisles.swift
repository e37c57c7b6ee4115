/// Storage places known by their coordinates that stand in aisles: one block of parallel aisles between a front and a back cross aisle.
///
/// The cross aisles run past the outermost places of all aisles, the front one on the depot's side. An aisle is walked along its middle,
/// from which both sides are reached. The rules of the routes are those of `AisleBlock`, which knows even aisles and bays alone.
public struct PlacedAisles: Sendable, Equatable, Codable, AisleGeometry {
  /// Why places and aisles make no such block.
  public enum Flaw: Error, Equatable {
    /// The depot lies between the front and the back, at so many metres of so many.
    case depotInside(at: Double, from: Double, to: Double)
    /// Two aisles have the same middle.
    case sameLine(String, String)
    /// An aisle has so many places at different depths.
    case tooManyStops(String, count: Int)
  }

  public var route: LayoutPlan.Route
  /// Metres along the front of each aisle's middle, rising, and of the depot.
  public let positions: [Double]
  public let depot: Double
  /// Metres from the depot to the front, and from the front to the back.
  public let approach: Double
  public let length: Double
  /// Metres from the front to the stops of each aisle, rising; at most `mostStops`.
  public let stops: [[Double]]
  /// Aisle and stop of each place.
  public let aisleOfPlace: [Int]
  public let stopOfPlace: [Int]

  public static let mostStops = 64

  /// Aisles run along the axis along which their places spread more.
  ///
  /// - Parameters:
  ///   - places: at least one.
  ///   - aisles: the name of each place's aisle; one element per place.
  public init(_ places: [StopTour.Point], aisles: [String], depot: StopTour.Point, route: LayoutPlan.Route) throws(Flaw) {
    precondition(!places.isEmpty && places.count == aisles.count, "one aisle per place")
    self.route = route
    func spread(_ values: [Double]) -> Double { (values.max() ?? 0) - (values.min() ?? 0) }
    let members = Dictionary(grouping: places.indices) { aisles[$0] }
    let names = members.keys.sorted()
    let alongY = names.reduce(0) { $0 + spread(members[$1]!.map { places[$0].y }) }
    let alongX = names.reduce(0) { $0 + spread(members[$1]!.map { places[$0].x }) }
    let isUpright = alongY >= alongX
    func along(_ p: StopTour.Point) -> Double { isUpright ? p.y : p.x }
    func across(_ p: StopTour.Point) -> Double { isUpright ? p.x : p.y }

    let depths = places.map(along), low = depths.min() ?? 0, high = depths.max() ?? 0, home = along(depot)
    if home > low, home < high { throw .depotInside(at: home, from: low, to: high) }
    let isTurned = home >= high && home > low
    approach = isTurned ? home - high : low - home
    length = high - low
    func depth(_ place: Int) -> Double { isTurned ? high - depths[place] : depths[place] - low }

    func middle(_ name: String) -> Double {
      let own = members[name]!.map { across(places[$0]) }
      return ((own.min() ?? 0) + (own.max() ?? 0)) / 2
    }
    let order = names.map { (name: $0, at: middle($0)) }.sorted { ($0.at, $0.name) < ($1.at, $1.name) }
    for (a, b) in zip(order, order.dropFirst()) where a.at == b.at { throw .sameLine(a.name, b.name) }
    positions = order.map(\.at)
    self.depot = across(depot)
    var stops: [[Double]] = [], aisleOfPlace = [Int](repeating: 0, count: places.count), stopOfPlace = aisleOfPlace
    for (a, (name, _)) in order.enumerated() {
      let own = Set(members[name]!.map(depth)).sorted()
      if own.count > Self.mostStops { throw .tooManyStops(name, count: own.count) }
      stops.append(own)
      for place in members[name]! {
        aisleOfPlace[place] = a
        stopOfPlace[place] = own.firstIndex(of: depth(place)) ?? 0
      }
    }
    self.stops = stops
    self.aisleOfPlace = aisleOfPlace
    self.stopOfPlace = stopOfPlace
  }

  /// Metres of a round from the depot through places and back; 0 for none. Cost: a few operations a place and an aisle.
  public func metres(_ places: some Sequence<Int>) -> Double {
    var rows = [UInt64](repeating: 0, count: positions.count)
    for place in places { rows[aisleOfPlace[place]] |= 1 << UInt64(stopOfPlace[place]) }
    let sections = SectionRows(rows)
    return sections.isEmpty ? 0 : 2 * approach + metres(route, sections)
  }

  // MARK: Geometry

  var width: Double { 1 }
  var aisleCount: Int { positions.count }
  func position(_ aisle: Int) -> Double { positions[aisle] }
  func firstAisle(notBefore x: Double) -> Int { positions.firstIndex { $0 >= x } ?? positions.count }

  func need(_ aisle: Int, bits: UInt64) -> AisleBlock.Need {
    var need = AisleBlock.Need(), bits = bits
    while bits != 0 {
      need.add(stops[aisle][bits.trailingZeroBitCount])
      bits &= bits - 1
    }
    return need
  }
}
