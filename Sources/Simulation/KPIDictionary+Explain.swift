extension KPIDictionary {
  /// What `bullwhip explain KPI` prints; nil for an unknown name. Accepts `packing.utilisation` as well as `STATION.utilisation`.
  public static func explain(_ id: String) -> String? {
    guard let declaration = declaration(like: id) else { return nil }
    let worse =
      switch declaration.worse {
      case .up: "more is worse"
      case .down: "less is worse"
      case .neither: "neither direction is worse by itself"
      }
    return "\(declaration.id): \(declaration.title) [\(declaration.unit.rawValue)], \(worse)\n\(declaration.meaning)"
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
