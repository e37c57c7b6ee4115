internal import Groundwork

/// The dynamic program over a spanning forest of a service network: exact on what the forest and the bounds say.
///
/// Each stage chooses x, the promise it waits for, and s, its own. A link of the forest from *i* to *j* asks sᵢ ≤ xⱼ. Other links enter as
/// bounds on s and x, or as prices on them.
struct ServiceForest {
  let network: CheckedNetwork
  /// Stages in the order of the program, children before parents.
  let sequence: [Int]
  /// −1 at a root.
  let parent: [Int]
  /// Whether the parent is a customer of the stage.
  let feedsParent: [Bool]
  let children: [[Int]]
  /// Links outside the forest.
  let rest: [ServiceNetwork.Link]
  /// Stages by their height above the leaves, each list in the order of the program: none of a list needs another of it.
  let heights: [[Int]]

  /// The forest of the links with the largest weights (J. B. Kruskal, 1956); ties go to the earlier link.
  init(_ network: CheckedNetwork, weights: [Double]) {
    self.network = network
    let n = network.count
    let links = network.links
    let sorted = links.indices.sorted { weights[$0] != weights[$1] ? weights[$0] > weights[$1] : $0 < $1 }
    var leader = Array(0..<n)
    func find(_ k: Int) -> Int {
      var k = k
      while leader[k] != k {
        leader[k] = leader[leader[k]]
        k = leader[k]
      }
      return k
    }
    var neighbours = [[(stage: Int, isCustomer: Bool)]](repeating: [], count: n)
    var rest: [Int] = []
    for l in sorted {
      let (i, j) = (links[l].from, links[l].to)
      let (a, b) = (find(i), find(j))
      if a == b {
        rest.append(l)
        continue
      }
      leader[a] = b
      neighbours[i].append((j, true))
      neighbours[j].append((i, false))
    }
    self.rest = rest.sorted().map { links[$0] }
    var parent = [Int](repeating: -1, count: n)
    var feeds = [Bool](repeating: false, count: n)
    var seen = [Bool](repeating: false, count: n)
    var forward: [Int] = []
    for root in 0..<n where !seen[root] {
      seen[root] = true
      var stack = [root]
      while let k = stack.popLast() {
        forward.append(k)
        for (next, isCustomer) in neighbours[k] where !seen[next] {
          seen[next] = true
          parent[next] = k
          feeds[next] = !isCustomer
          stack.append(next)
        }
      }
    }
    var children = [[Int]](repeating: [], count: n)
    for k in forward where parent[k] >= 0 { children[parent[k]].append(k) }
    self.parent = parent
    feedsParent = feeds
    self.children = children
    sequence = forward.reversed()
    var height = [Int](repeating: 0, count: n)
    var heights: [[Int]] = []
    for k in sequence {
      height[k] = children[k].reduce(0) { max($0, height[$1] + 1) }
      if heights.count <= height[k] { heights.append([]) }
      heights[height[k]].append(k)
    }
    self.heights = heights
  }

  /// What is asked of a stage beyond the forest.
  struct Terms {
    /// s at most, x at least; one element a stage.
    var promiseLimit: [Int]
    var inboundFloor: [Int]
    /// Money for s by s, and for x by x; empty where nothing is priced.
    var promisePrice: [[Double]]
    var inboundPrice: [[Double]]

    /// What the network itself asks.
    init(_ network: CheckedNetwork) {
      promiseLimit = network.longest
      inboundFloor = network.network.stages.map { $0.inboundServiceTime ?? 0 }
      promisePrice = [[Double]](repeating: [], count: network.count)
      inboundPrice = promisePrice
    }
  }

  struct Solution {
    var cost: Double
    var promises: [Int]
    var inbound: [Int]
  }

  /// What the program knows of a stage once its subtree is settled.
  private struct Settled {
    /// What the stage costs its parent, by the parent's own choice.
    var toParent: [Double] = []
    /// The stage's choice there, and its other time by its choice.
    var choice: [Int32] = []
    var other: [Int32] = []
    /// Of a root: the least cost, and the times where it is reached.
    var root: (cost: Double, promise: Int, inbound: Int)?
  }

  /// Pairs of times of a height from which on threads are worth their waking.
  private static let sharedWork = 60_000.0

  /// The least cost under the terms, prices included, and where it is reached.
  ///
  /// Every stage can promise 0, so there is always a solution. Ties go to the smaller times.
  ///
  /// - Parameter crew: the threads that share the stages of a height; nil does them here.
  /// - Throws: `cancelled`.
  func solve(_ terms: Terms, _ crew: SweepCrew? = nil, _ cancellation: Cancellation? = nil) throws(OptimizationError) -> Solution {
    let n = network.count
    let longestTime = (0..<n).map { network.longestInbound[$0] + network.network.stages[$0].processingTime }.max() ?? 0
    let roots = (0...max(1, longestTime)).map { Double($0).squareRoot() }
    var settled = [Settled](repeating: Settled(), count: n)
    settled.withUnsafeMutableBufferPointer { all in
      guard let base = all.baseAddress else { return }
      // A stage writes its own element, and reads those of a smaller height.
      nonisolated(unsafe) let out = base
      for stages in heights {
        var work = 0.0
        if crew != nil, stages.count > 1 {
          for k in stages { work += Double(network.longestInbound[k] + 1) * Double(terms.promiseLimit[k] + 1) }
        }
        if let crew, work > Self.sharedWork {
          // A block of neighbours, so that the smallest stages do not cost more to hand out than to settle.
          let block = max(1, stages.count / 64)
          _ = crew.run(blocks: (stages.count + block - 1) / block, cancellation: nil) { b in
            for i in (b * block)..<min(stages.count, (b + 1) * block) where cancellation?.isCancelled != true {
              out[stages[i]] = settle(stages[i], terms, roots, out)
            }
            return ChangeRange()
          }
        } else {
          for k in stages where cancellation?.isCancelled != true { out[k] = settle(k, terms, roots, out) }
        }
        // What was left out would be read by the next height.
        if cancellation?.isCancelled == true { return }
        for k in stages { for c in children[k] { out[c].toParent = [] } }
      }
    }
    if cancellation?.isCancelled == true { throw .cancelled }
    var total = 0.0
    var promises = [Int](repeating: 0, count: n)
    var inbound = promises
    for k in sequence {
      guard let root = settled[k].root else { continue }
      total += root.cost
      promises[k] = root.promise
      inbound[k] = root.inbound
    }
    for k in sequence.reversed() where parent[k] >= 0 {
      if feedsParent[k] {
        let x = min(inbound[parent[k]], settled[k].choice.count - 1)
        promises[k] = Int(settled[k].choice[x])
        inbound[k] = Int(settled[k].other[promises[k]])
      } else {
        inbound[k] = Int(settled[k].choice[promises[parent[k]]])
        promises[k] = Int(settled[k].other[inbound[k]])
      }
    }
    return Solution(cost: total, promises: promises, inbound: inbound)
  }

  /// A stage's part of the program, from those of its children.
  private func settle(_ k: Int, _ terms: Terms, _ roots: [Double], _ settled: UnsafeMutablePointer<Settled>) -> Settled {
    var result: Settled
    let T = network.network.stages[k].processingTime
    let lowX = terms.inboundFloor[k]
    let highX = max(lowX, network.longestInbound[k])
    let highS = terms.promiseLimit[k]
    var waiting = [Double](repeating: 0, count: highX + 1)
    var promising = [Double](repeating: 0, count: highS + 1)
    for c in children[k] {
      let cost = settled[c].toParent
      if feedsParent[c] {
        for x in lowX...highX { waiting[x] += cost[min(x, cost.count - 1)] }
      } else {
        for s in 0...highS { promising[s] += cost[s] }
      }
    }
    let (waitPrice, ownPrice) = (terms.inboundPrice[k], terms.promisePrice[k])
    if let last = waitPrice.last { for x in lowX...highX { waiting[x] += x < waitPrice.count ? waitPrice[x] : last } }
    if !ownPrice.isEmpty { for s in 0...highS { promising[s] += ownPrice[s] } }
    let weight = network.weight[k]
    if parent[k] >= 0, !feedsParent[k] {
      // The parent is a supplier: cost by x, then the least over x ≥ s for each promise s of the parent.
      let (best, at) = byInbound(waiting, promising, weight, roots, T: T, lowX: lowX)
      let reach = terms.promiseLimit[parent[k]]
      var least = [Double](repeating: .infinity, count: reach + 1)
      var place = [Int32](repeating: 0, count: reach + 1)
      var value = Double.infinity
      var where_ = highX
      var x = highX
      while x >= 0 {
        if x >= lowX, best[x] <= value { (value, where_) = (best[x], x) }
        if x <= reach { (least[x], place[x]) = (value, Int32(where_)) }
        x -= 1
      }
      result = Settled(toParent: least, choice: place, other: at)
    } else {
      // The parent is a customer, or there is none: cost by s, then the least over s ≤ x for each wait x of the parent.
      let (best, at) = byPromise(waiting, promising, weight, roots, T: T, lowX: lowX)
      var least = best
      var place = [Int32](repeating: 0, count: highS + 1)
      for s in 1..<max(1, highS + 1) where s <= highS {
        place[s] = Int32(s)
        if least[s - 1] <= least[s] { (least[s], place[s]) = (least[s - 1], place[s - 1]) }
      }
      result = Settled(toParent: least, choice: place, other: at)
      if parent[k] < 0 { result.root = (least[highS], Int(place[highS]), Int(at[Int(place[highS])])) }
    }
    return result
  }

  /// By s: least over x of waiting(x) + weight·√(x + T − s), and the x.
  private func byPromise(
    _ waiting: [Double], _ promising: [Double], _ weight: Double, _ roots: [Double], T: Int, lowX: Int
  ) -> ([Double], [Int32]) {
    let highX = waiting.count - 1
    var best = [Double](repeating: .infinity, count: promising.count)
    var at = [Int32](repeating: Int32(lowX), count: promising.count)
    waiting.withUnsafeBufferPointer { a in
      roots.withUnsafeBufferPointer { r in
        for s in promising.indices {
          let first = max(lowX, s - T)
          if first > highX { continue }
          var value = Double.infinity
          var place = first
          for x in first...highX {
            let cost = a[x] + weight * r[x + T - s]
            if cost < value {
              value = cost
              place = x
            }
          }
          best[s] = value + promising[s]
          at[s] = Int32(place)
        }
      }
    }
    return (best, at)
  }

  /// By x: least over s of promising(s) + weight·√(x + T − s), and the s.
  private func byInbound(
    _ waiting: [Double], _ promising: [Double], _ weight: Double, _ roots: [Double], T: Int, lowX: Int
  ) -> ([Double], [Int32]) {
    var best = [Double](repeating: .infinity, count: waiting.count)
    var at = [Int32](repeating: 0, count: waiting.count)
    promising.withUnsafeBufferPointer { b in
      roots.withUnsafeBufferPointer { r in
        for x in lowX..<waiting.count {
          let last = min(b.count - 1, x + T)
          var value = Double.infinity
          var place = 0
          for s in 0...last {
            let cost = b[s] + weight * r[x + T - s]
            if cost < value {
              value = cost
              place = s
            }
          }
          best[x] = value + waiting[x]
          at[x] = Int32(place)
        }
      }
    }
    return (best, at)
  }
}
