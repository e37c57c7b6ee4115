/// The 4-ary heap and the slots under the agenda.
///
/// Cell `c` has its children at `4c − 8 … 4c − 5` and its parent at `c / 4 + 2`; with the root at cell 3 the children start at a
/// multiple of 4, four 16-byte keys to a cache line. Empty cells hold the largest key, so a cell's four children can be compared without
/// asking how many it has.
extension Agenda {
  /// Cells at a cache line's boundary, all empty.
  static func makeCells(_ count: Int) -> UnsafeMutablePointer<UInt128> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * 16, alignment: 64)
    let cells = memory.bindMemory(to: UInt128.self, capacity: count)
    cells.initialize(repeating: .max, count: count)
    return cells
  }

  /// The smallest of a cell's children, by a tournament without branches: places are added up from comparisons. (Measured: carrying the
  /// keys along instead of loading them again by place makes the compiler branch, and the descent takes twice as long.)
  @inlinable @inline(__always)
  static func smallestChild(of cell: Int, in heap: UnsafeMutablePointer<UInt128>) -> Int {
    let first = 4 &* cell &- 8
    let a = first &+ (heap[first &+ 1] < heap[first] ? 1 : 0)
    let b = first &+ (heap[first &+ 3] < heap[first &+ 2] ? 3 : 2)
    return heap[b] < heap[a] ? b : a
  }

  /// Puts a key into a heap whose root is filled.
  @usableFromInline mutating func push(_ key: UInt128) {
    if end == room { growHeap() }
    let cell = end
    end &+= 1
    rise(key, from: cell)
  }

  /// Moves parents down until the key fits, and puts it there.
  @inlinable mutating func rise(_ key: UInt128, from start: Int) {
    var hole = start
    while hole > 3 {
      let parent = hole &>> 2 &+ 2
      if heap[parent] < key { break }
      heap[hole] = heap[parent]
      hole = parent
    }
    heap[hole] = key
  }

  /// Fills the vacant root with a new key: moves smaller children up until the key fits.
  @usableFromInline mutating func replaceRoot(with key: UInt128) {
    let heap = heap, end = end
    if end == 5 {
      // Two pending events, as in a single queue: which is first is a coin toss to the processor, so it is not asked to guess.
      let other = heap[4], isFirst = key < other ? 1 : 0
      heap[4 &- isFirst] = key
      heap[3 &+ isFirst] = other
      return
    }
    var hole = 3
    while 4 &* hole &- 8 < end {
      let child = Self.smallestChild(of: hole, in: heap)
      if key < heap[child] { break }
      heap[hole] = heap[child]
      hole = child
    }
    heap[hole] = key
  }

  /// Closes the gap a served event left at the root: the hole sinks along the smallest children to a leaf, and the last key rises from
  /// there. (Bottom-up deletion: the last key nearly always belongs at a leaf, so it is not compared on the way down.)
  @usableFromInline mutating func fillRoot() {
    if !rootIsVacant { return }
    rootIsVacant = false
    removeRoot()
  }

  @usableFromInline mutating func removeRoot() {
    end &-= 1
    let last = heap[end]
    heap[end] = .max
    if end == 3 { return }
    let heap = heap, end = end
    var hole = 3
    while 4 &* hole &- 8 < end {
      let child = Self.smallestChild(of: hole, in: heap)
      heap[hole] = heap[child]
      hole = child
    }
    rise(last, from: hole)
  }

  /// A key due now: at the end of its phase's ring, or, where it goes before one that already waits there, in the heap.
  @usableFromInline mutating func insertNow(_ key: UInt128, phase: Int) {
    cascade &+= 1
    if rings[phase].isEmpty {
      ringMask |= 1 &<< UInt32(truncatingIfNeeded: phase)
    } else if key < rings[phase].back {
      if rootIsVacant {
        rootIsVacant = false
        replaceRoot(with: key)
      } else {
        push(key)
      }
      return
    }
    rings[phase].append(key)
  }

  /// Drops cancelled events from the front of the heap and of the rings.
  @usableFromInline mutating func dropDeadFronts() {
    while dead > 0, end > 3, slots[slot(of: heap[3])].isCancelled {
      free(slot(of: heap[3]))
      removeRoot()
    }
    if ringMask == 0 { return }
    for phase in 1..<16 where !rings[phase].isEmpty {
      while !rings[phase].isEmpty, slots[slot(of: rings[phase].front)].isCancelled {
        free(slot(of: rings[phase].front))
        rings[phase].removeFront()
      }
      if rings[phase].isEmpty { ringMask &= ~(1 &<< UInt32(phase)) }
    }
  }

  func slot(of key: UInt128) -> Int { Int(UInt64(truncatingIfNeeded: key) & Self.slotMask) }

  /// Gives the slot of a dropped event back. Its generation was raised when it was cancelled.
  private mutating func free(_ slot: Int) {
    slots[slot].isCancelled = false
    slots[slot].argument = Int64(freeSlot)
    freeSlot = slot
    dead -= 1
  }

  /// All keys, in the order in which they would be served. The heap and the rings are empty after it.
  private mutating func takeKeys() -> [UInt128] {
    fillRoot()
    var keys: [UInt128] = []
    keys.reserveCapacity(live + dead)
    for cell in 3..<end {
      keys.append(heap[cell])
      heap[cell] = .max
    }
    end = 3
    for phase in 1..<16 {
      while !rings[phase].isEmpty {
        keys.append(rings[phase].front)
        rings[phase].removeFront()
      }
    }
    ringMask = 0
    keys.sort()
    return keys
  }

  /// Takes every cancelled event out. Sorted keys are a heap; what was in a ring may as well lie there.
  mutating func sweep() {
    for key in takeKeys() {
      let slot = slot(of: key)
      if slots[slot].isCancelled { free(slot) } else { append(key) }
    }
  }

  /// Numbers the pending events anew from zero, in order, when the sequence field is full (every 2²⁶ events scheduled).
  @usableFromInline mutating func renumber() {
    sequence = 0
    let field = UInt128((Self.sequenceLimit - 1) << Self.slotBits)
    for key in takeKeys() {
      append(key & ~field | UInt128(sequence << Self.slotBits))
      sequence += 1
    }
  }

  private mutating func append(_ key: UInt128) {
    if end == room { growHeap() }
    heap[end] = key
    end += 1
  }

  private mutating func growHeap() {
    let larger = Self.makeCells(room * 2)
    larger.update(from: heap, count: room)
    UnsafeMutableRawPointer(heap).deallocate()
    heap = larger
    room *= 2
  }

  @usableFromInline mutating func growSlots() {
    precondition(slotRoom < Int(Self.slotMask), "more than 2²⁶ − 1 events are pending at once")
    let larger = UnsafeMutablePointer<Slot>.allocate(capacity: min(slotRoom * 2, Int(Self.slotMask)))
    larger.update(from: slots, count: slotCount)
    slots.deallocate()
    slots = larger
    slotRoom = min(slotRoom * 2, Int(Self.slotMask))
  }
}
