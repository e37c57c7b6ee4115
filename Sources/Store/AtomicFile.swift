#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif
internal import Synchronization

/// A file that is there whole or not at all.
///
/// Bytes go to a temporary name in the same folder, are synced, and take the final name in one rename; the folder is synced last. A crash,
/// a kill or a full
/// disk at any moment leaves either the earlier file or the new one, never a part. A temporary file is locked by the process that writes
/// it, so what
/// a killed process left behind is told from what another one is writing, and is cleaned by the next write into that folder.
public enum AtomicFile {
  static let temporaryMark = ".bullwhip-part."
  private static let counter = Atomic<UInt64>(0)

  /// Writes `bytes` to `path`, replacing what is there.
  ///
  /// Behind a symbolic link its target is replaced and the link stays. What is no file of a disk (a device, a pipe, one of our own
  /// descriptors such as `/dev/stdout`) is opened and written into: a rename would put a file in its place.
  /// - Throws: `StoreError` with the operating system's reason; then no file at `path` has changed and the temporary file is gone.
  public static func write(_ bytes: [UInt8], to path: String, operations: FileOperations = .system) throws(StoreError) {
    switch Destination(path) {
    case .file(let target):
      cleanStale(beside: target)
      let temporary = try stage(bytes, for: target, operations: operations)
      try put(temporary, at: target, operations: operations)
      syncFolder(of: target)
    case .device(let target): try pour(bytes, into: open(target, O_WRONLY | O_CLOEXEC | O_NOCTTY), path, operations)
    case .descriptor(let number): try pour(bytes, into: fcntl(number, F_DUPFD_CLOEXEC, 0), path, operations)
    }
  }

  /// Writes through an open descriptor and closes it.
  private static func pour(_ bytes: [UInt8], into descriptor: Int32, _ path: String, _ operations: FileOperations) throws(StoreError) {
    if descriptor < 0 { throw StoreError(path: path, action: "write", reason: .system(errno)) }
    let failure = writeAll(bytes, to: descriptor, operations: operations)
    let closed = operations.close(descriptor)
    if failure != 0 || closed < 0 { throw StoreError(path: path, action: "write", reason: .system(failure != 0 ? failure : -closed)) }
  }

  /// All of the bytes; 0, or the operating system's number of what went wrong.
  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32, operations: FileOperations) -> Int32 {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { operations.write(descriptor, UnsafeRawBufferPointer(rebasing: $0[written...])) }
      if count == -Int(EINTR) { continue }
      // A device that takes nothing and says nothing is full.
      if count <= 0 { return count == 0 ? ENOSPC : Int32(-count) }
      written += count
    }
    return 0
  }

  public static func write(_ text: String, to path: String, operations: FileOperations = .system) throws(StoreError) {
    try write([UInt8](text.utf8), to: path, operations: operations)
  }

  /// Whether `path` could be written, told before the work whose result goes there: its folder must be there and let us in, and the path
  /// itself must not be a folder.
  /// - Throws: `StoreError` with the reason that `write` would meet.
  public static func expectWritable(_ path: String) throws(StoreError) {
    var status = stat()
    let target: String
    switch Destination(path) {
    case .file(let file): target = file
    case .device(let device):
      if access(device, W_OK) != 0 { throw StoreError(path: path, action: "write", reason: .system(errno)) }
      return
    case .descriptor(let number):
      if fcntl(number, F_GETFD) < 0 { throw StoreError(path: path, action: "write", reason: .system(errno)) }
      return
    }
    let folder = split(target).folder
    if stat(folder, &status) != 0 { throw StoreError(path: path, action: "write", reason: .system(errno)) }
    if status.st_mode & S_IFMT != S_IFDIR { throw StoreError(path: path, action: "write", reason: .system(ENOTDIR)) }
    if access(folder, W_OK | X_OK) != 0 { throw StoreError(path: path, action: "write", reason: .system(errno)) }
    if stat(target, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw StoreError(path: path, action: "write", reason: .system(EISDIR))
    }
  }

  /// A file written and synced under its temporary name.
  struct Staged {
    var path: String
    /// Held open, with its lock, until the rename is done.
    var descriptor: Int32
  }

  static func stage(_ bytes: [UInt8], for path: String, operations: FileOperations) throws(StoreError) -> Staged {
    let (folder, name) = split(path)
    while true {
      let serial = counter.wrappingAdd(1, ordering: .relaxed).newValue
      let temporary = "\(folder)/.\(name)\(temporaryMark)\(getpid())-\(serial)"
      let descriptor = operations.create(temporary)
      if descriptor == -EEXIST { continue }
      if descriptor < 0 { throw StoreError(path: path, action: "write", reason: .system(-descriptor)) }
      // Between creating and locking, a cleaner may take the file for a dead one; then it has no name any more and another is made.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_nlink == 0 {
          _ = operations.close(descriptor)
          continue
        }
      }
      func fail(_ number: Int32) -> StoreError {
        unlink(temporary)
        _ = operations.close(descriptor)
        return StoreError(path: path, action: "write", reason: .system(number))
      }
      let failure = writeAll(bytes, to: descriptor, operations: operations)
      if failure != 0 { throw fail(failure) }
      let synced = operations.sync(descriptor)
      if synced < 0 { throw fail(-synced) }
      return Staged(path: temporary, descriptor: descriptor)
    }
  }

  static func put(_ staged: Staged, at path: String, operations: FileOperations) throws(StoreError) {
    let renamed = operations.rename(staged.path, path)
    if renamed < 0 { discard(staged, operations: operations) } else { _ = operations.close(staged.descriptor) }
    if renamed < 0 { throw StoreError(path: path, action: "write", reason: .system(-renamed)) }
  }

  static func discard(_ staged: Staged, operations: FileOperations) {
    unlink(staged.path)
    _ = operations.close(staged.descriptor)
  }

  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.index(after: slash)...]))
  }

  /// Removes temporary files in the folder of `path` that no living process holds.
  static func cleanStale(beside path: String) {
    let folder = split(path).folder
    for name in names(in: folder) where name.hasPrefix(".") && name.contains(temporaryMark) {
      let stale = "\(folder)/\(name)"
      let descriptor = open(stale, O_WRONLY | O_CLOEXEC)
      if descriptor < 0 { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(stale) }
      close(descriptor)
    }
  }

  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) { String(cString: $0) }
      }
      names.append(name)
    }
    return names.sorted()
  }

  /// Makes the rename itself last; a file system that cannot sync a folder is let be.
  static func syncFolder(of path: String) {
    let descriptor = open(split(path).folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor < 0 { return }
    fsync(descriptor)
    close(descriptor)
  }
}
