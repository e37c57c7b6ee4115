/// Cumulative probabilities as 64-bit fractions, a guide to where each of 2ᵏ equal stretches begins, and the values.
final class GuideTable: Sendable {
  let view: GuideView

  deinit { view.deallocate() }

  static let empty = GuideTable(cumulative: [1], values: [], first: 0, rises: [], slopes: [])

  convenience init(_ atoms: Atoms) {
    let start = atoms.values[0]
    let consecutive = atoms.values.indices.allSatisfy { atoms.values[$0] == start + Double($0) }
    self.init(cumulative: atoms.cumulative, values: consecutive ? [] : atoms.values, first: start, rises: [], slopes: [])
  }

  convenience init(_ lattice: LatticeDistribution) {
    self.init(cumulative: lattice.cdfTable(), values: [], first: Double(lattice.offset), rises: [], slopes: [])
  }

  convenience init(_ line: Polyline) {
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
    let thresholds: [UInt64] = cumulative.indices.map { i in
      let scaled = cumulative[i] * 0x1p64
      return i == cumulative.count - 1 || scaled >= 0x1p64 ? .max : UInt64(max(0, scaled))
    }
    // One stretch for each value on average, at most 2¹⁶ (256 KiB).
    var bits: UInt64 = 0
    while (1 << bits) < cumulative.count && bits < 16 { bits += 1 }
    var guide: [UInt32] = []
    guide.reserveCapacity(1 << bits)
    var index = 0
    for stretch in 0..<(UInt64(1) << bits) {
      let start = bits == 0 ? 0 : stretch << (64 - bits)
      while index < thresholds.count - 1 && thresholds[index] <= start { index += 1 }
      guide.append(UInt32(index))
    }
    view = GuideView(
      thresholds: thresholds, guide: guide, downshift: 64 - bits, values: values, first: first, rises: rises, slopes: slopes)
  }
}

/// The memory of a guide table, read without asking who owns it; whoever holds a view keeps its table.
@usableFromInline
struct GuideView: BitwiseCopyable, @unchecked Sendable {
  /// Element i is the share, in units of 2⁻⁶⁴, of draws up to and with value i; the last is all ones.
  @usableFromInline let thresholds: UnsafeMutablePointer<UInt64>
  /// For each stretch the first index that a draw inside it can have.
  @usableFromInline let guide: UnsafeMutablePointer<UInt32>
  /// 64 less the guide's bits.
  @usableFromInline let downshift: UInt64
  @usableFromInline let last: Int
  /// The values; nil when they are `first`, `first + 1`, …
  @usableFromInline let values: UnsafeMutablePointer<Double>?
  @usableFromInline let first: Double
  /// The values on whole units, from 0 up (see `Sampler.drawInteger`); nil when they follow `first`.
  @usableFromInline let wholes: UnsafeMutablePointer<Int64>?
  @usableFromInline let firstWhole: Int64
  /// For straight pieces: element i is the value at the piece's beginning, and the width in 2⁻⁶⁴ and the rise of each piece; nil for
  /// steps.
  @usableFromInline let rises: UnsafeMutablePointer<Double>?
  @usableFromInline let slopes: UnsafeMutablePointer<Double>?

  init(thresholds: [UInt64], guide: [UInt32], downshift: UInt64, values: [Double], first: Double, rises: [Double], slopes: [Double]) {
    func copy<T>(_ elements: [T]) -> UnsafeMutablePointer<T> {
      let memory = UnsafeMutablePointer<T>.allocate(capacity: max(1, elements.count))
      memory.initialize(from: elements, count: elements.count)
      return memory
    }
    self.thresholds = copy(thresholds)
    self.guide = copy(guide)
    self.downshift = downshift
    last = thresholds.count - 1
    self.values = values.isEmpty ? nil : copy(values)
    self.first = first
    wholes = values.isEmpty ? nil : copy(values.map { wholeUnits($0) })
    // Below zero everything counts as 0, but the count still starts where the values do.
    firstWhole = Int64(max(-9e15, min(9e15, (first - 0.5).rounded(.up))))
    self.rises = rises.isEmpty ? nil : copy(rises)
    self.slopes = slopes.isEmpty ? nil : copy(slopes)
  }

  func deallocate() {
    thresholds.deallocate()
    guide.deallocate()
    values?.deallocate()
    wholes?.deallocate()
    rises?.deallocate()
    slopes?.deallocate()
  }

  @usableFromInline var isStepped: Bool { slopes == nil }

  /// The index a draw of 64 bits falls on: the first whose threshold lies above the bits.
  @inlinable
  func index(bits: UInt64) -> Int {
    // `&>>` would take a shift by 64 for none.
    var i = Int(guide[Int(bits >> downshift)])
    while i < last && thresholds[i] <= bits { i += 1 }
    return i
  }

  @inlinable
  func value(bits: UInt64) -> Double {
    let i = index(bits: bits)
    if let values { return values[i] }
    return first + Double(i)
  }

  /// The value of a uniform inside (0, 1).
  @inlinable
  func value(_ u: Double) -> Double {
    let bits = UInt64(u * 0x1p64)
    guard let slopes, let rises, let values else { return value(bits: bits) }
    let i = index(bits: bits)
    let start = i == 0 ? 0 : thresholds[i - 1]
    // Never beyond the piece's end, whatever the rounding.
    let rise = Double(bits &- start) * 0x1p-64 * slopes[i]
    return values[i] + (rise < rises[i] ? rise : rises[i])
  }

  /// The whole number from 0 up that 64 bits fall on; of steps only.
  @inlinable
  func wholeValue(bits: UInt64) -> Int64 {
    let i = index(bits: bits)
    if let wholes { return wholes[i] }
    return max(0, firstWhole &+ Int64(i))
  }
}

/// A number on whole units: the nearest from 0 up, the half down.
@inlinable
func wholeUnits(_ value: Double) -> Int64 {
  let rounded = (value - 0.5).rounded(.up)
  return rounded > 0 ? (rounded < 9e18 ? Int64(rounded) : 9_000_000_000_000_000_000) : 0
}
