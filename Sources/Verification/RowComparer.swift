internal import Estimation
internal import Synchronization

/// Puts the published values of a row beside ours.
struct RowComparer {
  let row: PublishedRow
  let answer: Answer
  /// What was simulated of it.
  let sampled: [Answer.Simulated]

  /// The solved values, in the order the row expects them.
  func solved() -> [Comparison] {
    var result: [Comparison] = []
    for expected in row.expected {
      let item = answer[expected.name]
      let computed = item?.value
      var parts: [Comparison] = []
      for (label, value) in expected.value.parts {
        let ours = computed?.part(label)
        var verdict = Comparison.Verdict.unanswered
        if let ours { verdict = agree(ours, value, name: expected.name) ? .agrees : .off }
        parts.append(
          Comparison(name: expected.name + label, expected: value, computed: ours, verdict: verdict, group: expected.name))
      }
      // A list of ours that is longer than the published one says something else.
      if let computed, computed.parts.count != expected.value.parts.count {
        for i in parts.indices { parts[i].verdict = .off }
      }
      if case .choice(let cost)? = item?.role, parts.contains(where: { $0.verdict == .off }), !row.tolerance.exact.contains(expected.name),
        ties(cost)
      {
        for i in parts.indices where parts[i].verdict == .off { parts[i].verdict = .ties }
      }
      result += parts
    }
    return result
  }

  private func agree(_ ours: Double, _ published: Double, name: String) -> Bool {
    if row.tolerance.exact.contains(name) { return ours == published }
    // The rounding of the last printed digit of a value that is equal does not count against it.
    return abs(ours - published) <= row.tolerance.allowance(for: published) * (1 + 1e-9)
  }

  /// Whether the published choice costs what ours costs, within the tolerance.
  private func ties(_ cost: String) -> Bool {
    guard let best = answer[cost]?.value.single, let priced = answer.priced, let other = try? priced(cost, row) else { return false }
    return abs(other - best) <= row.tolerance.allowance(for: best)
  }

  /// The simulated quantities the row expects, with intervals of the given level.
  func simulated(level: Double) -> [Comparison] {
    sampled.compactMap { one in
      guard let expected = row[expected: one.name]?.part(one.part) else { return nil }
      let estimate = Estimate.mean(of: one.replications, level: level)
      let covers = (estimate.lower ?? .infinity) <= expected && expected <= (estimate.upper ?? -.infinity)
      return Comparison(
        name: one.name + one.part, expected: expected, computed: estimate.value, estimate: estimate, verdict: covers ? .covers : .misses,
        group: one.name)
    }
  }
}

/// Counts finished rows over threads; for the progress bar only.
final class RowCounter: Sendable {
  private let finished = Atomic<Int>(0)

  var finishedCount: Int { finished.load(ordering: .relaxed) }

  func next() -> Int { finished.wrappingAdd(1, ordering: .relaxed).newValue }
}
