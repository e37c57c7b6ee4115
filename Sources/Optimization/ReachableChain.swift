internal import Groundwork

/// A Markov chain grown from one state: only what a policy can reach is ever stored.
///
/// All states share the same outcomes (the demands of a period) with the same probabilities; a state is a list of small integers. States
/// are numbered in the order in which they are first met, so that results do not depend on hashing.
struct ReachableChain {
  private(set) var states: [[Int32]] = []
  /// Where outcome *k* leads from state *i*, at i·outcomes + k.
  private(set) var successors: [Int32] = []
  let probabilities: [Double]

  /// - Parameters:
  ///   - start: the first state.
  ///   - probabilities: of the outcomes; those of 0 are never asked for.
  ///   - next: the state that an outcome leads to.
  /// - Throws: `stateSpaceTooLarge` once more states than the memory holds are met, `cancelled`.
  init(
    from start: [Int32], probabilities: [Double], control: SolverControl, reduce: String,
    next: (_ state: [Int32], _ outcome: Int) -> [Int32]
  ) throws(OptimizationError) {
    self.probabilities = probabilities
    var number: [[Int32]: Int32] = [start: 0]
    states = [start]
    // A state in a dictionary takes about this much beside its successors.
    let bytes = Double(probabilities.count * 4 + start.count * 8 + 120)
    var i = 0
    while i < states.count {
      if i % 1024 == 0 { try control.check() }
      if Double(states.count) * bytes > Double(control.memoryLimit) {
        throw .stateSpaceTooLarge(
          states: Double(states.count), bytes: Double(states.count) * bytes, limit: Double(control.memoryLimit), reduce: reduce)
      }
      let state = states[i]
      for (k, p) in probabilities.enumerated() {
        if p <= 0 {
          successors.append(Int32(i))
          continue
        }
        let reached = next(state, k)
        if let known = number[reached] {
          successors.append(known)
        } else {
          let fresh = Int32(states.count)
          number[reached] = fresh
          states.append(reached)
          successors.append(fresh)
        }
      }
      i += 1
    }
  }

  /// The law one period later.
  func pushed(_ law: [Double]) -> [Double] {
    var next = [Double](repeating: 0, count: law.count)
    push(law, into: &next)
    return next
  }

  /// The same into an array of the same length. The innermost loop of every search over classes of policies: no bounds are checked, since
  /// successors are numbers of states.
  private func push(_ law: [Double], into next: inout [Double]) {
    let n = probabilities.count, count = law.count
    precondition(next.count == count && successors.count == count * n)
    law.withUnsafeBufferPointer { law in
      next.withUnsafeMutableBufferPointer { next in
        successors.withUnsafeBufferPointer { successors in
          probabilities.withUnsafeBufferPointer { p in
            guard let from = law.baseAddress, let to = next.baseAddress, let place = successors.baseAddress, let p = p.baseAddress else {
              return
            }
            for i in 0..<count { to[i] = 0 }
            for i in 0..<count where from[i] > 0 {
              let mass = from[i], own = place + i * n
              for k in 0..<n { to[Int(own[k])] += mass * p[k] }
            }
          }
        }
      }
    }
  }

  /// The expected value one period later of what each state is worth.
  func expected(_ values: [Double]) -> [Double] {
    let n = probabilities.count
    return (0..<states.count).map { i in
      var sum = 0.0
      for k in 0..<n { sum += probabilities[k] * values[Int(successors[i * n + k])] }
      return sum
    }
  }

  /// The law of the state in the long run, started in the first. A tenth of the mass waits at each step, so that periods do not matter.
  ///
  /// Where classes of states are left so rarely that steps do not settle, up to 1 200 states are eliminated one by one instead, without
  /// subtraction (W. Grassmann, M. Taksar and D. Heyman, *Operations Research* 33(5), 1985), which rarity does not trouble.
  ///
  /// - Parameter tolerance: greatest change of the whole mass between two steps at the end.
  /// - Throws: `notConverged`, `cancelled`.
  func stationaryLaw(tolerance: Double = 1e-14, maxSweeps: Int = 20_000, control: SolverControl) throws(OptimizationError) -> [Double] {
    var sweeps = 0
    return try stationaryLaw(tolerance: tolerance, maxSweeps: maxSweeps, sweeps: &sweeps, control: control)
  }

  /// - Parameter sweeps: afterwards the number of steps taken.
  func stationaryLaw(tolerance: Double = 1e-14, maxSweeps: Int = 20_000, sweeps: inout Int, control: SolverControl)
    throws(OptimizationError) -> [Double]
  {
    var law = [Double](repeating: 0, count: states.count)
    law[0] = 1
    var next = law
    var change = 1.0
    for sweep in 0..<maxSweeps {
      if sweep % 16 == 0 { try control.check() }
      sweeps = sweep + 1
      push(law, into: &next)
      change = 0
      var sum = 0.0
      law.withUnsafeMutableBufferPointer { law in
        next.withUnsafeBufferPointer { next in
          for i in 0..<law.count {
            let value = 0.9 * next[i] + 0.1 * law[i]
            change += abs(value - law[i])
            law[i] = value
            sum += value
          }
          for i in 0..<law.count { law[i] /= sum }
        }
      }
      if change <= tolerance * Double(1 + law.count).squareRoot() { return law }
    }
    if states.count <= 1_200, let exact = eliminated(near: law) { return exact }
    throw .notConverged(sweeps: maxSweeps, span: change)
  }

  /// The stationary law by elimination, the likeliest state last; nil where that state is not in the closed class.
  private func eliminated(near law: [Double]) -> [Double]? {
    let n = states.count
    let order = law.indices.sorted { law[$0] == law[$1] ? $0 < $1 : law[$0] > law[$1] }
    var place = [Int](repeating: 0, count: n)
    for (k, i) in order.enumerated() { place[i] = k }
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for (k, p) in probabilities.enumerated() { matrix[place[i] * n + place[Int(successors[i * probabilities.count + k])]] += p }
    }
    for last in stride(from: n - 1, to: 0, by: -1) {
      var out = 0.0
      for j in 0..<last { out += matrix[last * n + j] }
      if out <= 0 { return nil }
      for i in 0..<last where matrix[i * n + last] != 0 {
        matrix[i * n + last] /= out
        let share = matrix[i * n + last]
        for j in 0..<last { matrix[i * n + j] += share * matrix[last * n + j] }
      }
    }
    var result = [Double](repeating: 0, count: n)
    result[0] = 1
    var sum = 1.0
    for j in 1..<max(1, n) {
      for i in 0..<j { result[j] += result[i] * matrix[i * n + j] }
      sum += result[j]
    }
    return order.indices.map { result[place[$0]] / sum }
  }
}
