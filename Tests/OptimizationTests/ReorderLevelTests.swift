import Randomness
import Testing

@testable import Optimization

/// Poisson probabilities the slow way, from the logarithm of each term.
func poissonLaw(_ mean: Double) -> LatticeDistribution {
  LatticeArithmetic.poisson(mean: mean)
}

@Suite struct `Exact (s, S) levels` {
  struct Row: Sendable, CustomTestStringConvertible {
    var mean: Double
    var lead: Double
    var p: Double
    var K: Double
    var s: Int
    var S: Int
    var cost: Double
    var tolerance = 1e-4
    var testDescription: String { "Poisson \(mean), lead time \(lead), p \(p), K \(K)" }
  }

  /// h = 1 throughout. First five: instances in the style of Veinott and Wagner (1965), solved
  /// by an independent exact solver; then example 4.7 of Snyder and Shen, *Fundamentals of
  /// Supply Chain Theory* (as in stockpyl); then the table of Zheng and Federgruen (1991).
  static let rows = [
    Row(mean: 16, lead: 2, p: 9, K: 64, s: 44, S: 86, cost: 46.688316), Row(mean: 36, lead: 2, p: 4, K: 64, s: 93, S: 147, cost: 61.552622),
    Row(mean: 4, lead: 2, p: 99, K: 64, s: 16, S: 38, cost: 28.420622),
    Row(mean: 49, lead: 4, p: 9, K: 64, s: 240, S: 308, cost: 80.645152),
    Row(mean: 6, lead: 0, p: 4, K: 5, s: 4, S: 10, cost: 8.034111561, tolerance: 1e-6),
    Row(mean: 10, lead: 0, p: 9, K: 64, s: 6, S: 40, cost: 35.02155527),
    Row(mean: 15, lead: 0, p: 9, K: 64, s: 10, S: 49, cost: 42.69781892),
    Row(mean: 22, lead: 0, p: 9, K: 64, s: 16, S: 68, cost: 51.63230078),
    Row(mean: 23, lead: 0, p: 9, K: 64, s: 17, S: 52, cost: 52.75673601),
    Row(mean: 24, lead: 0, p: 9, K: 64, s: 18, S: 54, cost: 53.51786481),
    Row(mean: 35, lead: 0, p: 9, K: 64, s: 28, S: 77, cost: 61.21547905),
    Row(mean: 45, lead: 0, p: 9, K: 64, s: 37, S: 97, cost: 67.77604354),
    Row(mean: 50, lead: 0, p: 9, K: 64, s: 42, S: 108, cost: 70.97521233),
    Row(mean: 52, lead: 0, p: 9, K: 64, s: 44, S: 112, cost: 72.24610563),
    Row(mean: 55, lead: 0, p: 9, K: 64, s: 47, S: 118, cost: 74.14868747),
    Row(mean: 63, lead: 0, p: 9, K: 64, s: 54, S: 73, cost: 78.28682802),
    Row(mean: 65, lead: 0, p: 9, K: 64, s: 56, S: 75, cost: 78.51823321),
  ]

  @Test(arguments: rows)
  func `agree with the published table`(row: Row) throws {
    let problem = InventoryProblem(
      demand: .perPeriod(poissonLaw(row.mean)), timing: .sequence(periods: 1), leadTime: .constant(row.lead), orderCost: row.K,
      holdingCost: 1,
      backorderCost: row.p)
    let found = try problem.optimalReorderLevels()
    #expect(found.s == row.s)
    #expect(found.S == row.S)
    #expect(abs(found.costPerDay / row.cost - 1) < row.tolerance)
  }
}
