import Estimation
import Randomness
import Testing

@Suite struct `Verdicts` {
  private func interval(_ lower: Double, _ upper: Double, n: Int = 20) -> Estimate {
    Estimate(value: (lower + upper) / 2, lower: lower, upper: upper, n: n, kind: .confidence)
  }

  @Test func `an interval on one side of zero is better or worse by direction`() {
    #expect(Judgement(interval(1, 3), good: .up).verdict == .better)
    #expect(Judgement(interval(1, 3), good: .down).verdict == .worse)
    #expect(Judgement(interval(-3, -1), good: .down).verdict == .better)
    #expect(Judgement(interval(-3, -1), good: .up).verdict == .worse)
  }

  @Test func `no change is claimed only inside the margin`() {
    #expect(Judgement(interval(-0.4, 0.3), good: .up, margin: 0.5).verdict == .noChange)
    #expect(Judgement(interval(0.1, 0.3), good: .up, margin: 0.5).verdict == .noChange)
    #expect(Judgement(interval(-0.4, 0.3), good: .up).verdict == .cannotTell)
    #expect(Judgement(interval(-0.4, 0.7), good: .up, margin: 0.5).verdict == .cannotTell)
    // Clearly better, though perhaps by less than matters.
    #expect(Judgement(interval(0.1, 0.9), good: .up, margin: 0.5).verdict == .better)
    #expect(Judgement(interval(0, 0), good: .up).verdict == .noChange)
  }

  @Test func `without an interval nothing is told`() {
    for estimate in [Estimate.mean(of: []), .mean(of: [3]), .mean(of: [1, .nan])] {
      let judgement = Judgement(estimate, good: .up, margin: 1)
      #expect(judgement.verdict == .cannotTell && judgement.settledBy == nil)
    }
  }

  /// The promise is kept: with the replications named, four of five studies of a difference of that size come to a verdict.
  @Test func `the replications named settle the question with 80 percent`() throws {
    let noise = try Sampler(.normal(mean: 0, sd: 1))
    var source = Source(17)
    // A pilot with value 0.3 and standard deviation 1 exactly.
    let unit = [-1.0, 1, -1, 1, -1, 1, -1, 1]
    let scale = (7.0 / 8).squareRoot()
    let pilot = Judgement(.mean(of: unit.map { 0.3 + $0 * scale }), good: .up)
    let n = try #require(pilot.settledBy)
    #expect(pilot.verdict == .cannotTell)
    // (1.96 + 0.84)²/0.3² = 87, a little more with Student's t.
    #expect(n > 87 && n < 93)
    let settled = (0..<800).count { _ in Judgement(.mean(of: source.sample(n, noise).map { $0 + 0.3 }), good: .up).verdict == .better }
    #expect(abs(Double(settled) / 800 - 0.8) < 4 * 0.0142)
    #expect(Judgement(.mean(of: [-1, 1]), good: .up).settledBy == nil)
    #expect(Judgement(.mean(of: [-1, 1]), good: .up, margin: 0.5).settledBy != nil)
  }

  @Test func `a gate passes, fails or cannot tell`() {
    #expect(MarginVerdict(interval(-1, 0.5), good: .down, allowed: 1) == .within)
    #expect(MarginVerdict(interval(1.5, 3), good: .down, allowed: 1) == .beyond)
    #expect(MarginVerdict(interval(0.5, 3), good: .down, allowed: 1) == .cannotTell)
    #expect(MarginVerdict(interval(-3, -1.5), good: .up, allowed: 1) == .beyond)
    #expect(MarginVerdict(interval(-0.5, 9), good: .up, allowed: 1) == .within)
    #expect(MarginVerdict(.mean(of: [1]), good: .up, allowed: 1) == .cannotTell)
    #expect(MarginVerdict(.exact(0), good: .up, allowed: 0) == .within)
    // Either way is one too many.
    #expect(MarginVerdict(interval(-1, 0.5), good: nil, allowed: 1) == .within)
    #expect(MarginVerdict(interval(-3, -1.5), good: nil, allowed: 1) == .beyond)
    #expect(MarginVerdict(interval(1.5, 3), good: nil, allowed: 1) == .beyond)
    #expect(MarginVerdict(interval(-3, 3), good: nil, allowed: 1) == .cannotTell)
    // Words that tables and files hold.
    #expect(Verdict.noChange.rawValue == "no change" && Verdict.cannotTell.rawValue == "cannot tell")
  }
}

@Suite struct `The best of several` {
  @Test func `clearly different scenarios leave one, equal ones all`() throws {
    let values = [[1.0, 1.2, 0.9, 1.1], [5.0, 5.1, 5.2, 4.9], [3.0, 3.1, 2.9, 3.2]]
    let up = try #require(BestSelection(values, good: .up))
    #expect(up.best == 1 && up.tied == [1] && up.isDecided)
    #expect(up.contenders[1].lower == 0 && up.contenders[1].upper > 1.5 && up.contenders[0].upper == 0 && up.contenders[0].lower < -3)
    let down = try #require(BestSelection(values, good: .down))
    #expect(down.best == 0 && down.tied == [0])
    let equal = try #require(BestSelection([values[0], values[0], values[0]], good: .up))
    #expect(equal.tied == [0, 1, 2])
    let alone = try #require(BestSelection([values[0]], good: .up))
    #expect(alone.tied == [0] && alone.isDecided)
  }

  /// Two scenarios: multiple comparisons are one paired comparison at one-sided 95 %.
  @Test func `two scenarios are one paired comparison`() throws {
    let a = [12.1, 9.8, 11.4, 10.9, 13.0, 8.7], b = [11.0, 9.9, 10.1, 10.2, 11.9, 8.8]
    let selection = try #require(BestSelection([a, b], good: .up))
    let one = Estimate.pairedDifference(of: a, minus: b, level: 0.9)
    #expect(abs(selection.contenders[0].upper - one.upper!) < 1e-12)
    #expect(abs(selection.contenders[1].lower - -one.upper!) < 1e-12)
    #expect(selection.tied == (one.lower! > 0 ? [0] : [0, 1]))
  }

  @Test func `wrong tables are refused`() {
    #expect(BestSelection([], good: .up) == nil)
    #expect(BestSelection([[1], [2]], good: .up) == nil)
    #expect(BestSelection([[1, 2], [2]], good: .up) == nil)
    #expect(BestSelection([[1, 2], [2, .nan]], good: .up) == nil)
  }

  /// Four scenarios on common random numbers, the true best ahead by little: the tied set must hold it, and all intervals their truths,
  /// in 95 % of the studies.
  @Test func `the tied set holds the best and the intervals hold together`() throws {
    let noise = try Sampler(.normal(mean: 0, sd: 1))
    let truth = [0.0, 0.2, 0.5, 0.6]
    var source = Source(23)
    var kept = 0, covered = 0
    let trials = 1000
    for _ in 0..<trials {
      let shared = source.sample(15, noise)
      let values = truth.map { mean in zip(shared, source.sample(15, noise)).map { mean + 2 * $0 + 0.7 * $1 } }
      let selection = try #require(BestSelection(values, good: .up))
      if selection.contenders[3].isTiedForBest { kept += 1 }
      let holds = truth.indices.allSatisfy { i in
        let ahead = truth[i] - truth.indices.filter { $0 != i }.map { truth[$0] }.max()!
        return selection.contenders[i].lower <= ahead + 1e-12 && ahead <= selection.contenders[i].upper + 1e-12
      }
      if holds { covered += 1 }
    }
    #expect(kept >= 950 - 28, "\(kept)")
    #expect(covered >= 950 - 28, "\(covered)")
    #expect(covered < trials)
  }
}

@Suite struct `Warm-up by MSER-5` {
  /// The definition, looked at cut by cut.
  private func slow(_ series: [Double]) -> (cut: Int, criterion: Double) {
    let means = stride(from: 0, to: series.count / 5 * 5, by: 5).map { series[$0..<($0 + 5)].reduce(0, +) / 5 }
    var best = (cut: 0, criterion: Double.infinity)
    for d in 0...(means.count - 5) {
      let rest = means[d...]
      let mean = rest.reduce(0, +) / Double(rest.count)
      let criterion = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count * rest.count)
      if criterion < best.criterion * (1 - 1e-12) { best = (5 * d, criterion) }
    }
    return best
  }

  @Test func `the fast sums agree with the definition`() throws {
    let noise = try Sampler(.normal(mean: 0, sd: 1))
    for seed in 0..<20 {
      var source = Source(UInt64(100 + seed))
      let decay = 20.0 + 10 * Double(seed)
      var level = 30.0
      let series = source.sample(503, noise).map { x in
        level *= 1 - 1 / decay
        return x + level
      }
      let fast = mser5(series), plain = slow(series)
      #expect(fast.observations == plain.cut && abs(fast.criterion - plain.criterion) < 1e-9 * plain.criterion)
      #expect(fast.isValid == (2 * plain.cut <= 500))
    }
  }

  @Test func `a step is cut where it ends, a settled series not at all`() throws {
    let noise = try Sampler(.normal(mean: 0, sd: 1))
    var source = Source(31)
    let stepped = source.sample(400, noise).enumerated().map { $0.element + ($0.offset < 60 ? 15 : 0) }
    let cut = mser5(stepped)
    #expect(cut.isValid && abs(cut.observations - 60) <= 5)
    #expect(mser5([Double](repeating: 4, count: 100)) == mser5([Double](repeating: 4, count: 100)))
    #expect(mser5([Double](repeating: 4, count: 100)).observations == 0)
  }

  @Test func `a series that never settles, is short or has gaps is not valid`() {
    let rising = (0..<300).map(Double.init)
    let cut = mser5(rising)
    #expect(!cut.isValid && cut.observations > 150 && cut.reason != nil)
    #expect(!mser5([1, 2, 3]).isValid && mser5([]).reason!.contains("50"))
    #expect(!mser5([Double](repeating: .nan, count: 100)).isValid)
  }
}
