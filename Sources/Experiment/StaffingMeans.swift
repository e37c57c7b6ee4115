internal import Scenario
internal import Simulation
internal import Warehouse

/// Places of one kind, or units of one kind of equipment.
public struct StaffingMeans: Sendable, Equatable {
  public enum Kind: String, Sendable { case place, equipment }
  public var kind: Kind
  public var name: String
  public var today: Int
  public var needed: Int
  /// Where the search stopped looking.
  public var most: Int

  public init(_ kind: Kind, name: String, today: Int, needed: Int, most: Int) {
    self.kind = kind
    self.name = name
    self.today = today
    self.needed = needed
    self.most = most
  }

  /// What tasks on a floor hold, places before equipment, each in the order of the plan; what no step holds is left out.
  static func all(_ floor: FloorPlan, most: Int) -> [(index: Int, means: StaffingMeans)] {
    let places = floor.places.indices.filter { p in floor.steps.contains { $0.place == p } }
    let equipment = (floor.equipment ?? []).indices.filter { e in floor.steps.contains { $0.terms?.equipment == e } }
    return places.map { p in
      (p, StaffingMeans(.place, name: floor.places[p].name, today: floor.places[p].capacity, needed: most, most: most))
    }
      + equipment.map { e in
        (e, StaffingMeans(.equipment, name: floor.equipment![e].name, today: floor.equipment![e].count, needed: most, most: most))
      }
  }
}

extension Study {
  /// The base with so many of each of these places and kinds of equipment, from its first day to its last.
  func equipped(_ means: [(index: Int, means: StaffingMeans)], _ counts: [Int]) -> Study {
    var study = self
    for (one, count) in zip(means, counts) {
      switch one.means.kind {
      case .place:
        study.drafts[0].plan.floor?.places[one.index].capacity = count
        study.drafts[0].plan.floor?.places[one.index].later = nil
      case .equipment:
        study.drafts[0].plan.floor?.equipment?[one.index].count = count
        study.drafts[0].plan.floor?.equipment?[one.index].later = nil
      }
    }
    return study
  }
}
