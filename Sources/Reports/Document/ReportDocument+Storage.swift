internal import Charts
internal import Foundation

/// A stored figure is its chart: a drawing that is code cannot be written down.
extension ReportFigure: Codable {
  private enum Key: String, CodingKey { case id, title, showsTitle, height, minimumHeight, alternative, note, chart }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      id: try values.decode(String.self, forKey: .id), title: try values.decode(String.self, forKey: .title),
      showsTitle: try values.decode(Bool.self, forKey: .showsTitle), height: try values.decode(Double.self, forKey: .height),
      minimumHeight: try values.decode(Double.self, forKey: .minimumHeight),
      alternative: try values.decodeIfPresent(String.self, forKey: .alternative), note: try values.decode(String.self, forKey: .note),
      content: .chart(try values.decode(ChartSpecification.self, forKey: .chart)))
  }

  public func encode(to encoder: any Encoder) throws {
    guard case .chart(let chart) = content else {
      throw EncodingError.invalidValue(
        id, .init(codingPath: encoder.codingPath, debugDescription: "the figure '\(id)' is drawn by code and cannot be stored"))
    }
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(id, forKey: .id)
    try values.encode(title, forKey: .title)
    try values.encode(showsTitle, forKey: .showsTitle)
    try values.encode(height, forKey: .height)
    try values.encode(minimumHeight, forKey: .minimumHeight)
    try values.encodeIfPresent(alternative, forKey: .alternative)
    try values.encode(note, forKey: .note)
    try values.encode(chart, forKey: .chart)
  }
}

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
