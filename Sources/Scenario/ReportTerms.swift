public import Groundwork

/// For whom a report is written, by whom, and who decides until when: words of its cover and its advice. No number depends on them.
public struct ReportTerms: Sendable, Equatable {
  /// A picture for the cover.
  public struct Logo: Sendable, Equatable {
    /// A whole PNG file.
    public var png: [UInt8]
    /// Pixels, as the file's head tells them.
    public var width: Int
    public var height: Int
    /// Where the file is named.
    public var place: SourceLocation

    /// - Returns: nil where the bytes do not begin and end as a PNG file of 1 to 20 000 pixels a side does.
    public init?(png: [UInt8], place: SourceLocation) {
      let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      guard png.count >= 45, png.starts(with: signature), png[12..<16].elementsEqual("IHDR".utf8),
        png.suffix(8).prefix(4).elementsEqual("IEND".utf8)
      else { return nil }
      func number(_ at: Int) -> Int { png[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
      (width, height) = (number(16), number(20))
      guard (1...20_000).contains(width), (1...20_000).contains(height) else { return nil }
      self.png = png
      self.place = place
    }
  }

  public var preparedFor: String?
  public var preparedBy: String?
  /// The report's date; a report never asks the clock.
  public var date: CivilDate?
  public var logo: Logo?
  /// The day by which the decision is due.
  public var decideBy: CivilDate?
  public var decidedBy: String?

  public init() {}
}
