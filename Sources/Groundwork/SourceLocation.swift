/// A place in a text the user wrote; lines and columns count from 1.
public struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int

  public init(file: String, line: Int = 0, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, or the file alone where the whole file is meant (line 0).
  ///
  /// An option of the command line is a file of a kind: its n-th use is line n, printed `--set 2:14`.
  public var description: String {
    if line == 0 { return file }
    return file.hasPrefix("--") ? "\(file) \(line):\(column)" : "\(file):\(line):\(column)"
  }

  public static func < (a: Self, b: Self) -> Bool { (a.file, a.line, a.column) < (b.file, b.line, b.column) }
}
