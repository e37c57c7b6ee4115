internal import Foundation
internal import Groundwork

/// The files a scenario reads: each is opened once, remembered with its hash, and asked for by the name written beside the key.
final class FileShelf {
  private var tables: [String: Result<CSVTable, InputErrors>] = [:]
  private var goodRows: [String: CSVTable?] = [:]
  private var bytes: [String: Result<[UInt8], InputErrors>] = [:]
  private(set) var inputs: [String: InputFile] = [:]
  /// The folder of the scenario that was asked for; names on the command line are looked up here.
  let home: String

  init(home: String) { self.home = home }

  /// The path of a file named at a place: beside the file that names it.
  func path(_ name: String, namedAt place: SourceLocation) -> String {
    if name.hasPrefix("/") { return name }
    let folder = place.file.hasPrefix("--") ? home : Self.folder(of: place.file)
    return folder.isEmpty ? name : folder + "/" + name
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What a file is for decides how large it may be.
  enum Kind { case scenario, table }

  /// The bytes of a file, or an error at the place that names it.
  func contents(of path: String, namedAt place: SourceLocation?, kind: Kind = .table) -> Result<[UInt8], InputErrors> {
    if case .success(let known)? = bytes[path] { return .success(known) }
    let result = read(path, namedAt: place, kind: kind)
    bytes[path] = result
    return result
  }

  private func read(_ path: String, namedAt place: SourceLocation?, kind: Kind) -> Result<[UInt8], InputErrors> {
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
      let folder = Self.folder(of: path)
      let name = folder.isEmpty ? path : String(path.dropFirst(folder == "/" ? 1 : folder.count + 1))
      let neighbours = ((try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []).sorted()
      let remedy =
        nearestName(to: name, among: neighbours).map { "did you mean '\(folder.isEmpty ? $0 : folder + "/" + $0)'?" }
        ?? "paths are relative to the file that names them"
      return .failure(InputErrors(Diagnostic(.error, code: "no-file", "the file '\(path)' does not exist", remedy: remedy, at: place)))
    }
    if isFolder.boolValue {
      return .failure(InputErrors(Diagnostic(.error, code: "no-file", "'\(path)' is a folder", remedy: "name a file", at: place)))
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    if kind == .scenario, size > 32 << 20 {
      return .failure(
        InputErrors(
          Diagnostic(
            .error, code: "too-large", "the scenario is larger than 32 MiB", remedy: "move tables into CSV files",
            at: SourceLocation(file: path))))
    }
    if size > 1 << 30 {
      return .failure(
        InputErrors(
          Diagnostic(
            .error, code: "too-large", "the file '\(path)' is larger than 1 GiB",
            remedy: "calibrate from it instead of naming it in a scenario", at: place)))
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      return .failure(
        InputErrors(
          Diagnostic(
            .error, code: "unreadable", "the file '\(path)' cannot be read", remedy: "check its permissions", at: place)))
    }
    let bytes = [UInt8](data)
    inputs[path] = InputFile(path: relative(path), sha256: SHA256.hex(bytes))
    return .success(bytes)
  }

  private func relative(_ path: String) -> String {
    !home.isEmpty && path.hasPrefix(home + "/") ? String(path.dropFirst(home.count + 1)) : path
  }

  /// The table in a file, or everything wrong with it.
  func table(_ path: String, namedAt place: SourceLocation) -> Result<CSVTable, InputErrors> {
    if let known = tables[path] { return known }
    let result: Result<CSVTable, InputErrors>
    switch contents(of: path, namedAt: place) {
    case .failure(let errors): return .failure(errors)
    case .success:
      do throws(InputErrors) { result = .success(try CSVTable(path: path)) } catch { result = .failure(error) }
    }
    tables[path] = result
    return result
  }

  /// The rows that can be read of a table with others that cannot, which `table` has told; nil where there is no table at all.
  func goodRows(_ path: String) -> CSVTable? {
    if let known = goodRows[path] { return known }
    let table = try? CSVTable(path: path, keepsGoodRows: true)
    goodRows[path] = .some(table)
    return table
  }
}
