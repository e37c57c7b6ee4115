internal import Simulation
internal import Supply
internal import Warehouse

extension Plan {
  /// What the scenario does with goods that no model of orders and demand knows, in words.
  func goodsBesideTheModel(at location: Int) -> [String] {
    guard let floor, floor.location == location else { return [] }
    var notes: [String] = []
    if supply.returns != nil { notes.append("nothing comes back, though customers send goods back that are sold again") }
    if floor.steps.contains(where: { ($0.terms?.receiving?.rejects ?? 0) > 0 }) {
      notes.append("all units received are good, though some fail their inspection")
    }
    return notes
  }
}
