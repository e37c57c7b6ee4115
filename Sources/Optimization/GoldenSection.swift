#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The least value of a function with one valley.
enum GoldenSection {
  /// Where `f` is least on [low, high], by golden section until the interval is some rounding errors wide, then a parabola through it.
  ///
  /// Near the least value *f* is flat, so its place is known to about the square root of the precision only; the parabola through points
  /// some way apart gains the digits back.
  ///
  /// - Complexity: some 80 evaluations.
  static func minimum(from low: Double, to high: Double, of f: (Double) -> Double) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var a = low
    var b = high
    var x = b - ratio * (b - a)
    var y = a + ratio * (b - a)
    var fx = f(x)
    var fy = f(y)
    for _ in 0..<200 where b - a > 1e-6 * max(abs(a), abs(b)) + 1e-300 {
      if fx <= fy {
        b = y
        y = x
        fy = fx
        x = b - ratio * (b - a)
        fx = f(x)
      } else {
        a = x
        x = y
        fx = fy
        y = a + ratio * (b - a)
        fy = f(y)
      }
    }
    let middle = (a + b) / 2
    let width = 1e-4 * max(abs(middle), (high - low) * 1e-6)
    if middle - width <= low || middle + width >= high { return middle }
    let left = f(middle - width)
    let centre = f(middle)
    let right = f(middle + width)
    let bend = left - 2 * centre + right
    if !(bend > 0) { return middle }
    let step = width * (left - right) / (2 * bend)
    return abs(step) <= width && f(middle + step) <= centre * (1 + 1e-15) ? middle + step : middle
  }

  /// Where an increasing `f` passes 0 on [low, high], by halving to the last bit.
  static func root(from low: Double, to high: Double, of f: (Double) -> Double) -> Double {
    var low = low
    var high = high
    for _ in 0..<2000 {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high { break }
      if f(middle) < 0 { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}

/// e^x − 1 without loss of digits near 0.
@inline(__always) func expMinusOne(_ x: Double) -> Double { expm1(x) }
