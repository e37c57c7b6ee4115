/// What a PDF says about itself. Dates come from the caller (a scenario, `SOURCE_DATE_EPOCH`), never from the clock: the same
/// metadata and the same pages give the same bytes.
public struct DocumentMetadata: Sendable, Hashable, Codable {
  public var title: String
  public var author: String
  public var subject: String
  public var keywords: [String]
  /// The program that wrote the document.
  public var creator: String
  /// When the document was made, `YYYY-MM-DDThh:mm:ssZ`; also its modification date.
  public var created: String
  /// BCP 47, for screen readers: `en`, `en-GB`, `de` …
  public var language: String

  public init(
    title: String, author: String = "", subject: String = "", keywords: [String] = [], creator: String = "Bullwhip", created: String,
    language: String = "en"
  ) {
    self.title = title
    self.author = author
    self.subject = subject
    self.keywords = keywords
    self.creator = creator
    self.created = created
    self.language = language
  }

  /// - Throws: `RenderingError.invalidDate` unless `created` is a UTC instant of the documented form. (Given a date it cannot read,
  ///   Cairo would silently write the clock's.)
  func checkDate() throws(RenderingError) {
    let shape = Array("dddd-dd-ddTdd:dd:ddZ")
    let letters = Array(created)
    guard letters.count == shape.count, zip(letters, shape).allSatisfy({ $1 == "d" ? ("0"..."9").contains($0) : $0 == $1 }),
      let month = Int(String(letters[5...6])), let day = Int(String(letters[8...9])), let hour = Int(String(letters[11...12])),
      let minute = Int(String(letters[14...15])), let second = Int(String(letters[17...18])), (1...12).contains(month), day >= 1,
      day <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1], hour < 24, minute < 60, second < 60
    else { throw .invalidDate(created) }
  }
}
