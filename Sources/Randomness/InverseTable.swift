internal import Synchronization

/// The inverse of a continuous distribution function as cubic pieces.
///
/// Both halves of (0, 1) are divided into octaves of the distance to their end, so that tails are as fine as the middle: 16 cells an
/// octave down to 2⁻¹⁰, 4 from there to 2⁻⁵³. A cell's number is read off the exponent and the leading bits of the distance. A cell whose
/// cubic misses the exact inverse between its nodes, or is not monotone, is divided in eight, down to a width of 10⁻¹³ in probability;
/// there it becomes a straight piece. Atoms, gaps and kinks need no special care that way.
@usableFromInline
final class InverseTable: Sendable {
  let view: InverseView

  deinit { view.cells.deallocate() }

  /// value = a + t·(b + t·(c + t·d)), t in [0, 1) from the cell's outer edge inwards; or, where d is NaN, eight cells starting at index
  /// `a`.
  @usableFromInline
  struct Cell: BitwiseCopyable, Sendable {
    @usableFromInline var a, b, c, d: Double
    @usableFromInline
    init(_ a: Double, _ b: Double, _ c: Double, _ d: Double) { (self.a, self.b, self.c, self.d) = (a, b, c, d) }
  }

  /// Octaves 2⁻¹⁰ … 2⁻² of the distance with 16 cells each, 2⁻⁵³ … 2⁻¹¹ with 4.
  @usableFromInline static let fineOctaves = 9
  @usableFromInline static let coarseOctaves = 43
  @usableFromInline static var half: Int { fineOctaves * 16 + coarseOctaves * 4 + 1 }

  static let empty = InverseTable(cells: [])
  static let normal = InverseTable(.normal(mean: 0, sd: 1))
  static let exponential = InverseTable(.exponential(mean: 1))

  /// Tables made before, since the scenarios of a study share most of their laws. A table depends on its law alone, so who made it first
  /// changes nothing.
  private static let made = Mutex<[Law: InverseTable]>([:])
  private static let mostKept = 512

  /// The table of a law, made once.
  static func shared(_ law: Law, _ form: LawForm, isInteger: Bool = false) -> InverseTable {
    if let known = made.withLock({ $0[law] }) { return known }
    let table = InverseTable(form, isInteger: isInteger)
    made.withLock { if $0.count < mostKept { $0[law] = table } }
    return table
  }

  private init(cells: [Cell]) { view = InverseView(cells) }

  // MARK: Building

  /// Tabulates the inverse of a form.
  ///
  /// - Parameter isInteger: the values are whole numbers, so close together that half a step does not matter.
  init(_ form: LawForm, isInteger: Bool = false) {
    var builder = Builder(form: form, isInteger: isInteger)
    for isUpper in [false, true] {
      for octave in -53...(-2) {
        let count = octave >= -10 ? 16 : 4
        let base = Double(sign: .plus, exponent: octave, significand: 1)
        for i in 0..<count {
          builder.appendTop(isUpper, from: base * (1 + Double(i) / Double(count)), to: base * (1 + Double(i + 1) / Double(count)))
        }
      }
      // The single point ½.
      let middle = builder.exact(isUpper, 0.5)
      builder.cells.append(Cell(middle, 0, 0, 0))
    }
    builder.divideAll()
    view = InverseView(builder.cells)
  }

  private struct Builder {
    let form: LawForm
    let isInteger: Bool
    let median: Double
    /// Half the distance between the outer tenths.
    let spread: Double
    var cells: [Cell] = []
    private var open: [(index: Int, isUpper: Bool, from: Double, to: Double)] = []

    init(form: LawForm, isInteger: Bool) {
      self.form = form
      self.isInteger = isInteger
      median = form.quantile(.lower(0.5))
      spread = (form.quantile(.upper(0.1)) - form.quantile(.lower(0.1))) / 2
    }

    /// What an error at x is measured against: x itself near 0, the distance from the median far out, never less than a thousandth of the
    /// spread. So a law far from 0 is as exact as the same law near 0.
    func yardstick(_ x: Double) -> Double { max(min(abs(x), abs(x - median) + spread), 1e-3 * spread) }

    /// The inverse at a distance from the lower or upper end, without its last digits, which are not the same on every processor.
    func exact(_ isUpper: Bool, _ distance: Double) -> Double {
      let x = form.quantile(isUpper ? .upper(distance) : .lower(distance))
      guard abs(x) < 1e300 else { return x > 0 ? 1e300 : -1e300 }
      let unit = quantum(x)
      return unit > 1e-290 ? (x / unit).rounded() * unit : x
    }

    /// 2⁻³⁶ of the value or its distance from the middle, but no finer than x can be known.
    private func quantum(_ x: Double) -> Double {
      let yard = max(min(abs(x), abs(x - median) + spread) * 0x1p-36, abs(x) * 0x1p-46)
      return yard > 0 ? Double(sign: .plus, exponent: yard.exponent, significand: 1) : 0
    }

    mutating func appendTop(_ isUpper: Bool, from: Double, to: Double) {
      cells.append(Cell(0, 0, 0, 0))
      open.append((cells.count - 1, isUpper, from, to))
    }

    /// Fits every open cell; one that cannot be fitted is divided, and its parts are open in turn.
    mutating func divideAll() {
      while let (index, isUpper, from, to) = open.popLast() {
        if let cell = fit(isUpper, from, to) {
          cells[index] = cell
        } else {
          cells[index] = Cell(Double(cells.count), 0, 0, .nan)
          for i in 0..<8 {
            appendTop(isUpper, from: from + (to - from) * Double(i) / 8, to: i == 7 ? to : from + (to - from) * Double(i + 1) / 8)
          }
        }
      }
    }

    /// The error allowed at x in a cell whose values rise by `rise`.
    ///
    /// A small share of the rise bounds the error in probability, relative to the distance from the end: where a law crowds at its end (a
    /// gamma law of shape 0.05 has half of its draws below 10⁻⁷) an error that is small beside the spread is large in probability. Beyond
    /// 10⁻⁷ nobody can see it, and it may be larger.
    private func allowance(_ x: Double, rise: Double, at distance: Double) -> Double {
      max(min(2e-7 * yardstick(x), (distance < 1e-7 ? 1e-3 : 5e-6) * abs(rise)), 4 * quantum(x), isInteger ? max(0.5, 1e-6 * spread) : 0)
    }

    /// The straight line or the cubic through points of the cell that is monotone and right between them; nil when neither is.
    private func fit(_ isUpper: Bool, _ from: Double, _ to: Double) -> Cell? {
      let width = to - from
      let y0 = exact(isUpper, from), y3 = exact(isUpper, to)
      if y0 == y3 { return Cell(y0, 0, 0, 0) }
      let y1 = exact(isUpper, from + width / 3), y2 = exact(isUpper, from + width * 2 / 3)
      let straight = Cell(y0, y3 - y0, 0, 0)
      let rise = y3 - y0
      if abs(y1 - (2 * y0 + y3) / 3) <= allowance(y1, rise: rise, at: to), abs(y2 - (y0 + 2 * y3) / 3) <= allowance(y2, rise: rise, at: to)
      {
        return straight
      }
      if let cubic = cubic(y0, y1, y2, y3) {
        let isRight = [1.0 / 6, 0.5, 5.0 / 6].allSatisfy { t in
          let y = exact(isUpper, from + width * t)
          return abs(cubic.a + t * (cubic.b + t * (cubic.c + t * cubic.d)) - y) <= allowance(y, rise: rise, at: to)
        }
        if isRight { return cubic }
      }
      // Whole numbers so dense that a straight stretch over some of them is right to a hundred-thousandth of the spread; and a bound on
      // memory, whatever the law.
      if isInteger && abs(rise) <= 1e-5 * spread || cells.count > 100_000 { return straight }
      return width < 1e-13 || width < from * 1e-6 ? straight : nil
    }

    /// Newton's form on 0, ⅓, ⅔, 1; nil when the slope changes its sign in between.
    private func cubic(_ y0: Double, _ y1: Double, _ y2: Double, _ y3: Double) -> Cell? {
      let d1 = y1 - y0, d2 = y2 - 2 * y1 + y0, d3 = y3 - 3 * y2 + 3 * y1 - y0
      let b = 3 * d1 - 1.5 * d2 + d3
      let c = 4.5 * d2 - 4.5 * d3
      let d = 4.5 * d3
      let sign: Double = y3 > y0 ? 1 : -1
      var least = min(sign * b, sign * (b + 2 * c + 3 * d))
      if d != 0 {
        let t = -c / (3 * d)
        if t > 0 && t < 1 { least = min(least, sign * (b + 2 * c * t + 3 * d * t * t)) }
      }
      return least < 0 ? nil : Cell(y0, b, c, d)
    }
  }
}

/// The memory of an inverse, read without asking who owns it; whoever holds a view keeps its table.
@usableFromInline
struct InverseView: BitwiseCopyable, @unchecked Sendable {
  /// Cells of the lower half, then of the upper half, each from the end inwards; then the divided cells' eighths.
  @usableFromInline let cells: UnsafeMutablePointer<InverseTable.Cell>

  init(_ cells: [InverseTable.Cell]) {
    self.cells = .allocate(capacity: max(1, cells.count))
    self.cells.initialize(from: cells, count: cells.count)
  }

  /// The inverse at u in [2⁻⁵³, 1 − 2⁻⁵³].
  @inlinable
  func value(_ u: Double) -> Double {
    // The distance to the nearer end; exact, since u ≥ ½ has no digit below 2⁻⁵³.
    let upper = u > 0.5
    let distance = upper ? 1 - u : u
    let bits = distance.bitPattern
    var index: Int, t: Double
    if distance >= 0x1p-10 {
      // Exponents −10 … −1, of which −1 is the single point ½.
      index = Int(truncatingIfNeeded: bits >> 48) &- (1013 &* 16)
      t = Double(bits & 0x0000_FFFF_FFFF_FFFF) * 0x1p-48
      index += InverseTable.coarseOctaves * 4
    } else {
      index = Int(truncatingIfNeeded: bits >> 50) &- (970 &* 4)
      t = Double(bits & 0x0003_FFFF_FFFF_FFFF) * 0x1p-50
    }
    if upper { index += InverseTable.half }
    var cell = cells[index]
    while cell.d != cell.d {
      let scaled = t * 8
      let eighth = Int(scaled)
      t = scaled - Double(eighth)
      cell = cells[Int(cell.a) + eighth]
    }
    return cell.a + t * (cell.b + t * (cell.c + t * cell.d))
  }
}
