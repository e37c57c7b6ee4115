public import Warehouse

extension ScenarioWriter {
  /// The text of a scenario that extends `original` and gives the floor's pools their numbers of people.
  ///
  /// - Parameters:
  ///   - remark: a line of comment at the top: who found them and how.
  ///   - floor: with the numbers; pools are written in its order.
  ///   - byHour: of each pool people in hours 0 to 23, nil where all may be there; empty = no pool says so.
  ///   - places, equipment: the names of those whose numbers are written too.
  public static func staffing(
    extending original: String, at path: String, name: String, remark: String, floor: FloorPlan, byHour: [[Int?]] = [],
    places: [String] = [], equipment: [String] = []
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
      let counts = byShift.isEmpty ? "count: \(rest)" : "shift: { \(numbers.joined(separator: ", ")) }"
      text += "    \(Branch.plain(pool.group)): { \(counts)\(hours(pool.group, floor, byHour)) }\n"
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

  /// `, on-floor: { 6: 2, 7: 4 }`, for each shift where the pool has people in several.
  private static func hours(_ group: String, _ floor: FloorPlan, _ byHour: [[Int?]]) -> String {
    if byHour.isEmpty { return "" }
    let parts = floor.pools.indices.filter { floor.pools[$0].group == group && floor.pools[$0].membership?.kind != .people }
    let tables = parts.compactMap { p -> (shift: String, hours: String)? in
      let hours = byHour[p].enumerated().compactMap { hour, most in most.map { "\(hour): \($0)" } }
      return hours.isEmpty ? nil : (Branch.plain(floor.shifts[floor.pools[p].shift].name), hours.joined(separator: ", "))
    }
    if tables.isEmpty { return "" }
    if parts.count == 1 { return ", on-floor: { \(tables[0].hours) }" }
    return ", on-floor: { \(tables.map { "\($0.shift): { \($0.hours) }" }.joined(separator: ", ")) }"
  }
}
