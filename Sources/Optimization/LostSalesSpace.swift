internal import Randomness

/// The states of a system with lost sales and a lead time of *L* ≥ 1 periods, laid out for speed.
///
/// A state is the stock on hand *x₀* after receipt and the orders *x₁* … *x_(L−1)* due in so many periods. All states with the same
/// orders form a column, contiguous in *x₀*; columns stand in lexicographic order, so that what an order *z* leads to, the column (*x₂*,
/// …, *z*), lies *z* columns after that of (*x₂*, …, 0).
///
/// Consecutive orders in any window of *m* sum to at most `windows[m]`, and the whole to at most `total`.
struct LostSalesSpace: Sendable {
  struct Column: Sendable {
    /// Index of the state with *x₀* = 0.
    var offset: Int
    /// States: *x₀* = 0 … count − 1; the largest uses up `total`.
    var count: Int
    /// *x₁*, or −1 where *L* = 1 and the order itself is due next.
    var incoming: Int
    /// The column that an order of 0 leads to.
    var successor: Int
    /// Largest order that the windows allow.
    var largestOrder: Int
    /// Orders under way.
    var onOrder: Int
  }

  let leadTime: Int
  let windows: [Int]
  let total: Int
  let columns: [Column]
  let stateCount: Int
  /// Orders of the columns, `leadTime − 1` each, row-major.
  let orders: [Int32]

  /// - Parameters:
  ///   - windows: element *m* bounds *m* orders in a row, *m* = 0 … leadTime; ascending, element 0 is 0.
  ///   - total: greatest stock and orders together.
  /// - Throws: `stateSpaceTooLarge` before anything is made.
  init(leadTime: Int, windows: [Int], total: Int, control: SolverControl, reduce: String) throws(OptimizationError) {
    let width = leadTime - 1
    let bound = Self.estimate(leadTime: leadTime, windows: windows, total: total)
    try control.admit(states: bound, reduce: reduce)
    self.leadTime = leadTime
    self.windows = windows
    self.total = total
    var tuples: [Int32] = []
    var sums: [Int] = []
    var tuple = [Int](repeating: 0, count: width)
    // Odometer over all tuples whose windows hold, last order fastest.
    func largest(at position: Int) -> Int {
      var room = total
      var sum = 0
      for m in 1...(position + 1) {
        room = min(room, windows[m] - sum)
        if position - m >= 0 { sum += tuple[position - m] }
      }
      return min(room, total - sum)
    }
    if width == 0 {
      sums = [0]
    } else {
      var position = 0
      tuple[0] = -1
      while position >= 0 {
        tuple[position] += 1
        if tuple[position] > largest(at: position) {
          position -= 1
        } else if position == width - 1 {
          for x in tuple { tuples.append(Int32(x)) }
          sums.append(tuple.reduce(0, +))
        } else {
          position += 1
          tuple[position] = -1
        }
      }
    }
    orders = tuples
    var made: [Column] = []
    made.reserveCapacity(sums.count)
    var offset = 0
    for c in 0..<sums.count {
      let row = tuples[(c * width)..<((c + 1) * width)]
      // The order is the newest; windows that end in it.
      var room = min(windows[1], total - sums[c])
      var sum = 0
      for m in 1...leadTime {
        room = min(room, windows[m] - sum)
        if m <= width { sum += Int(row[row.endIndex - m]) }
      }
      let successor = width == 0 ? 0 : Self.find(row.dropFirst(), in: tuples, width: width, count: sums.count)
      made.append(
        Column(
          offset: offset, count: total - sums[c] + 1, incoming: row.first.map { Int($0) } ?? -1, successor: successor,
          largestOrder: max(0, room), onOrder: sums[c]))
      offset += total - sums[c] + 1
    }
    columns = made
    stateCount = offset
  }

  /// The first column whose orders begin with these (the last may be anything).
  private static func find(_ prefix: ArraySlice<Int32>, in tuples: [Int32], width: Int, count: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      var before = false
      var i = middle * width
      for x in prefix {
        if tuples[i] != x {
          before = tuples[i] < x
          break
        }
        i += 1
      }
      if before { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// An upper bound of the number of states, from the windows that begin with the first order only.
  ///
  /// - Complexity: O(`leadTime` × `total`), so that a space too large to make is not too large to count.
  static func estimate(leadTime: Int, windows: [Int], total: Int) -> Double {
    var counts: [Double] = [1]
    for m in 1..<max(1, leadTime) {
      let limit = min(windows[m], total)
      var next = [Double](repeating: 0, count: limit + 1), within = 0.0
      // An order of up to windows[1] more: a sum over that many sums before.
      for s in 0...limit {
        if s < counts.count { within += counts[s] }
        if s > windows[1], s - windows[1] - 1 < counts.count { within -= counts[s - windows[1] - 1] }
        next[s] = within
      }
      counts = next
    }
    var states = 0.0
    for (s, n) in counts.enumerated() where s <= total { states += n * Double(total - s + 1) }
    return states
  }

  /// The column of given orders, or nil where they are outside.
  func column(of pipeline: [Int]) -> Int? {
    let width = leadTime - 1
    if pipeline.count != width { return nil }
    if width == 0 { return 0 }
    if pipeline.contains(where: { $0 < 0 || $0 > total }) { return nil }
    let wanted = pipeline.map { Int32($0) }
    let start = Self.find(wanted.dropLast(), in: orders, width: width, count: columns.count)
    let c = start + pipeline[width - 1]
    if c >= columns.count || Array(orders[(c * width)..<((c + 1) * width)]) != wanted { return nil }
    return c
  }
}

/// Value iteration's step for lost sales: one dot product over the column that an order leads to.
///
///     (T v)(x) = h·E(x₀ − D)⁺ + p·E(D − x₀)⁺ + min_z Σ_(d < x₀) P(d)·v(x₀ − d + x₁, x₂, …, z) + P(D ≥ x₀)·v(x₁, x₂, …, z)
struct LostSalesOperator: BellmanOperator {
  let space: LostSalesSpace
  /// One element per *x₀*.
  let cost: [Double]
  /// P(D ≥ x₀).
  let tail: [Double]
  /// P(D = total − i) at i: the probabilities backwards, so that both factors of the dot product ascend.
  let backwards: [Double]
  let smallest: Int
  let largest: Int
  /// First column of each block, and one past the last.
  private let blocks: [Int]

  init(space: LostSalesSpace, demand: LatticeDistribution, holdingCost: Double, lostSaleCost: Double) {
    self.space = space
    let excess = ExpectedExcess(demand)
    cost = (0...space.total).map { holdingCost * excess.unused($0) + lostSaleCost * excess.short($0) }
    tail = (0...space.total).map { $0 == 0 ? 1 : max(0, 1 - excess.atMost($0 - 1)) }
    backwards = (0...space.total).map { i in
      let d = space.total - i - demand.offset
      return d >= 0 && d < demand.probabilities.count ? demand.probabilities[d] : 0
    }
    smallest = demand.smallest
    largest = demand.largest
    var starts = [0]
    var states = 0
    for (c, column) in space.columns.enumerated() {
      states += column.count
      if states > 4_000 {
        starts.append(c + 1)
        states = 0
      }
    }
    if starts[starts.count - 1] != space.columns.count { starts.append(space.columns.count) }
    blocks = starts
  }

  var stateCount: Int { space.stateCount }
  var blockCount: Int { blocks.count - 1 }
  /// Along a column the best order falls by at most one a unit of stock, since *v* is L♮-convex (P. Zipkin, "On the structure of
  /// lost-sales inventory models", *Operations Research* 56(4), 2008): the search tries the order before and one less.
  var improvesExactly: Bool { false }

  func apply(
    block: Int, values: UnsafePointer<Double>, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, mode: SweepMode,
    discount: Double
  ) -> ChangeRange {
    var range = ChangeRange()
    cost.withUnsafeBufferPointer { cost in
      tail.withUnsafeBufferPointer { tail in
        backwards.withUnsafeBufferPointer { backwards in
          space.columns.withUnsafeBufferPointer { columns in
            let walk = Walk(
              columns: columns.baseAddress!, cost: cost.baseAddress!, tail: tail.baseAddress!, backwards: backwards.baseAddress!,
              total: space.total, smallest: smallest, largest: largest, values: values, discount: discount)
            for c in blocks[block]..<blocks[block + 1] {
              let offset = columns[c].offset
              switch mode {
              case .improve: walk.improve(c, next: next + offset, choice: choice + offset, range: &range)
              case .prove: walk.prove(c, next: next + offset, choice: choice + offset, range: &range)
              case .follow: walk.follow(c, next: next + offset, choice: choice + offset, range: &range)
              }
            }
          }
        }
      }
    }
    return range
  }

  /// The pointers of one sweep.
  private struct Walk {
    let columns: UnsafePointer<LostSalesSpace.Column>
    let cost: UnsafePointer<Double>
    let tail: UnsafePointer<Double>
    let backwards: UnsafePointer<Double>
    let total: Int
    let smallest: Int
    let largest: Int
    let values: UnsafePointer<Double>
    let discount: Double

    /// Where the values of the next period begin (stock that comes in added) after an order of *z*.
    @inline(__always)
    func target(_ column: LostSalesSpace.Column, _ z: Int) -> UnsafePointer<Double> {
      column.incoming < 0 ? values + z : values + (columns[column.successor + z].offset + column.incoming)
    }

    /// The expectation over demand at stock *x*: Σ_(j = 1…x) P(x − j)·v(j) + P(D ≥ x)·v(0).
    @inline(__always)
    func expectation(_ x: Int, _ target: UnsafePointer<Double>) -> Double {
      let first = max(1, x - largest)
      let last = x - smallest
      var sum = tail[x] * target[0]
      if last >= first { sum += LatticeArithmetic.dot(backwards + (total - x + first), target + first, last - first + 1) }
      return sum
    }

    /// The same after two orders, so that the probabilities are read once.
    @inline(__always)
    func expectations(_ x: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>) -> (Double, Double) {
      let first = max(1, x - largest)
      let last = x - smallest
      var sums = (tail[x] * a[0], tail[x] * b[0])
      if last >= first {
        let dots = LatticeArithmetic.dots(backwards + (total - x + first), a + first, b + first, last - first + 1)
        sums.0 += dots.0
        sums.1 += dots.1
      }
      return sums
    }

    @inline(__always)
    func improve(
      _ c: Int, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, range: inout ChangeRange
    ) {
      let column = columns[c]
      let old = values + column.offset
      // With nothing on hand an expectation is one number, so that all orders are tried.
      var z = 0
      var best = Double.infinity
      for order in 0...min(column.largestOrder, column.count - 1) {
        let value = target(column, order)[0]
        if value < best {
          best = value
          z = order
        }
      }
      for x in 0..<column.count {
        z = min(z, column.count - 1 - x)
        if x > 0 {
          if z > 0 {
            let pair = expectations(x, target(column, z), target(column, z - 1))
            best = pair.0
            if pair.1 < pair.0 {
              best = pair.1
              z -= 1
              while z > 0 {
                let value = expectation(x, target(column, z - 1))
                if value >= best { break }
                best = value
                z -= 1
              }
            }
          } else {
            best = expectation(x, target(column, 0))
          }
        }
        let value = cost[x] + discount * best
        next[x] = value
        choice[x] = Int32(truncatingIfNeeded: z)
        range.take(value - old[x])
      }
    }

    func prove(
      _ c: Int, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, range: inout ChangeRange
    ) {
      let column = columns[c]
      let old = values + column.offset
      for x in 0..<column.count {
        var best = Double.infinity
        var z = 0
        for order in 0...min(column.largestOrder, column.count - 1 - x) {
          let value = expectation(x, target(column, order))
          if value < best {
            best = value
            z = order
          }
        }
        let value = cost[x] + discount * best
        next[x] = value
        choice[x] = Int32(truncatingIfNeeded: z)
        range.take(value - old[x])
      }
    }

    @inline(__always)
    func follow(
      _ c: Int, next: UnsafeMutablePointer<Double>, choice: UnsafeMutablePointer<Int32>, range: inout ChangeRange
    ) {
      let column = columns[c]
      let old = values + column.offset
      for x in 0..<column.count {
        let value = cost[x] + discount * expectation(x, target(column, Int(choice[x])))
        next[x] = value
        range.take(value - old[x])
      }
    }
  }
}

extension LatticeArithmetic {
  /// Σ p[i]·a[i] and Σ p[i]·b[i].
  @inline(__always)
  static func dots(
    _ p: UnsafePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int
  ) -> (Double, Double) {
    var x = SIMD4<Double>.zero
    var y = SIMD4<Double>.zero
    var i = 0
    while i + 4 <= count {
      let w = UnsafeRawPointer(p + i).loadUnaligned(as: SIMD4<Double>.self)
      x += w * UnsafeRawPointer(a + i).loadUnaligned(as: SIMD4<Double>.self)
      y += w * UnsafeRawPointer(b + i).loadUnaligned(as: SIMD4<Double>.self)
      i += 4
    }
    var sums = (x.sum(), y.sum())
    while i < count {
      sums.0 += p[i] * a[i]
      sums.1 += p[i] * b[i]
      i += 1
    }
    return sums
  }
}
