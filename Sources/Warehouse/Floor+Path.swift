internal import Kernel

/// What an order's time at a step is made of.
public enum FloorPathPart: Int, CaseIterable, Sendable {
  /// In the queue, for whatever reason: people, places, equipment, goods on a pick face, a round to fill, a wave, a departure.
  case wait
  /// Somebody, or a machine alone, works on it or on the round it is in.
  case work
  /// In a task that stands still: its person has gone home, or it is done and finds no room at the next step.
  case stand
}

/// Where the time of finished orders went, from their coming to the floor to their leaving it.
///
/// Every tick of a job belongs to one step and one part of it, so that the parts add up to its time on the floor without a rest. A part of
/// an order that was split carries the ticks of the order before the split; at the join the order goes on with those of the part that came
/// last. So the ticks of a job are those of its longest way, and what the other parts waited for it is in none of them.
extension Floor {
  /// Where the times of a job at a step stand in `times`.
  @inline(__always)
  func pathPlace(_ job: Int32, _ s: Int) -> Int { Int(job) &* pathWidth &+ stations[s].pathPlace }

  /// Counts the way of the job that `nextDeparted` told last; it leaves now.
  @inline(__always)
  public mutating func countPath(at now: Int64) {
    if !isPlain { return hall.countPath() }
    let first = Int(departedList[departedRead &- 1]) &* pathWidth, count = path.count
    var i = 0
    while i < count {
      path.sums[i] &+= times[first &+ i]
      path.sums[i &+ 1] &+= times[first &+ i &+ 1]
      i &+= 2
    }
    path.sums[count] &+= now
    path.left &-= 1
    if path.left == 0 { path.settle() }
  }

  /// Ticks that the jobs counted spent on one part of their way at a step.
  public func pathTicks(_ s: Int, _ part: FloorPathPart) -> Int128 {
    if !isPlain { return hall.path.ticks[FloorPathPart.allCases.count * s + part.rawValue] }
    guard part != .stand, let place = compiled.plan.outbound.firstIndex(of: s) else { return 0 }
    let from = 2 * place + part.rawValue
    return path.total(from + 1) - path.total(from)
  }
}

/// Sums of the moments at which the jobs counted came to each step, were begun there, and left: spans are differences of sums.
struct PathSums: ~Copyable {
  let count: Int
  /// One a moment, and the last that of leaving. `left` jobs fit before they must be moved to the wide sums: a moment lies below 2⁵³.
  var sums: Slab<Int64>
  var left = roomOfSums
  private var wide: Slab<Int128>

  static let roomOfSums = 512

  init(steps: Int) {
    count = 2 * steps
    sums = Slab(repeating: 0, count: count + 1)
    wide = Slab(repeating: 0, count: count + 1)
  }

  mutating func settle() {
    for i in 0...count {
      wide[i] += Int128(sums[i])
      sums[i] = 0
    }
    left = Self.roomOfSums
  }

  func total(_ i: Int) -> Int128 { wide[i] + Int128(sums[i]) }
}

/// What a hall keeps of the ways of its jobs.
struct PathBook: ~Copyable {
  static let parts = FloorPathPart.allCases.count
  /// `parts` × steps a job; the same of each job that has left and was not asked for; and the sums of those counted.
  var spans = Slab<Int64>(capacity: 1024)
  var departed = Slab<Int64>()
  var ticks: Slab<Int128>
  /// `parts` × steps.
  let width: Int

  init(steps: Int) {
    width = Self.parts * steps
    ticks = Slab(repeating: 0, count: width)
  }

  /// Begins the way of the job in a slot.
  mutating func clear(_ slot: Int32) {
    let first = Int(slot) * width
    if first + width > spans.count { return spans.append(repeating: 0, count: width) }
    for i in first..<(first + width) { spans[i] = 0 }
  }

  /// A job goes on with the way of another one.
  mutating func copy(_ job: Int32, to other: Int32) {
    for i in 0..<width { spans[Int(other) * width + i] = spans[Int(job) * width + i] }
  }

  mutating func depart(_ job: Int32) { for i in 0..<width { departed.append(spans[Int(job) * width + i]) } }
}

extension Hall {
  /// The time of a job since the last account was one part of its stay at a step.
  @inline(__always)
  mutating func account(_ job: Int32, _ s: Int, _ part: FloorPathPart, _ now: Int64) {
    let j = Int(job)
    path.spans[j * path.width + s * PathBook.parts + part.rawValue] &+= now &- jobs[j].accounted
    jobs[j].accounted = now
  }

  mutating func account(task t: Int, _ part: FloorPathPart, _ now: Int64) {
    let s = Int(tasks[t].station)
    var job = tasks[t].job
    while job >= 0 {
      account(job, s, part, now)
      job = jobs[Int(job)].next
    }
  }

  mutating func countPath() {
    let first = (departedRead - 1) * path.width
    for i in 0..<path.width { path.ticks[i] += Int128(path.departed[first + i]) }
  }

  /// Ticks on the way of a job so far, for checks.
  func pathLength(_ job: Int32) -> Int64 { (0..<path.width).reduce(0) { $0 + path.spans[Int(job) * path.width + $1] } }
}
