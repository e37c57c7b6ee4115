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

  /// - Throws: `invalid` unless the value is finite.
  static func finite(_ value: Double, _ field: String) throws(OptimizationError) {
    if !value.isFinite { throw .invalid(field: field, reason: "must be a finite number") }
  }
}
