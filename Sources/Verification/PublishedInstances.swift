public import Groundwork

/// Published instances that travel with the program: facts and figures, each with its source.
public struct PublishedInstances: Sendable {
  /// What stands where a file's name would.
  public var name: String
  /// JSON in the form of `PublishedRow.rows`.
  public var json: String

  public init(_ name: String, _ json: String) {
    self.name = name
    self.json = json
  }

  /// All that are bundled.
  public static var bundled: [PublishedInstances] { all }

  /// - Throws: what is wrong with them: a defect of ours.
  public func rows() throws(InputErrors) -> [PublishedRow] { try PublishedRow.rows(of: Array(json.utf8), file: name) }
}
