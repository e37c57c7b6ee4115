/// Cumulative probabilities as 64-bit fractions, a guide to where each of 2ᵏ equal stretches begins, and the values.
@usableFromInline
struct GuideTable: Sendable {
  /// Element i is the share, in units of 2⁻⁶⁴, of draws up to and with value i; the last is all ones.
  @usableFromInline let thresholds: [UInt64]
  /// For each stretch the first index that a draw inside it can have.
  @usableFromInline let guide: [UInt32]
  /// 64 less the guide's bits.
  @usableFromInline let downshift: UInt64
  /// The values, or empty when they are `first`, `first + 1`, …
  @usableFromInline let values: [Double]
  @usableFromInline let first: Double
  /// For straight pieces: element i is the value at the piece's beginning, and the width in 2⁻⁶⁴ and the rise of each piece; empty for
  /// steps.
  @usableFromInline let rises: [Double]
  @usableFromInline let slopes: [Double]

  static let empty = GuideTable(cumulative: [1], values: [], first: 0, rises: [], slopes: [])

  init(_ atoms: Atoms) {
    let start = atoms.values[0]
    let consecutive = atoms.values.indices.allSatisfy { atoms.values[$0] == start + Double($0) }
    self.init(cumulative: atoms.cumulative, values: consecutive ? [] : atoms.values, first: start, rises: [], slopes: [])
  }

  init(_ lattice: LatticeDistribution) {
    self.init(cumulative: lattice.cdfTable(), values: [], first: Double(lattice.offset), rises: [], slopes: [])
  }

  init(_ line: Polyline) {
    var cumulative: [Double] = [], values: [Double] = [], rises: [Double] = [], slopes: [Double] = []
    for i in line.x.indices.dropFirst() where line.u[i] > line.u[i - 1] {
      cumulative.append(line.u[i])
      values.append(line.x[i - 1])
      rises.append(line.x[i] - line.x[i - 1])
      slopes.append((line.x[i] - line.x[i - 1]) / (line.u[i] - line.u[i - 1]))
    }
    self.init(cumulative: cumulative, values: values, first: 0, rises: rises, slopes: slopes)
  }

  private init(cumulative: [Double], values: [Double], first: Double, rises: [Double], slopes: [Double]) {
    thresholds = cumulative.indices.map { i in
      let scaled = cumulative[i] * 0x1p64
      return i == cumulative.count - 1 || scaled >= 0x1p64 ? .max : UInt64(max(0, scaled))
    }
    // One stretch for each value on average, at most 2¹⁶ (256 KiB).
    var bits: UInt64 = 0
    while (1 << bits) < cumulative.count && bits < 16 { bits += 1 }
    downshift = 64 - bits
    var guide: [UInt32] = []
    guide.reserveCapacity(1 << bits)
    var index = 0
    for stretch in 0..<(UInt64(1) << bits) {
      let start = bits == 0 ? 0 : stretch << (64 - bits)
      while index < thresholds.count - 1 && thresholds[index] <= start { index += 1 }
      guide.append(UInt32(index))
    }
    self.guide = guide
    self.values = values
    self.first = first
    self.rises = rises
    self.slopes = slopes
  }

  @usableFromInline var isStepped: Bool { slopes.isEmpty }

  /// The index a draw of 64 bits falls on: the first whose threshold lies above the bits.
  @inlinable
  func index(bits: UInt64) -> Int {
    // `&>>` would take a shift by 64 for none.
    var i = Int(guide[Int(bits >> downshift)])
    let last = thresholds.count - 1
    while i < last && thresholds[i] <= bits { i += 1 }
    return i
  }

  @inlinable
  func value(bits: UInt64) -> Double {
    let i = index(bits: bits)
    return values.isEmpty ? first + Double(i) : values[i]
  }

  /// The value of a uniform inside (0, 1).
  @inlinable
  func value(_ u: Double) -> Double {
    let bits = UInt64(u * 0x1p64)
    if slopes.isEmpty { return value(bits: bits) }
    let i = index(bits: bits)
    let start = i == 0 ? 0 : thresholds[i - 1]
    // Never beyond the piece's end, whatever the rounding.
    let rise = Double(bits &- start) * 0x1p-64 * slopes[i]
    return values[i] + (rise < rises[i] ? rise : rises[i])
  }
}
