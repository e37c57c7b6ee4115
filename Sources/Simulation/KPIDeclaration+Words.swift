extension KPIDeclaration {
  /// What the dictionary says of the direction: `more is worse`.
  var worseInWords: String {
    switch worse {
    case .up: "more"
    case .down: "less"
    case .neither: "neither"
    }
  }

  /// `0 to 100 %`, `from 0`, `any`
  public var rangeInWords: String {
    switch range {
    case .ofOne: "0 to 100 %"
    case .notNegative: unit == .share ? "from 0 %" : "from 0"
    case .any: "any"
    }
  }

  /// Whether a result can be `value`, in the measure's own unit.
  public func canBe(_ value: Double) -> Bool {
    switch range {
    case .ofOne: (0...1).contains(value)
    case .notNegative: value >= 0
    case .any: value.isFinite
    }
  }

  /// A condition on the measure as a scenario writes it under `targets:`: `fill-rate: ">= 95 %"`.
  public var example: String {
    var name = id
    for (part, own) in Self.exampleNames where name.hasPrefix(part + ".") { name = own + name.dropFirst(part.count) }
    return "\(name): \"\(worse == .down ? ">=" : "<=") \(exampleValue)\""
  }

  /// Names that a scenario could give to what the dictionary has in capitals.
  private static let exampleNames = [
    ("STATION", "pack"), ("CARRIER", "parcels"), ("POOL", "pickers"), ("EQUIPMENT", "forklifts"), ("STREAM", "web"),
  ]

  private var exampleValue: String {
    switch unit {
    case .moneyPerWeek: "19000 GBP/week"
    case .money: "250000 GBP"
    case .share: worse == .up ? "5 %" : worse == .down ? "95 %" : "85 %"
    case .hours: "36 h"
    case .minutes: "10 min"
    case .days: "5 d"
    case .units: "200 units"
    case .orders: "20 orders"
    case .jobs: "20"
    case .ratio: "1.5"
    case .people: "8"
    case .perYear, .perItemYear: "8 /year"
    case .perWeek: "40 /week"
    case .unitsPerWeek: "20 units/week"
    case .linesPerDay: "20 lines/day"
    case .perHour: "60 /h"
    case .metres: "12 m"
    case .hoursPerWeek: "6 h/week"
    }
  }
}
