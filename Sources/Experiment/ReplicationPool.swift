internal import Foundation
public import Groundwork
public import Randomness
public import Simulation
internal import Synchronization

/// Who simulates one replication of every plan of a study on common random numbers. One runner per thread; a runner never leaves its
/// thread.
public protocol ReplicationRunner: AnyObject {
  /// Lets a long replication end once the flag is up; what it then gives is thrown away.
  func watch(_ flag: Cancellation)

  /// - Parameter count: how many of the plans, from the first.
  /// - Returns: one outcome per plan, in the order of the plans.
  func run(seed: UInt64, phase: DrawPhase, replication: Int, first count: Int) -> [Outcome]
}

extension ReplicationRunner {
  /// Short replications need not look.
  public func watch(_ flag: Cancellation) {}
}

/// Our own threads over an atomic work index, folded by replication number.
///
/// Whichever thread finishes whichever replication first, the fold sees replication 0, then 1, then 2 … So the result has the same bytes on
/// any number
/// of threads. (The language's task pool runs as many tasks as there are cores, whatever is asked for: on two cores "7 threads" would be
/// two.)
struct ReplicationPool: Sendable {
  var seed: UInt64
  var phase: DrawPhase
  var threads: Int
  /// The order in which replications are taken up; tests shuffle it.
  var order: @Sendable (Range<Int>) -> [Int] = { Array($0) }
  /// How many of the runner's plans a replication runs, from the first.
  var plans: @Sendable (Int) -> Int

  private struct Shared<State: Sendable, Digest: Sendable>: Sendable {
    var state: State
    var next: Int
    var waiting: [Int: Digest] = [:]
  }

  /// Runs the replications and folds their digests in order of number.
  ///
  /// - Parameters:
  ///   - digest: turns a replication's outcomes into what the fold needs; runs on the worker's thread, outside any lock.
  ///   - fold: adds one digest; called once per replication, in ascending order of number, on any thread.
  ///   - progress: called with replications finished so far; on any thread, one call at a time.
  /// - Throws: `Cancelled` once the flag is up; the state is then given up, so nothing half folded gets out.
  func run<State: Sendable, Digest: Sendable>(
    _ replications: Range<Int>, into state: State, makeRunner: @escaping @Sendable () -> any ReplicationRunner, cancellation: Cancellation,
    digest: @escaping @Sendable ([Outcome]) -> Digest, fold: @escaping @Sendable (inout State, Digest) -> Void,
    progress: (@Sendable (Int) -> Void)? = nil
  ) throws(Cancelled) -> State {
    let work = order(replications)
    precondition(work.count == replications.count, "the order of work names every replication once")
    let shared = SharedBox(Shared<State, Digest>(state: state, next: replications.lowerBound))
    let index = AtomicIndex()
    let seed = seed, phase = phase, plans = plans
    let body: @Sendable () -> Void = {
      let runner = makeRunner()
      runner.watch(cancellation)
      while !cancellation.isCancelled {
        let taken = index.take()
        if taken >= work.count { return }
        let replication = work[taken]
        let outcomes = runner.run(seed: seed, phase: phase, replication: replication, first: plans(replication))
        // A replication cut short must not be folded.
        if cancellation.isCancelled { return }
        let result = digest(outcomes)
        shared.value.withLock { shared in
          shared.waiting[replication] = result
          while let ready = shared.waiting.removeValue(forKey: shared.next) {
            fold(&shared.state, ready)
            shared.next += 1
          }
          progress?(shared.next - replications.lowerBound)
        }
      }
    }
    let count = max(1, min(threads, work.count))
    if count == 1 {
      body()
    } else {
      let finished = DispatchGroup()
      for number in 0..<count {
        finished.enter()
        let thread = Thread {
          body()
          finished.leave()
        }
        thread.name = "replications \(number)"
        // Deep recursion has no place in a replication, but samplers and sorts deserve more than a secondary thread's default.
        thread.stackSize = 8 << 20
        thread.start()
      }
      finished.wait()
    }
    try cancellation.check()
    return shared.value.withLock { $0.state }
  }

  private final class SharedBox<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }

  private final class AtomicIndex: Sendable {
    private let next = Atomic<Int>(0)
    func take() -> Int { next.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
