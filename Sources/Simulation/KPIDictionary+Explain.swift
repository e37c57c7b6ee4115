extension KPIDictionary {
  /// What a study tells of its scenarios that is no number of one replication.
  public struct StudyMeasure: Sendable {
    public let id: String
    public let title: String
    /// What it is: a name, or money.
    public let unit: String
    public let meaning: String
  }

  /// In `run`'s table: the station with the largest utilisation.
  public static let bottleneck = StudyMeasure(
    id: "bottleneck", title: "busiest station", unit: "name",
    meaning: "The station with the largest STATION.utilisation, and that share. The busiest one need not be what holds the orders up: `run --bottleneck` measures "
      + "by simulation, with interval, what a tenth more capacity of each station and pool brings.")

  /// In the report and the inventory projection: what a change of policies sets free.
  public static let releasedCapital = StudyMeasure(
    id: "released-capital", title: "released capital", unit: "money",
    meaning: "Mean stock value (stock.value) of the base − that of the alternative, on pairs of replications; the way there is simulated from today's stock on.")

  /// Behind every difference.
  public static let verdict = StudyMeasure(
    id: "verdict", title: "verdict", unit: "word",
    meaning: "What a paired difference to the base says: better or worse, its whole interval lies on that side of zero; negligible (in files `no change`), its "
      + "whole interval lies within what does not matter, 0.2 points of a share and 0.5 % of the base of anything else; cannot tell, neither, and the "
      + "number behind it is how many replications would settle it by the spread seen so far.")

  public static let studyMeasures = [bottleneck, releasedCapital, verdict]

  /// What `bullwhip explain KPI` prints; nil for an unknown name. Accepts `packing.utilisation` as well as `STATION.utilisation`, and titles
  /// as tables print them.
  public static func explain(_ id: String) -> String? {
    let asked = ["cannot tell", "negligible", "no change"].contains(id) ? verdict.id : id
    if let measure = studyMeasures.first(where: { $0.id == asked || $0.title == asked }) {
      return "\(measure.id): \(measure.title) [\(measure.unit)]\n\(measure.meaning)"
    }
    guard let declaration = declaration(like: id) ?? declarations.first(where: { $0.title == id }) else { return nil }
    let worse = declaration.worse == .neither ? "neither direction is worse by itself" : "\(declaration.worseInWords) is worse"
    return "\(declaration.id): \(declaration.title) [\(declaration.unit.rawValue)], \(declaration.rangeInWords), \(worse)\n"
      + "\(declaration.meaning)\nfor example  targets: { \(declaration.example) }"
  }

  /// What the dictionary says of a KPI, or of the family it belongs to; nil for a name that no plan has.
  public static func declaration(like id: String) -> KPIDeclaration? {
    var found = declarations.first { $0.id == id }
    if found == nil, let dot = id.firstIndex(of: ".") {
      let tail = id[id.index(after: dot)...]
      for prefix in ["STATION", "CARRIER", "POOL", "EQUIPMENT", "STREAM"] where found == nil {
        found = declarations.first { $0.id == "\(prefix).\(tail)" }
      }
    }
    return found
  }
}
