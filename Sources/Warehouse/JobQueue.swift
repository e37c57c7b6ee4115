/// Jobs waiting at a station: first come first served, or by a key (due date, priority) with ties in order of arrival.
struct JobQueue: Sendable {
  private var ring: [Int32] = [Int32](repeating: 0, count: 16)
  private var head = 0
  private(set) var count = 0
  /// Key, arrival number and job; a binary heap, used only when ordered.
  private var heap: [Entry] = []
  private var arrivals: Int64 = 0
  private let isOrdered: Bool

  private struct Entry: Sendable {
    var key: Int64
    var arrival: Int64
    var job: Int32

    static func precedes(_ a: Entry, _ b: Entry) -> Bool { a.key == b.key ? a.arrival < b.arrival : a.key < b.key }
  }

  init(ordered: Bool) { isOrdered = ordered }

  /// The job that `pop` would give.
  var first: Int32 { isOrdered ? heap[0].job : ring[head] }

  mutating func push(_ job: Int32, key: Int64) {
    if isOrdered {
      heap.append(Entry(key: key, arrival: arrivals, job: job))
      arrivals += 1
      var i = heap.count - 1
      while i > 0, Entry.precedes(heap[i], heap[(i - 1) / 2]) {
        heap.swapAt(i, (i - 1) / 2)
        i = (i - 1) / 2
      }
    } else {
      if count == ring.count {
        var larger = [Int32](repeating: 0, count: count * 2)
        for i in 0..<count { larger[i] = ring[(head + i) & (count - 1)] }
        ring = larger
        head = 0
      }
      ring[(head + count) & (ring.count - 1)] = job
    }
    count += 1
  }

  mutating func pop() -> Int32 {
    precondition(count > 0, "nothing waits")
    count -= 1
    if !isOrdered {
      let job = ring[head]
      head = (head + 1) & (ring.count - 1)
      return job
    }
    let job = heap[0].job
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var i = 0
      while true {
        var least = i
        for child in [2 * i + 1, 2 * i + 2] where child < heap.count && Entry.precedes(heap[child], heap[least]) { least = child }
        if least == i { break }
        heap.swapAt(i, least)
        i = least
      }
    }
    return job
  }
}
