internal import Foundation

/// A Poisson count by inversion: the same uniform gives a count that grows with the mean and never falls.
enum PoissonCount {
  /// Above this mean a table is faster than a search from zero.
  static let searchLimit = 60.0

  /// The smallest k with F(k) ≥ `uniform`.
  /// - Complexity: O(mean).
  static func draw(mean: Double, uniform: Double) -> Int {
    if mean <= 0 { return 0 }
    var probability = exp(-mean)
    var cumulative = probability
    var k = 0
    while uniform > cumulative {
      k += 1
      probability *= mean / Double(k)
      cumulative += probability
      // Rounding may leave the sum a hair below 1; terms this small change nothing any more.
      if probability < 1e-18 && Double(k) > mean { break }
    }
    return k
  }
}
