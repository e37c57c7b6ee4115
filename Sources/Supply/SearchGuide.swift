internal import Kernel

/// Where in an ordered table to begin to look for a number, so that a few steps find its place: no processor guesses the turns of a search
/// by halves.
///
/// Numbers are told apart by the leading bits of their magnitude, 256 cells an octave. Rows of a cell lie side by side, in a table that
/// rises as in one that falls.
struct SearchGuide: ~Copyable {
  private let starts: Slab<Int32>
  let cells: Cells

  /// What a search needs; whoever holds one keeps the guide.
  struct Cells: BitwiseCopyable {
    fileprivate let starts: UnsafePointer<Int32>
    fileprivate let parts: Parts

    /// The last row of a lower cell than the number's, so that the number lies at it or beyond; the first row where there is none.
    @inline(__always)
    func start(_ number: Double) -> Int { Int(starts[parts.cell(number)]) }
  }

  /// Which cell a number lies in; along the table cells never fall.
  fileprivate struct Parts: BitwiseCopyable {
    let first: Int
    let count: Int
    /// Whether magnitudes rise along the table.
    let rises: Bool

    @inline(__always)
    func cell(_ number: Double) -> Int {
      let place = min(max(Self.leading(number) &- first, 0), count &- 1)
      return rises ? place : count &- 1 &- place
    }

    @inline(__always)
    static func leading(_ number: Double) -> Int { Int(truncatingIfNeeded: (number.bitPattern & 0x7fff_ffff_ffff_ffff) >> 44) }
  }

  /// - Parameter table: not empty; magnitudes rise, or fall, from row to row.
  init(_ table: [Double]) {
    let leading = table.filter { $0 != 0 }.map(Parts.leading), least = leading.min() ?? 0
    let parts = Parts(
      first: least, count: (leading.max() ?? least) - least + 1, rises: abs(table[0]) <= abs(table[table.count - 1]))
    var starts = [Int32](repeating: 0, count: parts.count)
    for (row, number) in table.enumerated() {
      let next = parts.cell(number) + 1
      if next < parts.count { starts[next] = Int32(row) }
    }
    // A cell without rows begins where the one before it ends.
    for cell in starts.indices.dropFirst() { starts[cell] = max(starts[cell], starts[cell - 1]) }
    self.starts = Slab(starts)
    cells = Cells(starts: self.starts.start, parts: parts)
  }
}
