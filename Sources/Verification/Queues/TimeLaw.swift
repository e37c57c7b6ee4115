internal import Groundwork
internal import Randomness

/// A span between customers, or of a service, as queueing rows name it.
public enum TimeLaw: Sendable, Equatable {
  case deterministic(Double)
  case exponential(mean: Double)
  case erlang(k: Int, mean: Double)
  case uniform(low: Double, high: Double)
  /// Squared coefficient of variation: variance over mean².
  case lognormal(mean: Double, scv: Double)
  /// For a squared coefficient of variation that no other word has.
  case gamma(mean: Double, scv: Double)
  /// Values ascending, probabilities summing to 1.
  case points([Point])

  public struct Point: Sendable, Equatable {
    public var value: Double
    public var probability: Double

    public init(_ value: Double, _ probability: Double) {
      self.value = value
      self.probability = probability
    }
  }

  public var mean: Double {
    switch self {
    case .deterministic(let x): x
    case .exponential(let mean), .erlang(_, let mean), .lognormal(let mean, _), .gamma(let mean, _): mean
    case .uniform(let low, let high): (low + high) / 2
    case .points(let points): points.reduce(0) { $0 + $1.value * $1.probability }
    }
  }

  /// E X².
  public var secondMoment: Double {
    switch self {
    case .deterministic(let x): x * x
    case .exponential(let mean): 2 * mean * mean
    case .erlang(let k, let mean): mean * mean * (1 + 1 / Double(k))
    case .uniform(let low, let high): (low * low + low * high + high * high) / 3
    case .lognormal(let mean, let scv), .gamma(let mean, let scv): mean * mean * (1 + scv)
    case .points(let points): points.reduce(0) { $0 + $1.value * $1.value * $1.probability }
    }
  }

  /// Variance over mean².
  public var scv: Double { secondMoment / (mean * mean) - 1 }

  /// Whether the density has no jumps and no points of its own, up to the one at 0.
  var isSmooth: Bool {
    switch self {
    case .exponential, .erlang, .gamma, .lognormal: true
    case .deterministic, .uniform, .points: false
    }
  }

  func validate(_ name: String) throws(QueueError) {
    try QueueError.positive(mean, "the mean of the \(name)")
    switch self {
    case .erlang(let k, _): if k < 1 || k > 100_000 { throw .invalid("the phases of the \(name) must be 1 to 100 000") }
    case .uniform(let low, let high):
      if !(low >= 0 && low < high) { throw .invalid("the \(name) must be uniform on an interval from 0 up") }
    case .lognormal(_, let scv), .gamma(_, let scv): try QueueError.positive(scv, "the variation of the \(name)")
    case .points(let points):
      for point in points where !(point.value >= 0) || !(point.probability >= 0) { throw .invalid("the \(name) must not be negative") }
    default: break
    }
  }

  /// For drawing, in other units of time.
  func law(scaledBy factor: Double) -> Law {
    switch self {
    case .deterministic(let x): .constant(x * factor)
    case .exponential(let mean): .exponential(mean: mean * factor)
    case .erlang(let k, let mean): .erlang(k: k, mean: mean * factor)
    case .uniform(let low, let high): .uniform(min: low * factor, max: high * factor)
    case .lognormal(let mean, let scv): .lognormal(mean: mean * factor, sd: mean * factor * scv.squareRoot())
    case .gamma(let mean, let scv): .gamma(mean: mean * factor, sd: mean * factor * scv.squareRoot())
    case .points(let points): .discrete(points.map { Weighted($0.value * factor, weight: $0.probability) })
    }
  }

  /// E e^(−sX); nil where it is infinite. The log-normal law has it for Re s ≥ 0 only.
  func transform(_ s: Complex) -> Complex? {
    switch self {
    case .deterministic(let x): return (-x * s).exponential
    case .exponential(let mean): return s.re <= -1 / mean ? nil : Complex.one / (Complex.one + mean * s)
    case .erlang(let k, let mean):
      let phase = mean / Double(k)
      return s.re <= -1 / phase ? nil : (Complex.one / (Complex.one + phase * s)).power(k)
    case .uniform(let low, let high):
      let width = high - low
      // (1 − e^(−ws))/(ws) by its series where the two cancel.
      let ws = width * s
      let inner: Complex
      if ws.norm < 1e-4 {
        inner = Complex.one - 0.5 * ws + (1.0 / 6) * (ws * ws) - (1.0 / 24) * (ws * ws * ws) + (1.0 / 120) * (ws * ws * ws * ws)
      } else {
        inner = (Complex.one - (-ws).exponential) / ws
      }
      return (-low * s).exponential * inner
    case .gamma(let mean, let scv):
      let scale = mean * scv
      return s.re <= -1 / scale ? nil : (-(1 / scv) * (Complex.one + scale * s).logarithm).exponential
    case .lognormal(let mean, let scv): return s.re < 0 ? nil : Self.lognormalTransform(s, mean: mean, scv: scv)
    case .points(let points):
      var sum = Complex(re: 0, im: 0)
      for point in points { sum = sum + point.probability * (-point.value * s).exponential }
      return sum
    }
  }

  /// ∫ φ(y)·exp(−s·e^(μ + σy)) dy by the trapezoidal rule on a line moved off the real axis, on which the integrand decays instead of
  /// oscillating: y − iα turns X by the angle −ασ against s.
  private static func lognormalTransform(_ s: Complex, mean: Double, scv: Double) -> Complex {
    let variance = Elementary.log(1 + scv)
    let sigma = variance.squareRoot()
    let mu = Elementary.log(mean) - variance / 2
    // As far as the angle of s allows, and no farther than the factor e^(α²/2) leaves digits.
    let angle = min(1.2, abs(Elementary.atan2(s.im, s.re)))
    let shift = min(angle / sigma, 2.5) * (s.im >= 0 ? 1 : -1)
    var sum = Complex(re: 0, im: 0)
    let step = min(0.05, 0.02 / sigma)
    let reach = 12 + abs(shift)
    let count = Int(2 * reach / step)
    for i in 0...count {
      let y = -reach + Double(i) * step
      // −(y − iα)²/2 = −y²/2 + α²/2 + iαy.
      let gaussian = Complex(re: (shift * shift - y * y) / 2, im: shift * y)
      let x = Complex(re: mu + sigma * y, im: -sigma * shift)
      if gaussian.re < -700 || x.re > 700 { continue }
      let exponent = gaussian - s * x.exponential
      if exponent.re > -700 { sum = sum + exponent.exponential }
    }
    return (step / (2 * Double.pi).squareRoot()) * sum
  }
}
