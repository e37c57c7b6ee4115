public import Groundwork

/// A law compiled for drawing: one uniform number in, one value out, non-decreasing in the uniform, a few nanoseconds.
///
/// * A discrete law becomes the exact table of its probabilities with a guide to the right place (H.-C. Chen and Y. Asau, "On generating
///   random variates from an empirical distribution", 1974).
/// * A continuous law becomes cubic pieces of its inverse, in octaves towards both ends and refined until every piece agrees with the
///   exact inverse at points between its nodes to 10⁻⁶ of the value (or of a thousandth of the spread, where the value is nearer 0 than
///   that). The tails go on to 2⁻⁵³, the smallest uniform.
/// * Compound laws of continuous sizes are right to about 10⁻⁵ in probability.
///
/// Draws are non-decreasing in the uniform up to rounding in the last two digits.
public struct Sampler: Sendable {
  /// How to draw, in plain memory that `tables` owns.
  public let view: SamplerView
  private let tables: GuideTable
  private let cells: InverseTable
  /// For compound laws, whose whole-unit form is not the rounded total.
  private let units: GuideTable?
  /// The law's expectation (of the law itself, not of its whole-unit form).
  public let mean: Double

  /// Compiles a law.
  ///
  /// - Throws: `LawError` when the parameters are wrong or a table would be too large.
  /// - Complexity: microseconds for discrete laws of moderate size and for exponential and normal laws; about 10 ms for other continuous
  ///   ones.
  public init(_ law: Law) throws(LawError) {
    let form = try LawForm(checked: law)
    let mean = law.mean
    let whole = law.isInteger ? nil : try Self.unitsOfCompound(law)
    try self.init(form, law: law, mean: mean, units: whole)
  }

  /// Compiles a law on whole units, as `Law.lattice()` has it: both `draw` and `drawInteger` give whole numbers from 0 up.
  ///
  /// - Throws: as `Law.lattice`.
  public init(units law: Law) throws(LawError) {
    self.init(try law.lattice(), mean: law.mean)
  }

  /// Compiles probabilities on the integers.
  public init(_ lattice: LatticeDistribution) { self.init(lattice, mean: lattice.mean) }

  private init(_ lattice: LatticeDistribution, mean: Double) {
    self.init(kind: .table, shift: 0, scale: 1, table: GuideTable(lattice), cells: .empty, units: nil, mean: mean)
  }

  private init(
    kind: SamplerView.Kind, shift: Double, scale: Double, table: GuideTable, cells: InverseTable, units: GuideTable?, mean: Double
  ) {
    view = SamplerView(kind: kind, shift: shift, scale: scale, table: table.view, cells: cells.view, units: units?.view)
    tables = table
    self.cells = cells
    self.units = units
    self.mean = mean
  }

  private init(_ form: LawForm, law: Law, mean: Double, units: GuideTable?) throws(LawError) {
    let kind: SamplerView.Kind, own: (shift: Double, scale: Double), table: GuideTable, cells: InverseTable
    switch form {
    case .affine(let shift, let scale, let inner) where !inner.isDiscrete:
      let base = try Sampler(inner, law: .scaled(by: 1 / scale, .shifted(by: -shift, law)), mean: 0, units: nil)
      (kind, own) = (base.view.kind, (shift + scale * base.view.shift, scale * base.view.scale))
      (table, cells) = (base.tables, base.cells)
    case .constant(let c): (kind, own, table, cells) = (.constant, (c, 0), .empty, .empty)
    case .uniform(let min, let width): (kind, own, table, cells) = (.line, (min, width), .empty, .empty)
    case .normal(let mean, let sd): (kind, own, table, cells) = (.cells, (mean, sd), .empty, .normal)
    case .exponential(let mean): (kind, own, table, cells) = (.cells, (0, mean), .empty, .exponential)
    case .gamma(let shape, let size):
      (kind, own, table, cells) = (
        .cells, (0, size), .empty, InverseTable.shared(.gamma(mean: shape, sd: shape.squareRoot()), .gamma(shape: shape, scale: 1))
      )
    case .polyline(let line): (kind, own, table, cells) = (.table, (0, 1), GuideTable(line), .empty)
    default:
      if form.isDiscrete, let values = try Self.values(of: form) {
        (kind, own, table, cells) = (.table, (0, 1), GuideTable(values), .empty)
      } else {
        (kind, own, table, cells) = (.cells, (0, 1), .empty, InverseTable.shared(law, form, isInteger: law.isInteger))
      }
    }
    self.init(kind: kind, shift: own.shift, scale: own.scale, table: table, cells: cells, units: units, mean: mean)
  }

  /// A discrete law's values, or nil when there are so many that its inverse is as good as smooth.
  private static func values(of form: LawForm) throws(LawError) -> Atoms? {
    do {
      return try form.enumerated(limit: 1 << 20).map { Atoms($0) }
    } catch {
      if case .tooLarge = error { return nil }
      throw error
    }
  }

  /// The whole-unit table of a law with a compound of continuous sizes somewhere inside; nil where rounding a draw does the same.
  private static func unitsOfCompound(_ law: Law) throws(LawError) -> GuideTable? {
    func isCompound(_ law: Law) -> Bool {
      switch law {
      case .compound: true
      case .mixture(let parts): parts.contains { isCompound($0.value) }
      case .zeroInflated(_, let inner), .shifted(_, let inner): isCompound(inner)
      default: false
      }
    }
    guard isCompound(law) else { return nil }
    do {
      return GuideTable(try law.lattice())
    } catch {
      // A total of seconds or money needs no whole units; rounding it is the only sense there is.
      if case .tooLarge = error { return nil }
      if case .tooMuchWork = error { return nil }
      throw error
    }
  }

  /// The value that belongs to a uniform number: the law's inverse. Consumes exactly that one uniform.
  ///
  /// - Parameter uniform: in (0, 1); what lies outside counts as the nearest number inside.
  @inlinable public func draw(_ uniform: Double) -> Double { withExtendedLifetime(self) { view.draw(uniform) } }

  /// The whole, non-negative number that belongs to 64 random bits, by the law on whole units (see `Law.lattice`): what lies below 0 is 0.
  ///
  /// For a continuous law this is the draw of `unitInterval(bits)` rounded to the nearest unit, the half down.
  @inlinable public func drawInteger(_ bits: UInt64) -> Int64 { withExtendedLifetime(self) { view.drawInteger(bits) } }
}

extension Sampler {
  /// Compiles a law, reporting what is wrong with it as a diagnostic at a place in the user's text.
  public init(_ law: Law, named name: String, at location: SourceLocation?) throws(InputErrors) {
    do {
      try self.init(law)
    } catch {
      throw InputErrors(error.diagnostics(for: name, at: location))
    }
  }
}

extension LawError {
  /// The error in the form every input error takes.
  public func diagnostics(for name: String, at location: SourceLocation?) -> [Diagnostic] {
    switch self {
    case .invalid(let problems):
      problems.map { Diagnostic(.error, code: "law-parameter", "\(name): \($0.message)", remedy: $0.remedy, at: location) }
    case .tooLarge, .tooMuchWork:
      [Diagnostic(.error, code: "law-too-large", "\(name): \(description)", at: location)]
    }
  }
}
