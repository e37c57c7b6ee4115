/// How much of a series to leave out as the influence of its start.
public struct WarmUpCut: Sendable, Equatable {
  /// Observations to leave out: a multiple of 5. Nothing to lean on unless `isValid`.
  public var observations: Int
  /// The criterion at the cut: the squared standard error of the mean of what stays.
  public var criterion: Double
  public var isValid: Bool
  /// Why the cut is not valid, in a planner's words.
  public var reason: String?
}

/// MSER-5: the cut that makes the remaining mean most certain, over means of five observations.
///
/// K. P. White, "An Effective Truncation Heuristic for Bias Reduction in Simulation Output", *Simulation* 69(6), 1997; the batches of
/// five after W. W. Spratt and K. P. White. Of all cuts d the one with the least Σ(Y − Ȳ_d)²/(m − d)² is taken, the earliest of equals. A
/// least value in the second half of the series means that it has not settled: the cut is not valid, and the run must be longer. The last
/// five means never enter as cuts, since few values are close together by chance.
///
/// - Parameter series: equally spaced in time, in order; a mean over replications is smoother than one replication.
/// - Complexity: O(length).
public func mser5(_ series: [Double]) -> WarmUpCut {
  func refuse(_ reason: String) -> WarmUpCut { WarmUpCut(observations: 0, criterion: .nan, isValid: false, reason: reason) }
  guard series.allSatisfy(\.isFinite) else { return refuse("the series has values that are not numbers") }
  let count = series.count / 5
  guard count >= 10 else { return refuse("the series has \(series.count) values; a cut needs at least 50") }
  let means = (0..<count).map { batch in series[(5 * batch)..<(5 * batch + 5)].reduce(0, +) / 5 }
  // Welford's sums from the end: after step d they are those of means[d...].
  var n = 0.0, mean = 0.0, squares = 0.0
  var best = 0, least = Double.infinity
  for d in means.indices.reversed() {
    n += 1
    let delta = means[d] - mean
    mean += delta / n
    squares += delta * (means[d] - mean)
    if d <= count - 5 {
      let criterion = squares / (n * n)
      // Going down, so "not greater" takes the earliest of equals.
      if criterion <= least {
        least = criterion
        best = d
      }
    }
  }
  if 2 * best > count {
    return WarmUpCut(
      observations: 5 * best, criterion: least, isValid: false,
      reason: "the least error comes after the first half of the series: it has not settled yet")
  }
  return WarmUpCut(observations: 5 * best, criterion: least, isValid: true, reason: nil)
}
