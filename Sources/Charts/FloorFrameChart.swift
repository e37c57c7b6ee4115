internal import Groundwork

/// A floor at one moment: what waits before each step, who works there, who is free, which units are in use. Every dot is so many waiting
/// things, every figure one person.
public struct FloorFrameChart: Chart, Hashable, Codable {
  /// What somebody (or a machine that works alone) is doing.
  public enum State: String, Sendable, Hashable, Codable, CaseIterable {
    case working, free, blocked, down, onBreak, absent
  }

  public struct Step: Sendable, Hashable, Codable {
    public var name: String
    /// Beneath the name, such as `longest wait 1 h 28 min`.
    public var detail: String
    public var waiting: Int
    /// How many of those who wait are past their time.
    public var late: Int
    /// Those at work here.
    public var seats: [State]
    /// How many places there are; nil = no limit is drawn.
    public var places: Int?
    /// At the foot, such as `all 7 benches taken`.
    public var note: String
    public init(
      _ name: String, detail: String = "", waiting: Int, late: Int = 0, seats: [State] = [], places: Int? = nil, note: String = ""
    ) {
      self.name = name
      self.detail = detail
      self.waiting = waiting
      self.late = late
      self.seats = seats
      self.places = places
      self.note = note
    }
  }

  /// Steps that follow each other.
  public struct Flow: Sendable, Hashable, Codable {
    public var name: String
    public var steps: [Step]
    public init(_ name: String, steps: [Step]) {
      self.name = name
      self.steps = steps
    }
  }

  /// People who belong together.
  public struct Group: Sendable, Hashable, Codable {
    public var name: String
    public var members: [State]
    public var note: String
    public init(_ name: String, members: [State], note: String = "") {
      self.name = name
      self.members = members
      self.note = note
    }
  }

  /// Units of one kind.
  public struct Units: Sendable, Hashable, Codable {
    public var name: String
    public var used: Int
    public var free: Int
    public var down: Int
    /// nil = none.
    public var charging: Int?
    public init(_ name: String, used: Int, free: Int, down: Int, charging: Int = 0) {
      self.name = name
      self.used = used
      self.free = free
      self.down = down
      self.charging = charging > 0 ? charging : nil
    }
  }

  /// Aisles from above: in how many rounds that are under way each section is walked to. Number = aisle × bays + bay.
  public struct Aisles: Sendable, Hashable, Codable {
    public var title: String
    public var aisles: Int
    public var bays: Int
    public var rounds: [Int]
    public init(_ title: String, aisles: Int, bays: Int, rounds: [Int]) {
      self.title = title
      self.aisles = aisles
      self.bays = bays
      self.rounds = rounds
    }
  }

  public var caption: Caption
  public var evidence: Evidence
  public var flows: [Flow]
  public var groups: [Group]
  public var units: [Units]
  public var aisles: Aisles?
  /// What a dot is, such as `order`.
  public var noun: String

  public init(
    flows: [Flow], groups: [Group], units: [Units] = [], aisles: Aisles? = nil, noun: String = "order", evidence: Evidence = .deterministic,
    caption: Caption = Caption()
  ) {
    self.flows = flows
    self.groups = groups
    self.units = units
    self.aisles = aisles
    self.noun = noun
    self.evidence = evidence
    self.caption = caption
  }

  public var neutralTitle: String { "The floor at one moment" }
  public var neutralSubtitle: String { "What waits before each step, who works there, and who is free." }
  public var emptyMessage: String? { flows.allSatisfy { $0.steps.isEmpty } ? "There is no floor to show" : nil }

  public var defect: String? {
    for step in flows.flatMap(\.steps) {
      if step.waiting < 0 || step.late < 0 || step.late > step.waiting {
        return "“\(step.name)” has \(step.late) late of \(step.waiting) waiting"
      }
    }
    for unit in units where min(unit.used, unit.free, unit.down, unit.charging ?? 0) < 0 {
      return "“\(unit.name)” has a negative number of units"
    }
    if let aisles, aisles.rounds.count != aisles.aisles * aisles.bays || aisles.aisles < 1 || aisles.bays < 1 {
      return "\(aisles.rounds.count) counts for \(aisles.aisles) aisles of \(aisles.bays) bays"
    }
    return nil
  }

  public var summary: String {
    let steps = flows.flatMap(\.steps).map { step in
      let at = step.seats.isEmpty ? "" : ", \(step.seats.count) at work"
      return "\(step.name): \(step.waiting) waiting\(step.late > 0 ? " (\(step.late) late)" : "")\(at)"
    }
    return "Picture of a floor at one moment. " + steps.joined(separator: "; ")
  }

  public var dataTable: DataTable {
    var rows: [[DataTable.Cell]] = []
    func row(_ kind: String, _ name: String, _ what: String, _ count: Int) {
      rows.append([.text(kind), .text(name), .text(what), .number(Double(count))])
    }
    for step in flows.flatMap(\.steps) {
      row("step", step.name, "waiting", step.waiting)
      row("step", step.name, "late", step.late)
      for state in State.allCases where step.seats.contains(state) { row("step", step.name, state.name, step.seats.count { $0 == state }) }
      if let places = step.places { row("step", step.name, "places", places) }
    }
    for group in groups {
      for state in State.allCases where group.members.contains(state) {
        row("people", group.name, state.name, group.members.count { $0 == state })
      }
    }
    for unit in units {
      row("equipment", unit.name, "in use", unit.used)
      row("equipment", unit.name, "free", unit.free)
      row("equipment", unit.name, "down", unit.down)
      if let charging = unit.charging { row("equipment", unit.name, "charging", charging) }
    }
    if let aisles {
      for (section, count) in aisles.rounds.enumerated() where count > 0 {
        row("aisle \(section / aisles.bays + 1)", "bay \(section % aisles.bays + 1)", "rounds", count)
      }
    }
    return DataTable(columns: ["kind", "name", "what", "count"], rows: rows)
  }

  static let lineHeight = 132.0
  static let groupHeight = 23.0

  /// Cards beside each other that fit a width.
  static func columns(_ width: Double) -> Int { max(1, Int((width + 16) / (118 + 16))) }

  /// A good height of the whole picture at a width.
  public func preferredHeight(width: Double) -> Double {
    let columns = Self.columns(width - 48)
    let lines = flows.reduce(0) { $0 + ($1.steps.count + columns - 1) / max(1, columns) }
    let names = flows.count > 1 ? 16.0 * Double(flows.count) : 0
    return 162 + Double(lines) * Self.lineHeight + names + bottomHeight
  }

  /// What the band of people, units and aisles takes.
  var bottomHeight: Double {
    let people = Self.groupHeight * Double(groups.count), beside = 20.0 * Double(units.count) + (aisles == nil ? 0 : 96)
    return groups.isEmpty && units.isEmpty && aisles == nil ? 0 : 26 + max(people, beside)
  }
}

extension FloorFrameChart.State {
  /// In a legend.
  var name: String {
    switch self {
    case .working: "At work"
    case .free: "Free"
    case .blocked: "Done, no room"
    case .down: "Equipment down"
    case .onBreak: "On break"
    case .absent: "Absent"
    }
  }
}
