#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a file write is made of, one step each, so that a test can let any step fail as a full disk or a pulled plug would.
///
/// Every step returns 0 (or a non-negative count) or a negative errno.
public struct FileOperations: Sendable {
  /// Opens a new file for writing that nobody else may have; gives its descriptor.
  public var create: @Sendable (_ path: String) -> Int32
  /// Writes some of the bytes; gives how many.
  public var write: @Sendable (_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
  /// Waits until the file's bytes are on the disk.
  public var sync: @Sendable (_ descriptor: Int32) -> Int32
  public var close: @Sendable (_ descriptor: Int32) -> Int32
  /// Puts `from` in the place of `to` in one step.
  public var rename: @Sendable (_ from: String, _ to: String) -> Int32

  public init(
    create: @escaping @Sendable (String) -> Int32, write: @escaping @Sendable (Int32, UnsafeRawBufferPointer) -> Int,
    sync: @escaping @Sendable (Int32) -> Int32, close: @escaping @Sendable (Int32) -> Int32,
    rename: @escaping @Sendable (String, String) -> Int32
  ) {
    self.create = create
    self.write = write
    self.sync = sync
    self.close = close
    self.rename = rename
  }

  /// The operating system's own.
  public static let system = FileOperations(
    create: { path in
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      return descriptor < 0 ? -errno : descriptor
    },
    write: { descriptor, bytes in
      #if canImport(Glibc)
        let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      #elseif canImport(Musl)
        let count = Musl.write(descriptor, bytes.baseAddress, bytes.count)
      #else
        let count = Darwin.write(descriptor, bytes.baseAddress, bytes.count)
      #endif
      return count < 0 ? -Int(errno) : count
    },
    sync: { fsync($0) == 0 ? 0 : -errno },
    close: { descriptor in
      #if canImport(Glibc)
        return Glibc.close(descriptor) == 0 ? 0 : -errno
      #elseif canImport(Musl)
        return Musl.close(descriptor) == 0 ? 0 : -errno
      #else
        return Darwin.close(descriptor) == 0 ? 0 : -errno
      #endif
    },
    rename: { from, to in
      #if canImport(Glibc)
        return Glibc.rename(from, to) == 0 ? 0 : -errno
      #elseif canImport(Musl)
        return Musl.rename(from, to) == 0 ? 0 : -errno
      #else
        return Darwin.rename(from, to) == 0 ? 0 : -errno
      #endif
    })
}

/// Something the disk would not do.
public struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    /// The operating system's error number.
    case system(Int32)
    /// The archive was written by a newer version of this program.
    case newerArchive(found: Int, known: Int)
    /// The archive cannot be read as one; the text is the database's own.
    case archive(String)
  }
  public var path: String
  /// What was being done: `write`, `create folder`, `open archive`.
  public var action: String
  public var reason: Reason

  public init(path: String, action: String, reason: Reason) {
    self.path = path
    self.action = action
    self.reason = reason
  }

  public var description: String {
    switch reason {
    case .system(let number): "cannot \(action) '\(path)': \(String(cString: strerror(number)))"
    case .newerArchive(let found, let known):
      "cannot \(action) '\(path)': it has schema \(found), this program knows schemas up to \(known); use a newer bullwhip or another --out"
    case .archive(let text): "cannot \(action) '\(path)': \(text)"
    }
  }
}
