public import Kernel

/// How goods are kept on a floor, beyond the rule that says which item lies where.
public struct StoragePlan: Sendable, Equatable, Codable {
  /// An amount of an item: units, or days of its mean demand.
  public enum Amount: Sendable, Equatable, Codable {
    case units(Int64)
    case days(Double)

    /// Whole units, rounded up.
    ///
    /// - Parameter perDay: mean demand, units a day; 0 or more.
    public func units(perDay: Double) -> Int64 {
      switch self {
      case .units(let units): units
      case .days(let days): Int64(min((days * perDay).rounded(.up), 1e15))
      }
    }
  }

  /// Pick faces: what lies ready to be picked of each item; the rest of its stock is the reserve.
  public struct Faces: Sendable, Equatable, Codable {
    /// What a face has room for; at least one unit of each item.
    public var room: Amount
    /// With fewer units free on the face than this a replenishment is called for.
    public var below: Amount
    /// The step of kind `.upkeep` that brings goods from the reserve to the face.
    public var step: Int

    public init(room: Amount, below: Amount, step: Int) {
      self.room = room
      self.below = below
      self.step = step
    }
  }

  /// Items change places by what was asked of them since the last time.
  public struct Reslotting: Sendable, Equatable, Codable {
    public var every: SimTime
    /// Items moved each time, at most; two change places in one task.
    public var moves: Int
    /// The step of kind `.upkeep` that moves them.
    public var step: Int

    public init(every: SimTime, moves: Int, step: Int) {
      self.every = every
      self.moves = moves
      self.step = step
    }
  }

  /// What new items cost beside their put-away.
  public struct Newcomers: Sendable, Equatable, Codable {
    /// The step of kind `.upkeep` that makes a place for one at its introduction; nil = none.
    public var slottingStep: Int?
    /// The work of picking a line of an unfamiliar item takes so many times as long; at least 1.
    public var factor: Double
    /// An item is unfamiliar for its first lines, or so long after its launch; nil = the other says.
    public var lines: Int64?
    public var span: SimTime?

    public init(slottingStep: Int? = nil, factor: Double = 1, lines: Int64? = nil, span: SimTime? = nil) {
      self.slottingStep = slottingStep
      self.factor = factor
      self.lines = lines
      self.span = span
    }
  }

  /// nil = orders are picked from all of the stock.
  public var faces: Faces?
  /// nil = items stay where they are.
  public var reslotting: Reslotting?
  /// nil = new items cost no more than others.
  public var newcomers: Newcomers?

  public init() {}
}

extension FloorPlan {
  /// The step that takes goods from their places: the first of the customers' orders at which somebody, or a machine, works; nil without
  /// any.
  public var pickingStep: Int? { outbound.first { steps[$0].kind == .outbound } }
}

/// What a floor must know of an item it keeps: one element per stock point, in their order. Units.
public struct KeptItem: Sendable, BitwiseCopyable {
  /// Hash of its name: the source of draws that belong to it.
  public var source: UInt64
  /// Mean demand, units a day.
  public var perDay: Double
  public var stock: Int64
  /// Whether its stock never ends; `stock` is then of no account.
  public var isEndless: Bool
  /// Its slot, where it lies on the layout.
  public var slot: Int
  /// Whether it is kept on this floor.
  public var isHere: Bool
  /// Its zone, an index into the floor's zones; -1 = none.
  public var zone: Int

  public init(source: UInt64, perDay: Double, stock: Int64, isEndless: Bool, slot: Int = 0, isHere: Bool = true, zone: Int = -1) {
    self.source = source
    self.perDay = perDay
    self.stock = stock
    self.isEndless = isEndless
    self.slot = slot
    self.isHere = isHere
    self.zone = zone
  }
}
