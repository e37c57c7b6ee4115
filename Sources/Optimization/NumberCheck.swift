/// Refusals at the door of a closed form, so that a NaN or a negative price never comes out as a number.
enum NumberCheck {
  /// - Throws: `invalid` unless the value is finite and at least 0.
  static func notNegative(_ value: Double, _ field: String) throws(OptimizationError) {
    if !value.isFinite { throw .invalid(field: field, reason: "must be a finite number") }
    if value < 0 { throw .invalid(field: field, reason: "must not be negative") }
  }

  /// - Throws: `invalid` unless the value is finite and greater than 0.
  static func positive(_ value: Double, _ field: String) throws(OptimizationError) {
    try notNegative(value, field)
    if value == 0 { throw .invalid(field: field, reason: "must be greater than 0") }
  }

  /// Prices further apart than this are told from each other by nothing: the likeliest shortage that the dearer one guards against lies
  /// beyond the tail of any law of demand that is kept, and sums of both lose the cheaper one to rounding.
  static let ratioLimit = 1e12

  /// - Throws: `invalid` where a price above 0 is more than `ratioLimit` times another.
  static func comparable(_ dear: Double, _ field: String, to cheap: Double, _ other: String) throws(OptimizationError) {
    if cheap > 0, dear / cheap > ratioLimit {
      throw .invalid(field: field, reason: "must be at most 10¹² times \(other): numbers do not tell such prices apart")
    }
  }

  /// - Throws: `invalid` unless the value is finite.
  static func finite(_ value: Double, _ field: String) throws(OptimizationError) {
    if !value.isFinite { throw .invalid(field: field, reason: "must be a finite number") }
  }
}
