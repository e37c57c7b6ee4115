internal import CZlib

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Bytes in order: a file (plain or gzip, told apart by its first bytes, not its name) or a text in memory.
final class ByteSource {
  private var handle: gzFile?
  private var memory: [UInt8]
  private var position = 0
  private let label: String

  /// - Throws: `cannot-read` when the file does not exist, is a folder or may not be read.
  init(path: String, label: String) throws(InputErrors) {
    self.label = label
    memory = []
    var status = stat()
    if stat(path, &status) != 0 {
      throw InputErrors(Self.unreadable(label, because: String(cString: strerror(errno))))
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw InputErrors(Self.unreadable(label, because: "it is a folder"))
    }
    guard let opened = gzopen(path, "rb") else {
      throw InputErrors(Self.unreadable(label, because: String(cString: strerror(errno))))
    }
    gzbuffer(opened, 1 << 17)
    handle = opened
  }

  init(bytes: [UInt8], label: String) {
    memory = bytes
    self.label = label
  }

  deinit { if let handle { gzclose_r(handle) } }

  /// Up to `count` bytes into `target`; 0 at the end.
  ///
  /// - Throws: `cannot-read` on a damaged or cut gzip file and on a failing disk.
  func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws(InputErrors) -> Int {
    guard let handle else {
      let part = min(count, memory.count - position)
      memory.withUnsafeBufferPointer { if part > 0 { target.update(from: $0.baseAddress! + position, count: part) } }
      position += part
      return part
    }
    let got = gzread(handle, target, UInt32(min(count, 1 << 30)))
    var code: Int32 = 0
    let text = gzerror(handle, &code)
    // A gzip file cut off in the middle ends like a whole one and only leaves Z_BUF_ERROR behind.
    if got < 0 || (got == 0 && code == Z_BUF_ERROR) {
      let reason =
        code == Z_ERRNO
        ? String(cString: strerror(errno))
        : code == Z_BUF_ERROR ? "the compressed file is cut off" : text.map { String(cString: $0) } ?? "the compressed file is damaged"
      throw InputErrors(Self.unreadable(label, because: reason))
    }
    return Int(got)
  }

  private static func unreadable(_ label: String, because reason: String) -> Diagnostic {
    Diagnostic(
      .error, code: "cannot-read", "cannot read '\(label)': \(reason)", remedy: "give the path of a readable CSV file, plain or gzip",
      at: SourceLocation(file: label))
  }
}
