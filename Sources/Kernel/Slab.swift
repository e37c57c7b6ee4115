/// Plain records in memory of one owner: the state of a replication while it runs.
///
/// An array asks at every write whether it is shared and at every access whether the index is inside. A replication asks this some hundred
/// million times and the answer never changes: the slab cannot be copied, and its indices come from the slab's own bookkeeping. A debug
/// build checks every index.
///
/// - Complexity: O(1) an access; memory doubles when it must and never shrinks.
@frozen public struct Slab<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var used: Int
  @usableFromInline var room: Int

  @inlinable public var count: Int { used }
  @inlinable public var isEmpty: Bool { used == 0 }

  /// - Parameter capacity: records to reserve memory for.
  @inlinable public init(capacity: Int = 16) {
    room = max(1, capacity)
    used = 0
    base = Self.memory(room)
  }

  @inlinable public init(repeating element: Element, count: Int) {
    self.init(capacity: count)
    base.initialize(repeating: element, count: count)
    used = count
  }

  @inlinable public init(_ elements: some Collection<Element>) {
    self.init(capacity: elements.count)
    for element in elements { append(element) }
  }

  @inlinable deinit { base.deallocate() }

  /// - Precondition: 0 ≤ `index` < `count`; checked in debug builds.
  @inlinable public subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < used, "no such record")
      return base[index]
    }
    @inline(__always) _modify {
      assert(index >= 0 && index < used, "no such record")
      yield &base[index]
    }
  }

  /// - Complexity: O(1) amortised.
  @inlinable @inline(__always) public mutating func append(_ element: Element) {
    if used == room { grow(to: room &* 2) }
    (base + used).initialize(to: element)
    used &+= 1
  }

  /// Appends `count` copies of a record.
  @inlinable public mutating func append(repeating element: Element, count: Int) {
    if used &+ count > room { grow(to: max(room &* 2, used &+ count)) }
    (base + used).initialize(repeating: element, count: count)
    used &+= count
  }

  /// Takes the last record away; nil when there is none.
  @inlinable @inline(__always) public mutating func popLast() -> Element? {
    if used == 0 { return nil }
    used &-= 1
    return base[used]
  }

  /// Forgets all records; memory is kept.
  @inlinable public mutating func removeAll() { used = 0 }

  /// The records where they lie, until one is appended.
  @inlinable public var records: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: base, count: used) }

  /// A record where it lies, until one is appended: who touches it often finds it once.
  ///
  /// - Precondition: 0 ≤ `index` < `count`; checked in debug builds.
  @inlinable @inline(__always) public func place(_ index: Int) -> UnsafeMutablePointer<Element> {
    assert(index >= 0 && index < used, "no such record")
    return base + index
  }

  /// The first record where it lies, until one is appended.
  @inlinable public var start: UnsafePointer<Element> { UnsafePointer(base) }

  /// The records as an array.
  @inlinable public func array() -> [Element] { Array(UnsafeBufferPointer(start: base, count: used)) }

  /// Begins with a line of the processor's cache, so that records of 64 or 128 bytes take one or two of them and not a part of one more.
  @usableFromInline static func memory(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(byteCount: max(1, MemoryLayout<Element>.stride * capacity), alignment: 64).bindMemory(
      to: Element.self, capacity: capacity)
  }

  @usableFromInline mutating func grow(to larger: Int) {
    let memory = Self.memory(larger)
    memory.update(from: base, count: used)
    base.deallocate()
    base = memory
    room = larger
  }
}

/// A slab owns its memory alone, so it may move to another thread whole.
extension Slab: @unchecked Sendable where Element: Sendable {}
