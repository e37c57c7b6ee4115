/// A law whose distribution function is a chain of straight pieces: corners (x, u) with u = P(X ≤ x), both non-decreasing, from u = 0 to
/// u = 1. Where x stands still, there is an atom; where u stands still, a gap.
struct Polyline: Sendable {
  let x: [Double]
  let u: [Double]

  /// At least two corners, the first at u = 0, the last at u = 1.
  init(x: [Double], u: [Double]) {
    self.x = x
    self.u = u
  }

  /// An observed sample smoothed: an observation of weight w > w₀ (the smallest weight) keeps w − w₀ as an atom at its value;
  /// neighbouring values are joined by a straight piece of weight w₀.
  ///
  /// With equal weights this is the linear interpolation of the sample's quantiles at (i − ½)/n, whose mean is the sample's mean; the
  /// atoms carry that over to unequal weights, so smoothing never moves a mean.
  init(smoothing atoms: Atoms) {
    let unit = atoms.masses.min()!
    var x: [Double] = [], u: [Double] = []
    var sum = 0.0
    for (i, value) in atoms.values.enumerated() {
      x.append(value)
      u.append(i == 0 ? 0 : sum + unit / 2)
      sum = atoms.cumulative[i]
      x.append(value)
      u.append(i == atoms.values.count - 1 ? 1 : max(u.last!, sum - unit / 2))
    }
    self.init(x: x, u: u)
  }

  /// The probability below x, with x itself when `closed`.
  func lower(_ value: Double, closed: Bool) -> Double {
    // The number of corners on the lower side.
    var low = 0, high = x.count
    while low < high {
      let middle = (low + high) / 2
      if closed ? x[middle] <= value : x[middle] < value { low = middle + 1 } else { high = middle }
    }
    if low == 0 { return 0 }
    if low == x.count { return 1 }
    let width = x[low] - x[low - 1]
    return u[low - 1] + (u[low] - u[low - 1]) * ((value - x[low - 1]) / width)
  }

  func density(_ value: Double) -> Double {
    guard let i = x.indices.dropFirst().first(where: { x[$0] > value && x[$0 - 1] <= value }) else { return 0 }
    return (u[i] - u[i - 1]) / (x[i] - x[i - 1])
  }

  func quantile(_ p: Double) -> Double {
    if p <= u[0] { return x[0] }
    var low = 0, high = u.count
    while low < high {
      let middle = (low + high) / 2
      if u[middle] < p { low = middle + 1 } else { high = middle }
    }
    if low == u.count { return x[u.count - 1] }
    let rise = u[low] - u[low - 1]
    return x[low - 1] + (x[low] - x[low - 1]) * ((p - u[low - 1]) / rise)
  }

  var mean: Double {
    var sum = 0.0
    for i in x.indices.dropFirst() { sum += (u[i] - u[i - 1]) * (x[i] + x[i - 1]) / 2 }
    return sum
  }

  var variance: Double {
    let m = mean
    var sum = 0.0
    for i in x.indices.dropFirst() {
      let a = x[i - 1] - m, b = x[i] - m
      sum += (u[i] - u[i - 1]) * (a * a + a * b + b * b) / 3
    }
    return sum
  }
}
