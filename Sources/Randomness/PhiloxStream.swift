internal import CGSL

/// Philox as a generator of GSL's own kind, so that every `gsl_ran_*` runs on keyed draws: counters 0, 1, 2, … under one key.
///
/// GSL's `set` takes an unsigned long, too short for a key and a counter: the state is written after the generator was allocated.
final class PhiloxStream {
  /// What GSL keeps for us between calls; trivial, since GSL copies it byte by byte.
  struct State {
    var key: UInt64 = 0
    var source: UInt64 = 0
    var counter: UInt64 = 0
    var spare: UInt64 = 0
    var hasSpare = false

    mutating func next() -> UInt64 {
      if hasSpare {
        hasSpare = false
        return spare
      }
      let block = Philox.block(counter: (source, counter), key: key)
      counter &+= 1
      spare = block.1
      hasSpare = true
      return block.0
    }
  }

  /// Never freed: GSL compares generator types by address, and one table serves all streams.
  private nonisolated(unsafe) static let type: UnsafePointer<gsl_rng_type> = {
    // Proof of safety: written here once, before the pointer is published, and only read afterwards.
    let name = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
    for (i, byte) in "philox4x32_10".utf8CString.enumerated() { name[i] = byte }
    let table = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    table.initialize(
      to: gsl_rng_type(
        name: UnsafePointer(name), max: UInt(UInt32.max), min: 0, size: MemoryLayout<State>.size,
        set: { raw, seed in raw!.assumingMemoryBound(to: State.self).pointee = State(key: UInt64(seed)) },
        get: { raw in UInt(raw!.assumingMemoryBound(to: State.self).pointee.next() >> 32) },
        get_double: { raw in unitInterval(raw!.assumingMemoryBound(to: State.self).pointee.next()) }))
    return UnsafePointer(table)
  }()

  private let generator: UnsafeMutablePointer<gsl_rng>

  init(key: UInt64, source: UInt64 = 0) {
    GSL.ready()
    generator = gsl_rng_alloc(Self.type)
    generator.pointee.state.assumingMemoryBound(to: State.self).pointee = State(key: key, source: source)
  }

  deinit { gsl_rng_free(generator) }

  func uniform() -> Double { gsl_rng_uniform(generator) }
  func word() -> UInt { gsl_rng_get(generator) }

  /// A draw by GSL's own generators; nil for a law that GSL does not know.
  func draw(_ law: Law) -> Double? {
    switch law {
    case .uniform(let min, let max): return gsl_ran_flat(generator, min, max)
    case .normal(let mean, let sd): return mean + gsl_ran_gaussian(generator, sd)
    case .lognormal(let mean, let sd):
      let variance = SpecialFunctions.logOnePlus((sd / mean) * (sd / mean))
      return gsl_ran_lognormal(generator, SpecialFunctions.logarithm(mean) - variance / 2, variance.squareRoot())
    case .gamma(let mean, let sd): return gsl_ran_gamma(generator, (mean / sd) * (mean / sd), sd * sd / mean)
    case .erlang(let k, let mean): return gsl_ran_erlang(generator, mean / Double(k), Double(k))
    case .exponential(let mean): return gsl_ran_exponential(generator, mean)
    case .weibull(let shape, let scale): return gsl_ran_weibull(generator, scale, shape)
    case .beta(let a, let b, let min, let max): return min + (max - min) * gsl_ran_beta(generator, a, b)
    case .pert(let min, let mode, let max):
      return min + (max - min) * gsl_ran_beta(generator, 1 + 4 * (mode - min) / (max - min), 1 + 4 * (max - mode) / (max - min))
    case .poisson(let mean): return Double(gsl_ran_poisson(generator, mean))
    case .negativeBinomial(let mean, let dispersion):
      return Double(gsl_ran_negative_binomial(generator, 1 / dispersion, mean / (dispersion - 1)))
    case .geometric(let mean, let from):
      // GSL counts trials up to the first success, from 1.
      return Double(gsl_ran_geometric(generator, 1 / (mean - Double(from) + 1))) - 1 + Double(from)
    case .binomial(let n, let p): return Double(gsl_ran_binomial(generator, p, UInt32(n)))
    case .bernoulli(let p): return Double(gsl_ran_bernoulli(generator, p))
    case .compound(let count, let size):
      guard let n = draw(count) else { return nil }
      var sum = 0.0
      for _ in 0..<Int(n) { sum += draw(size) ?? .nan }
      return sum
    case .mixture(let parts):
      var u = uniform() * parts.reduce(0) { $0 + $1.weight }
      for part in parts {
        u -= part.weight
        if u < 0 { return draw(part.value) }
      }
      return draw(parts.last!.value)
    case .zeroInflated(let share, let inner): return uniform() < share ? 0 : draw(inner)
    case .shifted(let by, let inner): return draw(inner).map { by + $0 }
    case .scaled(let by, let inner): return draw(inner).map { by * $0 }
    case .truncated(let min, let max, let inner):
      // By rejection: nothing here is shared with the compiled sampler.
      while true {
        guard let x = draw(inner) else { return nil }
        if x >= min ?? -.infinity && x <= max ?? .infinity { return x }
      }
    default: return nil
    }
  }

  /// GSL's own distribution function at x, straight from its C interface; nil for a law that it does not know.
  static func cdf(_ law: Law, _ x: Double) -> Double? {
    GSL.ready()
    let k = UInt32(max(0, min(4e9, x.rounded(.down))))
    switch law {
    case .uniform(let min, let max): return gsl_cdf_flat_P(x, min, max)
    case .normal(let mean, let sd): return gsl_cdf_gaussian_P(x - mean, sd)
    case .lognormal(let mean, let sd):
      let variance = SpecialFunctions.logOnePlus((sd / mean) * (sd / mean))
      return gsl_cdf_lognormal_P(x, SpecialFunctions.logarithm(mean) - variance / 2, variance.squareRoot())
    case .gamma(let mean, let sd): return x <= 0 ? 0 : gsl_cdf_gamma_P(x, (mean / sd) * (mean / sd), sd * sd / mean)
    case .erlang(let k, let mean): return x <= 0 ? 0 : gsl_cdf_gamma_P(x, Double(k), mean / Double(k))
    case .exponential(let mean): return gsl_cdf_exponential_P(x, mean)
    case .weibull(let shape, let scale): return x <= 0 ? 0 : gsl_cdf_weibull_P(x, scale, shape)
    case .beta(let a, let b, let min, let max): return gsl_cdf_beta_P((x - min) / (max - min), a, b)
    case .pert(let min, let mode, let max):
      return gsl_cdf_beta_P((x - min) / (max - min), 1 + 4 * (mode - min) / (max - min), 1 + 4 * (max - mode) / (max - min))
    case .poisson(let mean): return x < 0 ? 0 : gsl_cdf_poisson_P(k, mean)
    case .negativeBinomial(let mean, let dispersion):
      return x < 0 ? 0 : gsl_cdf_negative_binomial_P(k, 1 / dispersion, mean / (dispersion - 1))
    case .geometric(let mean, let from):
      let trials = x.rounded(.down) + 1 - Double(from)
      return trials < 1 ? 0 : gsl_cdf_geometric_P(UInt32(min(4e9, trials)), 1 / (mean - Double(from) + 1))
    case .binomial(let n, let p): return x < 0 ? 0 : gsl_cdf_binomial_P(k, p, UInt32(n))
    default: return nil
    }
  }
}
