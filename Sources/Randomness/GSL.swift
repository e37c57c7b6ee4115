internal import CGSL

/// What must be true of GSL before its first call: its default error handler, which aborts the process, is off.
enum GSL {
  private static let quiet: Void = { _ = gsl_set_error_handler_off() }()

  /// Touch before calling GSL; costs one load after the first time.
  @inline(__always)
  static func ready() { _ = quiet }
}
