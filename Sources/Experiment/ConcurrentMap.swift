internal import Foundation
public import Groundwork
internal import Synchronization

/// Results of independent pieces of work, in the order of the pieces, on threads of our own.
///
/// - Parameter body: called once per index, on any thread.
/// - Throws: `Cancelled` once the flag is up.
public func concurrentMap<Result: Sendable>(
  _ count: Int, threads: Int, cancellation: Cancellation, _ body: @escaping @Sendable (Int) -> Result
) throws(Cancelled) -> [Result] {
  let board = Board<Result>(count)
  let work: @Sendable () -> Void = {
    while !cancellation.isCancelled {
      let i = board.next.wrappingAdd(1, ordering: .relaxed).oldValue
      if i >= count { return }
      let result = body(i)
      board.results.withLock { $0[i] = result }
    }
  }
  let workers = max(1, min(threads, count))
  if workers == 1 {
    work()
  } else {
    let finished = DispatchGroup()
    for _ in 0..<workers {
      finished.enter()
      let thread = Thread {
        work()
        finished.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    finished.wait()
  }
  try cancellation.check()
  return board.results.withLock { $0.compactMap { $0 } }
}

/// Where workers take the number of their next piece and leave its result.
private final class Board<Result: Sendable>: Sendable {
  let next = Atomic<Int>(0)
  let results: Mutex<[Result?]>
  init(_ count: Int) { results = Mutex([Result?](repeating: nil, count: count)) }
}
