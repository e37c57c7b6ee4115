#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A set of files that belong together: written beside their places first, then put in place one rename after another.
///
/// Until `commit` nothing in the folder has changed; whatever goes wrong before it (a full disk, a kill, a thrown error) costs only the new
/// files. After the
/// first rename only renames are left, which need no space. The file added last is put in place last, so a reader may take it as the mark
/// that the set
/// is complete.
public struct AtomicFolder: ~Copyable {
  public let path: String
  private let operations: FileOperations
  private var staged: [(file: AtomicFile.Staged, final: String)] = []

  /// Opens (and makes, with its parents) the folder.
  public init(_ path: String, operations: FileOperations = .system) throws(StoreError) {
    self.path = path
    self.operations = operations
    try Self.make(path)
  }

  /// Writes a file under a temporary name. `name` may hold slashes; inner folders are made.
  /// - Throws: `StoreError`; files staged before stay staged.
  public mutating func add(_ name: String, _ bytes: [UInt8]) throws(StoreError) {
    var final = "\(path)/\(name)"
    if case .file(let target) = Destination(final) { final = target }
    try Self.make(AtomicFile.split(final).folder)
    AtomicFile.cleanStale(beside: final)
    staged.append((try AtomicFile.stage(bytes, for: final, operations: operations), final))
  }

  public mutating func add(_ name: String, _ text: String) throws(StoreError) {
    try add(name, [UInt8](text.utf8))
  }

  /// Puts every added file in its place, in the order added.
  /// - Returns: their paths.
  public consuming func commit() throws(StoreError) -> [String] {
    var paths: [String] = []
    while !staged.isEmpty {
      let next = staged.removeFirst()
      // On a throw the rest is discarded by `deinit`.
      try AtomicFile.put(next.file, at: next.final, operations: operations)
      paths.append(next.final)
    }
    for folder in Set(paths.map { AtomicFile.split($0).folder }).sorted() { AtomicFile.syncFolder(of: folder + "/.") }
    return paths
  }

  deinit {
    for one in staged { AtomicFile.discard(one.file, operations: operations) }
  }

  /// Whether the folder could be made and written into, told before the work whose results go there: the nearest part of the path that
  /// exists must be a folder that lets us in. Makes nothing; a disk can still fill up later.
  /// - Throws: `StoreError` with the reason that `init` would meet.
  public static func expectWritable(_ path: String) throws(StoreError) {
    var part = path.isEmpty ? "." : path
    while true {
      var status = stat()
      if stat(part, &status) == 0 {
        if status.st_mode & S_IFMT != S_IFDIR { throw StoreError(path: path, action: "create folder", reason: .system(ENOTDIR)) }
        if access(part, W_OK | X_OK) != 0 {
          throw StoreError(path: path, action: part == path ? "write into" : "create folder", reason: .system(errno))
        }
        return
      }
      if errno != ENOENT { throw StoreError(path: path, action: "create folder", reason: .system(errno)) }
      let parent = AtomicFile.split(part).folder
      if parent == part { return }
      part = parent
    }
  }

  /// Makes a folder and its parents; a folder already there is fine.
  public static func make(_ path: String) throws(StoreError) {
    if path.isEmpty || path == "/" || path == "." { return }
    if mkdir(path, 0o755) == 0 { return }
    switch errno {
    case EEXIST:
      var status = stat()
      if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
      throw StoreError(path: path, action: "create folder", reason: .system(ENOTDIR))
    case ENOENT:
      let parent = AtomicFile.split(path).folder
      if parent == path || parent == "." { throw StoreError(path: path, action: "create folder", reason: .system(ENOENT)) }
      try make(parent)
      if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
      throw StoreError(path: path, action: "create folder", reason: .system(errno))
    case let number: throw StoreError(path: path, action: "create folder", reason: .system(number))
    }
  }
}
