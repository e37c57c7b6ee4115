@testable import Randomness
import Testing

/// Packed tables beside the samplers they were made from.
@Suite struct `Tables of whole units` {
  static let laws: [Law] = [
    .poisson(mean: 0.3), .poisson(mean: 40), .geometric(mean: 7, from: 1), .negativeBinomial(mean: 20, dispersion: 9),
    .discrete([Weighted(4, weight: 1)]), .discrete([Weighted(-3, weight: 1), Weighted(2, weight: 0), Weighted(6, weight: 3)]),
    // A value for most draws, and many that share the last stretch of the guide.
    .discrete([Weighted(1, weight: 1e6)] + (2...60).map { Weighted(Double($0 * $0), weight: 1) }),
    .empirical((0..<97).map { Weighted(Double($0 * 12), weight: 1 / Double($0 + 1)) }, smooth: false),
  ]

  @Test(arguments: laws) func `give the draws of the sampler, at each threshold and beside it`(law: Law) throws {
    let sampler = try Sampler(law), table = try #require(WholeTable(sampler)), view = table.view
    let key = DrawKey(seed: 5, phase: .main, replication: 0)
    var words = (0..<20_000).map { key.bits(source: 7, ordinal: $0) }
    for i in 0...view.last {
      let threshold = view.steps[i].threshold
      words += [threshold, threshold &- 1, threshold &+ 1]
    }
    words += [0, 1, .max, .max - 1, 1 << 63]
    #expect(words.allSatisfy { view.draw($0) == sampler.drawInteger($0) })
    // The obvious way: the first value whose share is not used up.
    #expect(
      words.allSatisfy { word in
        let place = (0..<view.last).first { view.steps[$0].threshold > word } ?? view.last
        return view.draw(word) == view.steps[place].whole
      })
  }
}
