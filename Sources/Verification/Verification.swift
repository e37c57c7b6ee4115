public import Estimation
internal import Experiment
public import Groundwork
internal import Optimization
internal import Synchronization

/// What became of the rows of one file.
public struct FileVerdict: Sendable {
  public var name: String
  public var rows: [RowVerdict]
  /// The level of each simulated interval, so that all of the file cover together at 95 %; nil where nothing was simulated.
  public var level: Double?
}

/// What became of a row.
public struct RowVerdict: Sendable {
  public enum Outcome: Sendable {
    /// It was solved and compared.
    case compared([Comparison])
    /// Its kind is not known here: no statement.
    case unknownKind
    /// There is no answer, and why.
    case unanswered(String)
    /// Its inputs are wrong.
    case wrongInputs(InputErrors)
  }
  public var row: PublishedRow
  public var outcome: Outcome
  public var note: String?

  /// Whether a simulated interval does not hold the published value.
  var misses: Bool {
    if case .compared(let comparisons) = outcome { return comparisons.contains { $0.verdict == .misses } }
    return false
  }

  public var isOff: Bool {
    switch outcome {
    case .compared(let comparisons): comparisons.contains { !$0.isGood }
    case .unknownKind, .wrongInputs: false
    case .unanswered: true
    }
  }
}

/// One published number beside ours.
public struct Comparison: Sendable {
  public enum Verdict: String, Sendable {
    case agrees
    /// Another choice of the same cost.
    case ties
    /// The simulated interval holds the published value.
    case covers
    case off
    /// The simulated interval does not hold the published value.
    case misses
    /// We compute no such value.
    case unanswered = "no answer"
  }
  /// Name of the value, with its place in a list.
  public var name: String
  public var expected: Double
  public var computed: Double?
  /// The simulated estimate, where this is a comparison by simulation.
  public var estimate: Estimate?
  public var verdict: Verdict
  /// The name without the place, to which the parts of a list belong.
  public var group: String

  public var difference: Double? { computed.map { $0 - expected } }
  public var isGood: Bool { verdict == .agrees || verdict == .ties || verdict == .covers }
}

/// Solves rows and compares.
public enum Verification {
  /// The level at which all simulated intervals of a file cover together.
  public static let familyLevel = 0.95

  /// Every row solved, in the order given, whatever the number of threads.
  ///
  /// One interval of many misses by chance now and then, 5 files in 100 by design. So a row with a miss is simulated once more on fresh
  /// worlds, four times as long, and that look alone decides: what is wrong is missed again, by a narrower interval.
  ///
  /// - Parameters:
  ///   - threads: at least 1; any number gives the same answers.
  ///   - effort: of the simulations.
  ///   - progress: called after each row with the number finished and the number of all, from any thread.
  ///   - lasting: called some times a second from any thread while a row lasts longer than a second, with the same numbers and how far it
  ///     has come.
  /// - Throws: `Cancelled`.
  public static func run(
    _ files: [RowFile], threads: Int, effort: Answer.Effort = .full, cancellation: Cancellation = Cancellation(),
    progress: (@Sendable (_ finished: Int, _ of: Int) -> Void)? = nil,
    lasting: (@Sendable (_ finished: Int, _ of: Int, _ what: String) -> Void)? = nil
  ) throws(Cancelled) -> [FileVerdict] {
    let all = files.flatMap(\.rows)
    let count = RowCounter()
    let answers = try concurrentMap(all.count, threads: threads, cancellation: cancellation) { i in
      var row = all[i]
      row.control = SolverControl(threads: max(1, threads / all.count), cancellation: cancellation)
      if let lasting {
        let pace = ProgressPace()
        let id = row.id
        row.control.progress = { state in
          if pace.isDue() { lasting(count.finishedCount, all.count, "\(id), \(state.states) states, sweep \(state.sweep)") }
        }
      }
      let solved = Solved(row, effort)
      progress?(count.next(), all.count)
      return solved
    }
    var first = 0
    var verdicts: [FileVerdict] = []
    for file in files {
      let mine = Array(answers[first..<(first + file.rows.count)])
      first += file.rows.count
      let simulated = mine.reduce(0) { $0 + $1.simulated.count }
      // Bonferroni: the misses of m intervals at 1 − α/m have a chance of at most α together, whatever their dependence.
      let level = simulated > 0 ? 1 - (1 - familyLevel) / Double(simulated) : nil
      var rows = mine.map { $0.verdict(level: level ?? familyLevel) }
      let missed = rows.indices.filter { rows[$0].misses }
      let again = try concurrentMap(missed.count, threads: threads, cancellation: cancellation) { i in
        mine[missed[i]].looked(again: effort.secondLook).verdict(level: level ?? familyLevel)
      }
      for (i, verdict) in zip(missed, again) { rows[i] = verdict }
      verdicts.append(FileVerdict(name: file.name, rows: rows, level: level))
    }
    return verdicts
  }
}

/// Lets a solver speak a few times a second, after its first.
private final class ProgressPace: Sendable {
  private let next = Mutex(ContinuousClock.now + .seconds(1))

  func isDue() -> Bool {
    next.withLock { next in
      let now = ContinuousClock.now
      if now < next { return false }
      next = now + .milliseconds(250)
      return true
    }
  }
}

/// A row with its answer, before the file's other rows are known.
private struct Solved: Sendable {
  let row: PublishedRow
  var answer: Answer?
  var simulated: [Answer.Simulated] = []
  var failure: RowVerdict.Outcome?

  init(_ row: PublishedRow, _ effort: Answer.Effort) {
    self.row = row
    guard let family = AnswerFamily.byKind[row.kind] else {
      failure = .unknownKind
      return
    }
    do {
      let answer = try family.answer(row)
      try row.refuseUnread()
      self.answer = answer
      if let simulation = answer.simulation {
        simulated = try simulation(effort).filter { row[expected: $0.name]?.part($0.part) != nil }
      }
    } catch let errors as InputErrors {
      failure = .wrongInputs(errors)
    } catch QueueError.invalid(let reason) {
      failure = .wrongInputs(
        InputErrors(
          Diagnostic(.error, code: "bad-row", "'\(row.id)': \(reason)", remedy: "correct the row's inputs", at: row.inputs.json.place)))
    } catch OptimizationError.invalid(let field, let reason) {
      failure = .wrongInputs(
        InputErrors(
          Diagnostic(
            .error, code: "bad-row", "'\(row.id)': \(field) \(reason)", remedy: "correct the row's inputs", at: row.inputs.json.place)))
    } catch {
      failure = .unanswered("\(error)")
    }
  }

  /// The same with its simulation made anew.
  func looked(again effort: Answer.Effort) -> Solved {
    guard let answer, let simulation = answer.simulation else { return self }
    var copy = self
    do {
      copy.simulated = try simulation(effort).filter { row[expected: $0.name]?.part($0.part) != nil }
      copy.answer?.note =
        (answer.note.map { $0 + "; " } ?? "") + "an interval missed, so this is a second look: fresh worlds, four times as long"
    } catch {
      copy.failure = .unanswered("\(error)")
    }
    return copy
  }

  func verdict(level: Double) -> RowVerdict {
    guard let answer, failure == nil else { return RowVerdict(row: row, outcome: failure ?? .unanswered("no answer"), note: nil) }
    let comparer = RowComparer(row: row, answer: answer, sampled: simulated)
    return RowVerdict(row: row, outcome: .compared(comparer.solved() + comparer.simulated(level: level)), note: answer.note)
  }
}
