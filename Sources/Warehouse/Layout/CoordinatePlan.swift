/// A floor known by the coordinates of its storage places, metres. Walks are rounds from the depot through the places and back: by the
/// aisles where these are known, else of `StopTour`.
public struct CoordinatePlan: Sendable, Equatable, Codable {
  public var depot: StopTour.Point
  public var places: [StopTour.Point]
  /// The place of each item of the plan; one element per item.
  public var placeOfItem: [Int]
  /// The aisles in which the places stand; nil = they are not known, and nothing is in the way.
  public var aisles: PlacedAisles?

  public init(depot: StopTour.Point, places: [StopTour.Point], placeOfItem: [Int]) {
    self.depot = depot
    self.places = places
    self.placeOfItem = placeOfItem
  }

  /// The places in order of their distance from the depot, nearest first; equally near ones in their own order. Cost: one sort.
  public static func byDistance(_ places: [StopTour.Point], from depot: StopTour.Point) -> [Int] {
    let distance = places.map { depot.metres(to: $0) }
    return places.indices.sorted { (distance[$0], $0) < (distance[$1], $1) }
  }
}
