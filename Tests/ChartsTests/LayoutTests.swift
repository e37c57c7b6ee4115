import Testing

@testable import Charts

@Suite struct `Text and labels` {
  private func width(_ text: String) -> Double { Double(text.count) * 5 }

  @Test func `lines are balanced and nothing is lost`() {
    let text = "A late-March trough leaves a 1-in-6 chance of falling below safety stock"
    let lines = TextLayout.balanced(text, limit: 200, width: width)
    #expect(lines.count == 2)
    #expect(lines.joined(separator: " ") == text)
    #expect(abs(width(lines[0]) - width(lines[1])) < 60)
    #expect(TextLayout.balanced("", limit: 100, width: width).isEmpty)
  }

  @Test func `random texts keep their words, fit, and use as few lines as a greedy break`() {
    var numbers = SampleNumbers(4)
    for _ in 0..<500 {
      let words = (0..<1 + numbers.below(25)).map { _ in String(repeating: "x", count: 1 + numbers.below(9)) }
      let limit = 50 + 200 * numbers.uniform()
      let lines = TextLayout.balanced(words.joined(separator: " "), limit: limit, width: width)
      #expect(lines.flatMap { $0.split(separator: " ") }.map(String.init) == words)
      #expect(lines.allSatisfy { width($0) <= limit })
      var (greedy, used) = (1, -5.0)
      for word in words {
        if used + 5 + width(word) > limit, used > 0 { (greedy, used) = (greedy + 1, width(word)) } else { used += 5 + width(word) }
      }
      #expect(lines.count == greedy)
    }
  }

  @Test func `shortening fits and says so`() {
    #expect(TextLayout.shortened("Packing", limit: 100, width: width) == "Packing")
    #expect(TextLayout.shortened("Packing and shipping", limit: 60, width: width) == "Packing and…")
    #expect(width(TextLayout.shortened(String(repeating: "ü", count: 120), limit: 80, width: width)) <= 80)
    #expect(TextLayout.shortened("abc", limit: 2, width: width) == "")
  }

  @Test func `a stack of labels is the least-squares one`() {
    var numbers = SampleNumbers(6)
    for _ in 0..<60 {
      let labels = (0..<3).map { _ in LabelStack.Label(target: (numbers.uniform() * 40).rounded(), height: 10) }
      let placed = LabelStack.place(labels, in: 0...60)
      let order = labels.indices.sorted { (labels[$0].target, $0) < (labels[$1].target, $1) }
      func cost(_ y: [Double]) -> Double { zip(order, y).reduce(0) { $0 + ($1.1 - labels[$1.0].target) * ($1.1 - labels[$1.0].target) } }
      // Every feasible placement on a half-point grid.
      var best = Double.infinity
      for a in stride(from: 5.0, through: 35, by: 0.5) {
        for b in stride(from: a + 10, through: 45, by: 0.5) {
          for c in stride(from: b + 10, through: 55, by: 0.5) { best = min(best, cost([a, b, c])) }
        }
      }
      let found = cost(order.map { placed[$0] })
      #expect(found <= best + 1e-9)
      for (i, j) in zip(order, order.dropFirst()) { #expect(placed[j] - placed[i] >= 10 - 1e-9) }
      #expect(placed.allSatisfy { $0 >= 5 - 1e-9 && $0 <= 55 + 1e-9 })
    }
  }

  @Test func `thinning keeps every extreme`() {
    var numbers = SampleNumbers(8)
    let points = (0..<20_000).map { Point(Double($0) * 0.01, numbers.uniform()) }
    let thin = Decimation.m4(points)
    #expect(thin.count <= 4 * 401)
    #expect(thin.map(\.y).max() == points.map(\.y).max() && thin.map(\.y).min() == points.map(\.y).min())
    #expect(thin.first == points.first && thin.last == points.last)
    #expect(zip(thin, thin.dropFirst()).allSatisfy { $0.x <= $1.x })
  }
}

@Suite struct `Order statistics` {
  @Test func `type 7 quantiles`() {
    // R: quantile(c(1, 2, 4, 8), c(.05, .25, .5, .9)) = 1.15, 1.75, 3, 6.8.
    let sample = [1.0, 2, 4, 8]
    for (p, value) in [(0.0, 1.0), (0.05, 1.15), (0.25, 1.75), (0.5, 3), (0.9, 6.8), (1, 8)] {
      #expect(abs(OrderStatistics.quantile(p, ofSorted: sample) - value) < 1e-12)
    }
  }

  @Test func `intervals of quantiles by rank`() {
    // Tables of distribution-free intervals for the median: n = 10 gives (2, 9), n = 20 gives (6, 15), n = 25 gives (8, 18).
    for (n, lower, upper) in [(10, 2, 9), (20, 6, 15), (25, 8, 18)] {
      let ranks = OrderStatistics.quantileRanks(0.5, n: n)
      #expect(ranks?.lower == lower && ranks?.upper == upper)
    }
    // 0.95ⁿ ≤ 0.025 needs n ≥ 72 before P5 has a lower bound.
    #expect(OrderStatistics.quantileRanks(0.05, n: 71) == nil)
    #expect(OrderStatistics.quantileRanks(0.05, n: 72)?.lower == 1)
  }

  @Test func `the band of Dvoretzky, Kiefer and Wolfowitz`() {
    // √(ln 40 / 200) = 0.13581 for n = 100 at 95%.
    #expect(abs(OrderStatistics.bandHalfWidth(n: 100) - 0.13581) < 1e-5)
  }
}
