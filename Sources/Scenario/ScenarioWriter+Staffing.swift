public import Warehouse

extension ScenarioWriter {
  /// The text of a scenario that extends `original` and gives the floor's pools their numbers of people.
  ///
  /// - Parameters:
  ///   - remark: a line of comment at the top: who found them and how.
  ///   - floor: with the numbers; pools are written in its order.
  ///   - places, equipment: the names of those whose numbers are written too.
  public static func staffing(
    extending original: String, at path: String, name: String, remark: String, floor: FloorPlan, places: [String] = [],
    equipment: [String] = []
  ) -> String {
    var text = self.text(extending: original, at: path, name: name, remark: remark, policies: [])
    text += "warehouse:\n  workers:\n"
    var written: Set<String> = []
    for pool in floor.pools where written.insert(pool.group).inserted {
      let parts = floor.pools.filter { $0.group == pool.group }
      // People with a part of their own count where the planner counts them: in their shift, or in the pool.
      func people(_ shift: Int?) -> Int {
        parts.reduce(0) { $0 + ($1.membership?.kind == .people && (shift == nil || $1.shift == shift) ? $1.count : 0) }
      }
      let byShift = parts.filter { $0.membership?.kind == .shift }
      let numbers = byShift.map { "\(Branch.plain(floor.shifts[$0.shift].name)): \($0.count + people($0.shift))" }
      let rest = parts.reduce(0) { $0 + ($1.membership?.kind == .people ? 0 : $1.count) } + people(nil)
      text +=
        "    \(Branch.plain(pool.group)): { \(byShift.isEmpty ? "count: \(rest)" : "shift: { \(numbers.joined(separator: ", ")) }") }\n"
    }
    if !places.isEmpty {
      text += "  places:\n"
      for place in floor.places where places.contains(place.name) { text += "    \(Branch.plain(place.name)): \(place.capacity)\n" }
    }
    if !equipment.isEmpty {
      text += "  equipment:\n"
      for one in floor.equipment ?? [] where equipment.contains(one.name) {
        text += "    \(Branch.plain(one.name)): { count: \(one.count) }\n"
      }
    }
    return text
  }
}
