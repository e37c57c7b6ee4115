internal import Foundation
public import Groundwork

/// Rows of one file, or of one bundled family.
public struct RowFile: Sendable {
  public var name: String
  public var rows: [PublishedRow]

  public init(name: String, rows: [PublishedRow]) {
    self.name = name
    self.rows = rows
  }

  /// Largest file that is read, in bytes.
  public static let sizeLimit = 256 << 20

  /// The rows of a file.
  ///
  /// - Throws: a file that cannot be read, or everything wrong with the shape of its rows.
  public init(path: String) throws(InputErrors) {
    func refuse(_ message: String, _ remedy: String) -> InputErrors {
      InputErrors(Diagnostic(.error, code: "no-file", message, remedy: remedy, at: SourceLocation(file: path)))
    }
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      throw refuse("the file does not exist", "name a JSON file of published instances")
    }
    if isFolder.boolValue { throw refuse("this is a folder", "name the files in it, for example \(path)/*.json") }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    if size > Self.sizeLimit { throw refuse("the file is larger than 256 MiB", "split it") }
    guard let data = FileManager.default.contents(atPath: path) else { throw refuse("the file cannot be read", "check its permissions") }
    self.init(name: path, rows: try PublishedRow.rows(of: [UInt8](data), file: path))
  }

  /// The instances that travel with the program.
  public static func bundled() throws(InputErrors) -> [RowFile] {
    var files: [RowFile] = []
    for one in PublishedInstances.bundled { files.append(RowFile(name: one.name, rows: try one.rows())) }
    return files
  }
}
