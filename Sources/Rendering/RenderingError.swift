/// Why a picture or a document could not be made. Nothing half-drawn is ever returned.
public enum RenderingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The program was built with the package trait `Reports` off, so there is neither Cairo nor Pango in it.
  case unavailable
  /// A C library refused: its own words, and what was being done.
  case drawing(String, during: String)
  /// The scene cannot be drawn: a size that is not positive, not finite or too large, or a coordinate that is not a number.
  case invalidScene(String)
  /// A creation date that is not `YYYY-MM-DDThh:mm:ssZ`.
  case invalidDate(String)
  /// A structure tag, link or page was closed out of order, or left open.
  case unbalanced(String)

  public var description: String {
    switch self {
    case .unavailable:
      "this bullwhip was built without pictures; build it with the package trait 'Reports'"
        + " (needs libcairo2-dev, libpango1.0-dev, libfontconfig-dev)"
    case .drawing(let words, let action): "\(action) failed: \(words)"
    case .invalidScene(let words): "the picture cannot be drawn: \(words)"
    case .invalidDate(let text): "'\(text)' is not a date of the form 2026-01-05T09:00:00Z"
    case .unbalanced(let words): "the document's structure does not close: \(words)"
    }
  }
}
