import Foundation
public struct LawError: Error, CustomStringConvertible { public var description: String; public init(_ s: String) { description = s } }
extension Law {
  public var mean: Double { switch self { case .constant(let c): c; case .exponential(let m): m; case .poisson(let m): m; case .geometric(let m, _): m; case .lognormal(let m, _): m; case .gamma(let m,_): m; default: 1 } }
  public var isDiscrete: Bool { switch self { case .poisson, .geometric, .discrete, .constant: true; default: false } }
  public func cdf(_ x: Double) -> Double { switch self { case .exponential(let m): x<0 ? 0 : 1-exp(-x/m); case .gamma(let m, let s): 0.5*erfc(-(x-m)/s/sqrt(2)); default: x >= 1 ? 1 : 0 } }
  public func quantile(_ p: Double) -> Double { var lo = 0.0, hi = 1e5; for _ in 0..<80 { let m = (lo+hi)/2; if cdf(m) < p { lo = m } else { hi = m } }; return hi }
}
public struct Sampler: Sendable {
  let law: Law
  public init(_ law: Law) throws(LawError) { self.law = law }
  public func draw(_ u: Double) -> Double { switch law { case .constant(let c): return c; case .exponential(let m): return -m*log1p(-u); case .lognormal(let m, let s): let v = log(1+s*s/m/m); var z=0.0, lo = -9.0, hi = 9.0; for _ in 0..<30 { z=(lo+hi)/2; if 0.5*erfc(-z/sqrt(2)) < u { lo=z } else { hi=z } }; return exp(log(m)-v/2+sqrt(v)*z); default: return law.quantile(u) } }
  public func drawInteger(_ bits: UInt64) -> Int64 { let u = Double(bits>>11)*0x1p-53; switch law { case .constant(let c): return Int64(c); case .geometric(let m, let f): let p = 1/(m - Double(f) + 1); return Int64(f) + Int64(log1p(-u)/log1p(-p)); case .poisson(let m): var p = exp(-m), c = p; var k: Int64 = 0; while u > c && k < 10000 { k += 1; p *= m/Double(k); c += p }; return k; default: return 1 } }
}
