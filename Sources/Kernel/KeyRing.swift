/// A first-in first-out ring of packed keys; its owner releases its memory.
@frozen @usableFromInline struct KeyRing: BitwiseCopyable {
  /// nil until the first key comes.
  @usableFromInline var cells: UnsafeMutablePointer<UInt128>? = nil
  /// Cells minus one; the number of cells is a power of two.
  @usableFromInline var mask = -1
  /// Position of the front and of the cell behind the back; they only grow and are masked on use.
  @usableFromInline var head = 0
  @usableFromInline var tail = 0

  @inlinable init() {}

  @inlinable var isEmpty: Bool { head == tail }
  /// The key served next. The ring holds one.
  @inlinable var front: UInt128 { cells.unsafelyUnwrapped[head & mask] }
  /// The key that came last. The ring holds one.
  @inlinable var back: UInt128 { cells.unsafelyUnwrapped[(tail &- 1) & mask] }

  @inlinable mutating func append(_ key: UInt128) {
    if tail &- head > mask { grow() }
    cells.unsafelyUnwrapped[tail & mask] = key
    tail &+= 1
  }

  @inlinable mutating func removeFront() { head &+= 1 }

  mutating func removeAll() {
    head = 0
    tail = 0
  }

  mutating func release() { cells?.deallocate() }

  @usableFromInline mutating func grow() {
    let room = max(16, (mask + 1) * 2)
    let larger = UnsafeMutablePointer<UInt128>.allocate(capacity: room)
    if let cells {
      for i in head..<tail { (larger + (i - head)).initialize(to: cells[i & mask]) }
      cells.deallocate()
    }
    cells = larger
    tail -= head
    head = 0
    mask = room - 1
  }
}
