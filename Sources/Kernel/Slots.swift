/// Records that come and go, each known by its place while it stays: memory follows the most that were there at once.
///
/// The place left last is taken first, so that the same steps give the same places.
///
/// - Complexity: O(1) for everything but `forEach`.
@frozen public struct Slots<Element: BitwiseCopyable>: ~Copyable {
  @usableFromInline var records = Slab<Element>()
  /// Places nobody has, the one left last at the end.
  @usableFromInline var free = Slab<Int32>()

  @inlinable public init() {}

  /// Records there now.
  @inlinable public var count: Int { records.count - free.count }

  /// - Precondition: somebody has the place; debug builds check that it was ever taken.
  @inlinable public subscript(place: Int) -> Element {
    @inline(__always) get { records[place] }
    @inline(__always) _modify { yield &records[place] }
  }

  /// A record where it lies, until one is inserted: for what is read just after a part of it was written, which copying would wait for.
  @inlinable @inline(__always) public func pointer(_ place: Int) -> UnsafeMutablePointer<Element> { records.place(place) }

  /// - Returns: the record's place, until it is removed.
  @inlinable @inline(__always) public mutating func insert(_ element: Element) -> Int32 {
    guard let place = free.popLast() else {
      records.append(element)
      return Int32(truncatingIfNeeded: records.count &- 1)
    }
    records[Int(place)] = element
    return place
  }

  @inlinable @inline(__always) public mutating func remove(_ place: Int32) { free.append(place) }

  /// Calls `body` with each record, in order of place.
  ///
  /// - Complexity: O(places).
  public func forEach(_ body: (Element) -> Void) {
    var isFree = [Bool](repeating: false, count: records.count)
    for i in 0..<free.count { isFree[Int(free[i])] = true }
    for place in 0..<records.count where !isFree[place] { body(records[place]) }
  }
}
