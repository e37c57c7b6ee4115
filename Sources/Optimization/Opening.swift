internal import Groundwork
internal import Randomness
internal import Supply

/// Where the inventory position stands when time begins.
///
/// Where all demand and all orders are multiples of a number, the position keeps its remainder by it for ever, and so do the stock and the
/// cost: packs of six that open with 15 never pass through 12. Elsewhere the beginning is forgotten.
public enum Opening: Sendable, Equatable {
  /// Not known. Under (r, nQ) every remainder counts alike, the uniform law of the textbooks; other policies begin at their reorder point.
  case anywhere
  /// At so many units, whatever the policy.
  case at(Int64)
  /// At the policy's own mean position (`Policy.meanPosition`): its levels then choose the remainder.
  case ofPolicy

  /// The position, where it is known.
  func position(under policy: Policy) -> Int? {
    switch self {
    case .anywhere: nil
    case .at(let units): Int(clamping: units)
    case .ofPolicy: Int(clamping: policy.meanPosition)
    }
  }
}

extension InventoryProblem {
  /// The greatest number of which every demand is a multiple.
  var demandDivisor: Int {
    switch demand {
    case .perPeriod(let law): LatticeArithmetic.commonDivisor(law)
    case .compoundPoisson(_, let size): LatticeArithmetic.commonDivisor(size)
    }
  }

  /// The number by which the position keeps its remainder under every policy: of all demand, and of what the supplier sells.
  public var keptDivisor: Int { greatestCommonDivisor(demandDivisor, Int(multiple)) }
}

/// The greatest number that divides both; `b` where `a` is 0.
func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  var (a, b) = (abs(a), abs(b))
  while a != 0 { (a, b) = (b % a, a) }
  return b
}

/// The remainder from 0 up to the divisor, of numbers below 0 too.
func floored(_ value: Int, modulo divisor: Int) -> Int {
  let rest = value % divisor
  return rest < 0 ? rest + divisor : rest
}
