internal import Groundwork
internal import Optimization
internal import Synchronization

/// How far the programs are, told to whoever waits for them: how many of how many items are solved, and of a long program its steps.
///
/// Thread-safe; programs run with the same numbers whether or not somebody watches.
final class SolvingWatch: Sendable {
  private let activity: String
  private let planned: Int
  private let report: @Sendable (StudyProgress) -> Void
  private let finished = Atomic<Int>(0)

  /// - Parameters:
  ///   - activity: what is done, such as `solving items`.
  ///   - planned: pieces of it.
  ///   - report: called from any thread.
  /// - Returns: nil where nobody watches, so that programs have nobody to tell.
  init?(_ activity: String, planned: Int, _ report: (@Sendable (StudyProgress) -> Void)?) {
    guard let report, planned > 0 else { return nil }
    self.activity = activity
    self.planned = planned
    self.report = report
  }

  private func tell(_ detail: String) {
    report(StudyProgress(finished: finished.load(ordering: .relaxed), planned: planned, activity: activity, detail: detail))
  }

  /// A piece is begun.
  func began(_ piece: String) { tell(piece) }

  /// A piece is done.
  func ended() {
    finished.wrappingAdd(1, ordering: .relaxed)
    tell("")
  }

  /// What a program calls between its steps.
  ///
  /// Small programs take a million steps a second: they are told at powers of two and every 64th.
  func steps(of piece: String) -> @Sendable (SolverProgress) -> Void {
    { [self] state in
      let isRare = state.sweep & (state.sweep - 1) == 0 || state.sweep % 64 == 0 || state.states > 100_000
      if isRare { tell("\(piece), \(Self.words(state))") }
    }
  }

  /// `sweep 128, bounds 0.0031 apart`, `step 12 of 60`.
  static func words(_ state: SolverProgress) -> String {
    var text = "\(state.planned == nil ? "sweep" : "step") \(state.sweep)"
    if let planned = state.planned { text += " of \(planned)" }
    // Before the first bound there is no width.
    if state.gap.isFinite { text += ", bounds \(NumberFormat.terminal.significant(state.gap, digits: 2)) apart" }
    return text
  }
}
