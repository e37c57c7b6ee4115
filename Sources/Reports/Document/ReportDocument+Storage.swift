internal import Foundation

extension ReportDocument {
  /// The whole document as JSON: words, tables and the numbers behind every chart. Laid out again it gives the same pages, byte for byte,
  /// with the same version. Keys are sorted, so equal documents give equal text.
  ///
  /// - Throws: `EncodingError` for a figure that is a drawing instead of a chart.
  public func stored() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// Reads back what ``stored()`` gave.
  ///
  /// - Throws: `DecodingError` where the text is no stored document of this version's form.
  public init(stored text: String) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(ReportDocument.self, from: Data(text.utf8))
  }
}
