/// Pollaczek's contour integral for the wait of a line with one server (F. Pollaczek 1957; J. Abate, G. L. Choudhury and W. Whitt,
/// "Calculation of the GI/G/1 waiting-time distribution and its cumulants from Pollaczek's formulas", *AEÜ* 47, 1993).
///
/// The wait is the largest partial sum of S − A, so E W = Σ E(Sₙ⁺)/n, and E(X⁺) = (1/2πi)∫ E e^(zX)/z² dz over a line right of 0.
struct Pollaczek {
  let interarrival: TimeLaw
  let service: TimeLaw
  /// The unit in which times are of the order of 1.
  let unit: Double

  init(_ queue: SingleServerQueue) {
    interarrival = queue.interarrival
    service = queue.service
    unit = queue.interarrival.mean
  }

  /// φ(z) = E e^(z(S − A)), *z* per `unit`.
  private func transform(_ z: Complex) -> Complex? {
    let s = (1 / unit) * z
    guard let a = interarrival.transform(s), let v = service.transform(-s) else { return nil }
    return a * v
  }

  func wait() throws(QueueError) -> SingleServerQueue.Wait {
    if case .lognormal = service { return try heavyTailed() }
    // φ falls from 1 at 0 and comes back to 1 at η; in between |φ| < 1 on the whole line. Its least value is the best place.
    var best = 0.0
    var least = 1.0
    var c = 1e-6
    while c < 1e3, let value = transform(Complex(re: c, im: 0)), value.re.isFinite {
      if value.re < least { (best, least) = (c, value.re) }
      if value.re > 4 { break }
      c *= 1.1
    }
    guard best > 0 else { throw .notCovered("the load is too close to 1 for the integral") }
    let mean = try integral(along: best, panels: 60_000) { z, _ in
      Complex.one / (z * z)
    } of: { _, φ in
      Complex.one - φ
    }
    let none = try? integral(along: best, panels: 10_000) { z, _ in
      -Complex.one / z
    } of: { _, φ in
      Complex.one - φ
    }
    return .init(mean: mean * unit, none: none.map { Elementary.exp($0) }, sigma: nil, method: "Pollaczek's integral")
  }

  /// Left of 0, where a heavy tail of the service does no harm: with h(z) = (1 − φ(z))(z + 1)/z, which has no zero at 0,
  /// E W = E U²/(2|E U|) − 1 − (1/2πi)∫ log h(z)/z² dz, U = S − A, the first terms being the residue at 0.
  private func heavyTailed() throws(QueueError) -> SingleServerQueue.Wait {
    if case .lognormal = interarrival { return try onTheAxis() }
    let drift = (interarrival.mean - service.mean) / unit
    let spread = (interarrival.secondMoment - 2 * interarrival.mean * service.mean + service.secondMoment) / (unit * unit)
    // Close enough to 0 that no other zero of 1 − φ lies between: φ rises monotonically to the left of 0.
    let rest = try integral(along: -0.05, panels: 60_000) { z, _ in
      Complex.one / (z * z)
    } of: { z, φ in
      (Complex.one - φ) * (z + Complex.one) / z
    }
    return .init(mean: (spread / (2 * drift) - 1 + rest) * unit, none: nil, sigma: nil, method: "Pollaczek's integral")
  }

  /// Where neither law has a transform off the axis: half the residue, and log h along the axis itself. With b = 1/|E U| in place of 1
  /// in h, log h(0) is 0, and
  ///
  ///     E W = E U²/(4|E U|) − |E U|/2 + (1/π)∫₀^∞ log|h(it)|/t² dt
  ///
  /// Near 0 the integrand is even and flat, and 1 − φ loses digits there: a parabola through two points takes its place.
  func onTheAxis() throws(QueueError) -> SingleServerQueue.Wait {
    let drift = (interarrival.mean - service.mean) / unit
    let spread = (interarrival.secondMoment - 2 * interarrival.mean * service.mean + service.secondMoment) / (unit * unit)
    func integrand(_ t: Double) throws(QueueError) -> Double {
      let z = Complex(re: 0, im: t)
      guard let φ = transform(z) else { throw .notCovered("a law has no transform on the axis") }
      let h = (Complex.one - φ) * (z + Complex(re: 1 / drift, im: 0)) / z
      return 0.5 * Elementary.log(h.norm) / (t * t)
    }
    let start = 0.02
    let (a, b) = (try integrand(start), try integrand(2 * start))
    let bend = (b - a) / (3 * start * start)
    var sum = (a - bend * start * start) * start + bend * start * start * start / 3
    var t = start
    var width = start
    for _ in 0..<10_000 {
      var panel = 0.0
      var largest = 0.0
      for (x, w) in Self.points {
        let value = try integrand(t + width * (1 + x) / 2)
        panel += w * value
        largest = max(largest, abs(value))
      }
      sum += panel * width / 2
      t += width
      width *= 1.2
      if largest * t < 1e-10 * abs(sum) {
        return .init(
          mean: (spread / (4 * drift) - drift / 2 + sum / Double.pi) * unit, none: nil, sigma: nil,
          method: "Pollaczek's integral on the axis")
      }
    }
    throw .notCovered("the integral over these laws converges too slowly")
  }

  /// −(1/π)∫₀^∞ Re weight(c + it)·log inner(c + it) dt in panels of Gauss points until what is left is below the rounding asked for.
  ///
  /// The logarithm is followed along the line. Where it does not come back to its principal value, zeros lie in between and the formula
  /// would not hold.
  private func integral(
    along c: Double, panels: Int, weight: (Complex, Complex) -> Complex, of inner: (Complex, Complex) -> Complex
  ) throws(QueueError) -> Double {
    var sum = 0.0
    var t = 0.0
    var width = min(0.05, abs(c) / 4)
    // Laws with corners turn the transform round and round; smooth ones only let it fade.
    let widest = interarrival.isSmooth && service.isSmooth ? Double.infinity : 0.5
    var quiet = 0
    var phase = 0.0
    for _ in 0..<panels {
      var panel = 0.0
      var largest = 0.0
      for (x, w) in Self.points {
        let z = Complex(re: c, im: t + width * (1 + x) / 2)
        guard let φ = transform(z) else { throw .notCovered("a law has no transform where the integral runs") }
        var logarithm = inner(z, φ).logarithm
        logarithm.im += 2 * Double.pi * ((phase - logarithm.im) / (2 * Double.pi)).rounded()
        phase = logarithm.im
        let value = -(weight(z, φ) * logarithm).re
        panel += w * value
        largest = max(largest, abs(value))
      }
      sum += panel * width / 2
      t += width
      width = min(width * 1.2, widest)
      quiet = largest * t < 1e-8 * abs(sum) * Double.pi ? quiet + 1 : 0
      if quiet > 8 {
        if abs(phase) > Double.pi { throw .notCovered("the transforms of these laws have zeros where the integral would run") }
        return sum / Double.pi
      }
    }
    throw .notCovered("the integral over these laws converges too slowly")
  }

  /// Ten-point Gauss–Legendre abscissae and weights on [−1, 1] (Abramowitz and Stegun, table 25.4).
  private static let points: [(Double, Double)] = [
    (0.1488743389816312, 0.2955242247147529), (0.4333953941292472, 0.2692667193099963), (0.6794095682990244, 0.2190863625159820),
    (0.8650633666889845, 0.1494513491505806), (0.9739065285171717, 0.0666713443086881),
  ].flatMap { [(-$0.0, $0.1), ($0.0, $0.1)] }.sorted { $0.0 < $1.0 }
}
