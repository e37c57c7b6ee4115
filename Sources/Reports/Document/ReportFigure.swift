public import Charts

/// A numbered picture that flows to the width of the column. It is laid out for the place it gets, never scaled.
public struct ReportFigure: Sendable {
  /// What is drawn.
  public enum Content: Sendable {
    /// A chart of the catalogue: a value, so that the report can be stored.
    case chart(ChartSpecification)
    /// Anything else that lays itself out for a width and height in points. It lives as long as the program.
    case drawing(@Sendable (_ width: Double, _ height: Double, _ measurer: any TextMeasurer) throws -> Scene)
  }

  /// For references; unique in a report.
  public var id: String
  /// Its name in the outline and in the list of figures; drawn above the picture only when `showsTitle`.
  public var title: String
  public var showsTitle: Bool
  /// The height it would like, points.
  public var height: Double
  /// The least height it can take when a page is almost full.
  public var minimumHeight: Double
  /// What stands for the picture; nil: the scene's own alternative text.
  public var alternative: String?
  /// A remark under the picture.
  public var note: String
  public var content: Content

  public init(
    id: String, title: String, showsTitle: Bool = false, height: Double = 270, minimumHeight: Double? = nil, alternative: String? = nil,
    note: String = "", scene: @escaping @Sendable (_ width: Double, _ height: Double, _ measurer: any TextMeasurer) throws -> Scene
  ) {
    self.init(
      id: id, title: title, showsTitle: showsTitle, height: height, minimumHeight: minimumHeight, alternative: alternative, note: note,
      content: .drawing(scene))
  }

  public init(
    id: String, title: String, showsTitle: Bool = false, height: Double = 270, minimumHeight: Double? = nil, alternative: String? = nil,
    note: String = "", content: Content
  ) {
    self.id = id
    self.title = title
    self.showsTitle = showsTitle
    self.height = height
    self.minimumHeight = minimumHeight ?? height * 0.76
    self.alternative = alternative
    self.note = note
    self.content = content
  }

  /// The picture for a place.
  func scene(_ width: Double, _ height: Double, _ measurer: any TextMeasurer) throws -> Scene {
    switch content {
    case .chart(let specification): try specification.chart.scene(size: Size(width, height), mode: .report, measurer: measurer)
    case .drawing(let draw): try draw(width, height, measurer)
    }
  }
}

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
