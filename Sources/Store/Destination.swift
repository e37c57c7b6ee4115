#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a path stands for when something is to be written to it, symbolic links followed.
enum Destination: Equatable {
  /// A file of a disk, there or not, by a path whose last part is no link.
  case file(String)
  /// A device, a pipe or a socket: to be opened, never replaced.
  case device(String)
  /// One of this process's open descriptors.
  case descriptor(Int32)

  /// As many links in a row as Linux follows.
  private static let mostLinks = 40

  init(_ path: String) {
    var target = path
    var status = stat()
    for _ in 0..<Self.mostLinks {
      if let number = Self.ownDescriptor(target) {
        self = .descriptor(number)
        return
      }
      guard lstat(target, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, let next = Self.link(target) else { break }
      target = next.hasPrefix("/") ? next : AtomicFile.split(target).folder + "/" + next
    }
    guard stat(target, &status) == 0 else {
      self = .file(target)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: self = .file(target)
    default: self = .device(target)
    }
  }

  /// The number in `/dev/fd/3` and `/proc/self/fd/3`, and in what `/dev/stdout` leads to.
  private static func ownDescriptor(_ path: String) -> Int32? {
    for folder in ["/proc/self/fd/", "/dev/fd/"] where path.hasPrefix(folder) { return Int32(path.dropFirst(folder.count)) }
    return nil
  }

  private static func link(_ path: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count) }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
