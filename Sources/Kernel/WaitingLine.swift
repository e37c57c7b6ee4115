/// Those who wait, first come first served. A job is an index into its owner's tables.
///
/// A ring of 32-bit numbers that grows when it must and never shrinks.
public struct WaitingLine: Sendable {
  /// A power of two of cells.
  @usableFromInline var cells: [Int32]
  /// Position of the front and of the cell behind the back; they only grow and are masked on use.
  @usableFromInline var head = 0
  @usableFromInline var tail = 0

  /// - Parameter capacity: jobs to reserve memory for.
  public init(capacity: Int = 16) {
    var room = 16
    while room < capacity { room *= 2 }
    cells = [Int32](repeating: 0, count: room)
  }

  @inlinable public var count: Int { tail &- head }
  @inlinable public var isEmpty: Bool { tail == head }

  /// Who is served next; nil when nobody waits.
  @inlinable public var first: Int32? { isEmpty ? nil : cells[head & (cells.count &- 1)] }

  /// The `position`-th from the front, from 0.
  ///
  /// - Precondition: 0 ≤ position < count.
  @inlinable public subscript(position: Int) -> Int32 {
    precondition(position >= 0 && position < count, "nobody waits at this position")
    return cells[(head &+ position) & (cells.count &- 1)]
  }

  /// - Complexity: O(1) amortised.
  @inlinable public mutating func append(_ job: Int32) {
    if count == cells.count { grow() }
    cells[tail & (cells.count &- 1)] = job
    tail &+= 1
  }

  /// Puts a job back at the front: it was taken and could not be served.
  ///
  /// - Complexity: O(1) amortised.
  @inlinable public mutating func prepend(_ job: Int32) {
    if count == cells.count { grow() }
    head &-= 1
    cells[head & (cells.count &- 1)] = job
  }

  /// Takes the front; nil when nobody waits.
  ///
  /// - Complexity: O(1).
  @inlinable public mutating func popFirst() -> Int32? {
    if isEmpty { return nil }
    let job = cells[head & (cells.count &- 1)]
    head &+= 1
    return job
  }

  /// Takes one job out of the line, wherever it stands (its patience is at an end); false when it is not there.
  ///
  /// - Complexity: O(count).
  @discardableResult public mutating func remove(_ job: Int32) -> Bool {
    let mask = cells.count - 1
    guard let place = (head..<tail).first(where: { cells[$0 & mask] == job }) else { return false }
    for i in place..<(tail - 1) { cells[i & mask] = cells[(i + 1) & mask] }
    tail -= 1
    return true
  }

  public mutating func removeAll() {
    head = 0
    tail = 0
  }

  @usableFromInline mutating func grow() {
    let mask = cells.count - 1
    let waiting = (head..<tail).map { cells[$0 & mask] }
    cells = waiting + [Int32](repeating: 0, count: cells.count)
    tail = waiting.count
    head = 0
  }
}

/// Those who wait, the smallest rank first (a priority, a due date in ticks); within a rank first come first served.
///
/// A binary heap on (rank, order of arrival).
public struct RankedLine: Sendable {
  @usableFromInline struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var rank: Int64
    @usableFromInline var arrival: Int64
    @usableFromInline var job: Int32

    @inlinable init(rank: Int64, arrival: Int64, job: Int32) {
      self.rank = rank
      self.arrival = arrival
      self.job = job
    }

    @inlinable static func < (a: Entry, b: Entry) -> Bool { a.rank < b.rank || (a.rank == b.rank && a.arrival < b.arrival) }
  }

  @usableFromInline var entries: [Entry] = []
  @usableFromInline var arrivals: Int64 = 0

  /// - Parameter capacity: jobs to reserve memory for.
  public init(capacity: Int = 16) { entries.reserveCapacity(capacity) }

  @inlinable public var count: Int { entries.count }
  @inlinable public var isEmpty: Bool { entries.isEmpty }

  /// Everybody who waits, in no order that means anything.
  @inlinable public func forEach(_ body: (Int32) -> Void) { for entry in entries { body(entry.job) } }

  /// Who is served next; nil when nobody waits.
  @inlinable public var first: Int32? { entries.first?.job }
  /// The rank of who is served next; nil when nobody waits.
  @inlinable public var firstRank: Int64? { entries.first?.rank }

  /// - Complexity: O(log count).
  @inlinable public mutating func insert(_ job: Int32, rank: Int64) {
    let entry = Entry(rank: rank, arrival: arrivals, job: job)
    arrivals &+= 1
    entries.append(entry)
    rise(entry, from: entries.count &- 1)
  }

  /// Takes the front; nil when nobody waits.
  ///
  /// - Complexity: O(log count).
  @inlinable public mutating func popFirst() -> Int32? {
    guard let front = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty { sink(last, from: 0) }
    return front.job
  }

  /// Takes one job out of the line, wherever it stands; false when it is not there.
  ///
  /// - Complexity: O(count).
  @discardableResult public mutating func remove(_ job: Int32) -> Bool {
    guard let place = entries.firstIndex(where: { $0.job == job }) else { return false }
    let last = entries.removeLast()
    if place == entries.count { return true }
    if place > 0, last < entries[(place - 1) / 2] { rise(last, from: place) } else { sink(last, from: place) }
    return true
  }

  public mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    arrivals = 0
  }

  @usableFromInline mutating func rise(_ entry: Entry, from start: Int) {
    var hole = start
    while hole > 0 {
      let parent = (hole &- 1) / 2
      if !(entry < entries[parent]) { break }
      entries[hole] = entries[parent]
      hole = parent
    }
    entries[hole] = entry
  }

  @usableFromInline mutating func sink(_ entry: Entry, from start: Int) {
    var hole = start
    while true {
      var child = 2 &* hole &+ 1
      if child >= entries.count { break }
      if child &+ 1 < entries.count, entries[child &+ 1] < entries[child] { child &+= 1 }
      if entry < entries[child] { break }
      entries[hole] = entries[child]
      hole = child
    }
    entries[hole] = entry
  }
}
