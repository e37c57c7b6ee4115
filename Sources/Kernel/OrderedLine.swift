/// Those who wait, by rank, then by tie, both the smaller first. What rank and tie are made of is the owner's discipline: a due date and a
/// running number, say.
///
/// A binary heap. A job that leaves the line before its turn is only marked: its entry is dropped when it comes to the front.
public struct OrderedLine: Sendable {
  /// A job's place in the line; who has taken it out can insert it there again.
  public typealias Place = (job: Int32, stamp: UInt32, rank: Int64, tie: Int64)

  @usableFromInline struct Entry: BitwiseCopyable, Sendable {
    @usableFromInline var rank: Int64
    @usableFromInline var tie: Int64
    @usableFromInline var job: Int32
    @usableFromInline var stamp: UInt32

    @inlinable init(rank: Int64, tie: Int64, job: Int32, stamp: UInt32) {
      self.rank = rank
      self.tie = tie
      self.job = job
      self.stamp = stamp
    }

    @inlinable static func < (a: Entry, b: Entry) -> Bool { a.rank < b.rank || (a.rank == b.rank && a.tie < b.tie) }
  }

  @usableFromInline var entries: [Entry] = []

  /// - Parameter capacity: jobs to reserve memory for.
  public init(capacity: Int = 16) { entries.reserveCapacity(capacity) }

  /// - Parameter stamp: tells this stay of the job in the line from others; the owner changes the job's own when it takes it out early.
  /// - Complexity: O(log n); O(1) for a rank that is not below any other.
  @inlinable public mutating func insert(_ job: Int32, rank: Int64, tie: Int64, stamp: UInt32) {
    let entry = Entry(rank: rank, tie: tie, job: job, stamp: stamp)
    entries.append(entry)
    var hole = entries.count &- 1
    while hole > 0 {
      let parent = (hole &- 1) / 2
      if !(entry < entries[parent]) { break }
      entries[hole] = entries[parent]
      hole = parent
    }
    entries[hole] = entry
  }

  /// The job served next and its stamp; nil when nobody is in the line. Its stay may have ended early: then `dropFirst` and ask again.
  @inlinable public var first: Place? {
    entries.first.map { ($0.job, $0.stamp, $0.rank, $0.tie) }
  }

  /// Takes the front out.
  ///
  /// - Precondition: there is one.
  /// - Complexity: O(log n).
  @inlinable public mutating func dropFirst() {
    let entry = entries.removeLast()
    if entries.isEmpty { return }
    var hole = 0
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
