internal import Foundation
internal import Groundwork
internal import Synchronization

/// The threads of one solve: they are started once, wait between sweeps, and take blocks of a sweep from one shared number.
///
/// What a block writes depends on the values before the sweep only, and the extremes of the changes are the same in any order, so the
/// result has the same bytes for any number of threads.
final class SweepCrew {
  private let board: Board
  private let others: Int

  /// - Parameter threads: at least 1; the caller's own thread is one of them.
  init(threads: Int) {
    others = max(0, min(threads, 256) - 1)
    board = Board(others: others)
    for _ in 0..<others {
      let board = board
      let thread = Thread { board.serve() }
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  deinit { board.close() }

  /// Runs every block once and returns the smallest and largest change they report.
  ///
  /// Once the flag is up the remaining blocks are skipped; the caller asks the flag afterwards.
  func run(blocks: Int, cancellation: Cancellation?, _ body: (Int) -> ChangeRange) -> ChangeRange {
    if others == 0 || blocks == 1 {
      var range = ChangeRange()
      for block in 0..<blocks {
        if cancellation?.isCancelled == true { break }
        range.take(body(block))
      }
      return range
    }
    return withoutActuallyEscaping(body) { body in
      // The closure does not leave this call: `finish` returns after every thread has let go of it.
      board.begin(Job(blocks: blocks, cancellation: cancellation, body: body))
      board.work()
      return board.finish()
    }
  }

  private struct Job {
    var blocks: Int
    var cancellation: Cancellation?
    var body: (Int) -> ChangeRange
  }

  /// Shared by the threads. `@unchecked`: `job` is written before the semaphore lets the others in and cleared after all have reported;
  /// the rest is atomic or behind the lock.
  private final class Board: @unchecked Sendable {
    let next = Atomic<Int>(0)
    let closed = Atomic<Bool>(false)
    let range = Mutex(ChangeRange())
    let start = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    let others: Int
    var job: Job?

    init(others: Int) { self.others = others }

    func begin(_ job: Job) {
      self.job = job
      next.store(0, ordering: .releasing)
      range.withLock { $0 = ChangeRange() }
      for _ in 0..<others { start.signal() }
    }

    func work() {
      guard let job else { return }
      var own = ChangeRange()
      while job.cancellation?.isCancelled != true {
        let block = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if block >= job.blocks { break }
        own.take(job.body(block))
      }
      range.withLock { $0.take(own) }
    }

    func finish() -> ChangeRange {
      for _ in 0..<others { ended.wait() }
      job = nil
      return range.withLock { $0 }
    }

    func serve() {
      while true {
        start.wait()
        if closed.load(ordering: .acquiring) { return }
        work()
        ended.signal()
      }
    }

    func close() {
      closed.store(true, ordering: .releasing)
      for _ in 0..<others { start.signal() }
    }
  }
}

/// The smallest and the largest change of a value in a sweep.
public struct ChangeRange: Sendable, Equatable {
  public var lowest = Double.infinity
  public var highest = -Double.infinity

  public init() {}

  @inline(__always)
  public mutating func take(_ change: Double) {
    lowest = min(lowest, change)
    highest = max(highest, change)
  }

  @inline(__always)
  mutating func take(_ other: ChangeRange) {
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }

  var span: Double { highest - lowest }
}
