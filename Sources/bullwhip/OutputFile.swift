internal import Foundation
internal import Groundwork
internal import Store

/// A file named on the command line that is written anew each time: a report, findings for a build server.
///
/// An earlier one is replaced; anything else that stands there was somebody's work, most likely the input itself, and is refused.
enum OutputFile {
  enum Kind {
    case pdf, xml

    var inWords: String {
      switch self {
      case .pdf: "a PDF document"
      case .xml: "an XML document"
      }
    }

    /// Whether a file that begins so is one of the kind.
    func begins(_ bytes: Data) -> Bool {
      let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
      switch self {
      case .pdf: return text.starts(with: Array("%PDF".utf8))
      case .xml: return text.first { $0 > 0x20 } == UInt8(ascii: "<")
      }
    }
  }

  /// Told before the work whose result goes there.
  ///
  /// - Parameter inputs: files that are read; the output is none of them, by whatever name it goes.
  /// - Throws: `InputErrors` where writing would destroy something, `StoreError` where it would fail.
  static func expect(_ path: String, _ kind: Kind, inputs: [String]) throws {
    if let input = inputs.first(where: { isSameFile(path, $0) }) {
      throw InputErrors(
        Diagnostic(
          .error, code: "file-exists", "'\(path)' is the file '\(input)' that is read; writing it would destroy it",
          remedy: "give another name to write to"))
    }
    try AtomicFile.expectWritable(path)
    guard isRegular(path), let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 512), !head.isEmpty,
      !kind.begins(head)
    else { return }
    throw InputErrors(
      Diagnostic(
        .error, code: "file-exists", "'\(path)' is already there and is not \(kind.inWords)",
        remedy: "give another name, or remove it first"))
  }

  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func isSameFile(_ a: String, _ b: String) -> Bool {
    var x = stat()
    var y = stat()
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino && x.st_mode & S_IFMT == S_IFREG
  }
}
