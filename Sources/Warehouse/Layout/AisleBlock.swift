/// One block of parallel aisles between a front and a back cross aisle, with bays inside the aisles.
///
/// A *section* is one bay of one aisle, on both of its sides (a picker in a narrow aisle reaches both without a step). Its number is `aisle
/// × bays + bay`; bay 0 lies at the front. The picks of a round are a set of sections: bit `s` of a mask for section `s` where there are at
/// most 64, else a word of bays for each aisle. A pick happens at the middle of its bay. The cross aisles lie at the ends of the aisles, so
/// a round goes along the front, the back and the aisles, and starts and ends at the depot, on the front.
public struct AisleBlock: Sendable, Equatable {
  public let aisles: Int
  public let bays: Int
  /// Metres of an aisle, and from the middle of one aisle to the middle of the next.
  public let length: Double
  public let width: Double
  /// Where on the front the depot lies, in aisles from the left: 0 before the first, (aisles − 1) ÷ 2 in the middle.
  public let depot: Double

  /// How much of an aisle a round needs, measured from the front; nothing for an aisle without a stop.
  struct Need {
    var isEmpty = true
    /// The stop nearest to the front, and the one farthest from it.
    var low = 0.0
    var high = 0.0
    /// The widest stretch between two neighbouring stops.
    var gap = 0.0

    mutating func add(_ y: Double) {
      if isEmpty {
        isEmpty = false
        low = y
      } else {
        gap = max(gap, y - high)
      }
      high = y
    }
  }

  /// - Precondition: 1 to 64 aisles and bays, lengths above 0 (the scenario's door refuses others).
  public init(aisles: Int, bays: Int, length: Double, width: Double, depot: LayoutPlan.Depot) {
    precondition((1...64).contains(aisles) && (1...64).contains(bays) && length > 0 && width > 0, "1 to 64 aisles and bays")
    self.aisles = aisles
    self.bays = bays
    self.length = length
    self.width = width
    self.depot = depot == .frontMiddle ? Double(aisles - 1) / 2 : 0
  }

  public var sectionCount: Int { aisles * bays }

  /// Metres from the front to the middle of a bay.
  public func depth(bay: Int) -> Double { (Double(bay) + 0.5) / Double(bays) * length }

  /// Metres on foot from the depot to a section and no further.
  public func distanceFromDepot(section: Int) -> Double {
    abs(Double(section / bays) - depot) * width + depth(bay: section % bays)
  }

  /// All sections, nearest to the depot first; equally near ones by number.
  public func sectionsByDistance() -> [Int] {
    let distance = (0..<sectionCount).map(distanceFromDepot)
    // Equal distances differ in the last bits between the left and the right side: a tolerance makes them ties.
    return (0..<sectionCount).sorted { abs(distance[$0] - distance[$1]) < 1e-9 ? $0 < $1 : distance[$0] < distance[$1] }
  }

  func need(_ aisle: Int, _ sections: UInt64) -> Need { need(bits: SectionMask(sections, bays: bays).bits(aisle)) }

  @inline(__always)
  func need(bits: UInt64) -> Need {
    var need = Need(), bits = bits
    while bits != 0 {
      need.add(depth(bay: bits.trailingZeroBitCount))
      bits &= bits - 1
    }
    return need
  }

  /// Metres of a round from the depot through `sections` and back by a route; 0 for none. Cost: a few operations a section, some
  /// forty an aisle for
  /// `exact`.
  ///
  /// - `sShape`: every aisle with a pick is walked through, the first from the front; after an odd number the last (rightmost) is
  ///   entered to its
  ///   farthest pick and left by the front.
  /// - `returning`: every aisle with a pick is entered at the front to its farthest pick and left there.
  /// - `largestGap`: the leftmost and the rightmost aisle with a pick are walked through; the others are entered from both ends up
  ///   to the widest stretch
  ///   without a pick, ends of the aisle counted. With picks in one aisle only, that one is returned from.
  /// - `exact`: the shortest round there is, by `ExactRound`.
  ///
  /// The rules are those of Hall, "Distance approximations for routing manual pickers in a warehouse", IIE Transactions 25(4), 1993.
  public func metres(_ route: LayoutPlan.Route, sections: UInt64) -> Double { metres(route, SectionMask(sections, bays: bays)) }

  /// The same for any number of sections: bit `b` of element `a` for bay `b` of aisle `a`.
  ///
  /// - Precondition: one element per aisle.
  public func metres(_ route: LayoutPlan.Route, rows: [UInt64]) -> Double { metres(route, SectionRows(rows)) }
}

extension AisleBlock: AisleGeometry {
  var aisleCount: Int { aisles }

  @inline(__always)
  func position(_ aisle: Int) -> Double { Double(aisle) }

  func firstAisle(notBefore position: Double) -> Int { Int(position.rounded(.up)) }

  @inline(__always)
  func need(_ aisle: Int, bits: UInt64) -> Need { need(bits: bits) }
}

/// The sections of a round, aisle by aisle.
protocol SectionSet {
  var isEmpty: Bool { get }
  /// The leftmost and the rightmost aisle with a pick; there is one.
  var first: Int { get }
  var last: Int { get }
  /// Bays of an aisle with a pick, bit `b` for bay `b`.
  func bits(_ aisle: Int) -> UInt64
}

/// At most 64 sections in one word.
struct SectionMask: SectionSet {
  private let mask: UInt64
  private let bays: Int

  init(_ mask: UInt64, bays: Int) {
    self.mask = mask
    self.bays = bays
  }

  var isEmpty: Bool { mask == 0 }
  var first: Int { mask.trailingZeroBitCount / bays }
  var last: Int { (63 - mask.leadingZeroBitCount) / bays }

  @inline(__always)
  func bits(_ aisle: Int) -> UInt64 { (mask >> UInt64(aisle * bays)) & (bays == 64 ? .max : (1 << UInt64(bays)) - 1) }
}

/// A word for each aisle.
struct SectionRows: SectionSet {
  private let rows: [UInt64]
  let first: Int
  let last: Int

  init(_ rows: [UInt64]) {
    self.rows = rows
    first = rows.firstIndex { $0 != 0 } ?? 0
    last = rows.lastIndex { $0 != 0 } ?? -1
  }

  var isEmpty: Bool { last < 0 }
  func bits(_ aisle: Int) -> UInt64 { rows[aisle] }
}
