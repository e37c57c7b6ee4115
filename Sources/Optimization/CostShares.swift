/// How a cost that items have together is shared out between them, for the bound that each sharing gives.
enum CostShares {
  /// Moves cost from where a share brings least to where it brings most, as long as the sum of the items' own costs rises; smaller and
  /// smaller moves.
  ///
  /// - Parameters:
  ///   - shares: one per item, sum 1.
  ///   - costs: of each item at its share.
  ///   - move: the first move; the last is a hundredth of an equal share.
  ///   - own: what an item costs at a share.
  /// - Complexity: two problems an item and move.
  static func improve(
    _ shares: inout [Double], _ costs: inout [Double], move first: Double, control: SolverControl,
    _ own: (Int, Double) throws(OptimizationError) -> Double
  ) throws(OptimizationError) {
    let n = shares.count
    var move = first
    while move > 0.01 / Double(n) {
      try control.check()
      var gains: [Double] = [], losses: [Double] = []
      for i in 0..<n {
        gains.append(try own(i, shares[i] + move) - costs[i])
        losses.append(shares[i] >= move ? costs[i] - (try own(i, shares[i] - move)) : .infinity)
      }
      let to = gains.indices.max { gains[$0] < gains[$1] } ?? 0
      let from = losses.indices.filter { $0 != to }.min { losses[$0] < losses[$1] } ?? 0
      if to != from, gains[to] > losses[from] * (1 + 1e-9) {
        shares[to] += move
        shares[from] -= move
        costs[to] += gains[to]
        costs[from] -= losses[from]
      } else {
        move /= 2
      }
    }
  }
}
