#if canImport(Glibc)
  internal import Glibc
#else
  internal import Foundation
#endif

/// The number of events of a Poisson process in a stretch with the given expected number, by inversion of one uniform.
///
/// Non-decreasing in the uniform and in the mean: with the uniform held, a higher rate adds events and takes none away. Nothing is
/// compiled, so the mean may differ at every call.
///
/// - Parameters:
///   - mean: expected number; what is not above 0 gives 0, what is above 10¹² counts as 10¹².
///   - uniform: in (0, 1).
/// - Complexity: about `mean` additions up to 30; above, a distribution function and a few steps, about a microsecond.
public func poissonProcessCount(mean: Double, uniform: Double) -> Int {
  guard mean > 0 else { return 0 }
  var u = uniform < 1 - 0x1p-53 ? uniform : 1 - 0x1p-53
  if u < 0x1p-53 { u = 0x1p-53 }
  if mean <= 30 {
    var k = 0
    var mass = exp(-mean)
    var sum = mass
    // A mass that no longer changes the sum ends the search: the sum may stop short of 1 by rounding.
    while sum < u {
      k += 1
      mass *= mean / Double(k)
      if sum + mass == sum && Double(k) > mean { break }
      sum += mass
    }
    return k
  }
  let mean = min(mean, 1e12)
  let law = CountLaw.poisson(mean: mean)
  // Cornish and Fisher's second term brings the guess within a step or two.
  let z = SpecialFunctions.normalQuantile(u)
  var k = max(0, (mean + mean.squareRoot() * z + (z * z - 1) / 6).rounded())
  var mass = law.mass(k)
  if u <= 0.5 {
    var sum = law.cdf(k)
    while sum < u {
      k += 1
      mass *= mean / k
      sum += mass
    }
    while k > 0, sum - mass >= u {
      sum -= mass
      mass *= k / mean
      k -= 1
    }
  } else {
    let q = 1 - u
    var beyond = law.survival(k)
    while beyond > q {
      k += 1
      mass *= mean / k
      beyond -= mass
    }
    while k > 0, beyond + mass <= q {
      beyond += mass
      mass *= k / mean
      k -= 1
    }
  }
  return Int(k)
}
