#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The elementary functions this room uses, under names that do not hide ours.
enum Elementary {
  static func log(_ x: Double) -> Double { _log(x) }
  static func exp(_ x: Double) -> Double { _exp(x) }
  static func sinCos(_ x: Double) -> (sin: Double, cos: Double) { (_sin(x), _cos(x)) }
  static func atan2(_ y: Double, _ x: Double) -> Double { _atan2(y, x) }
  static func pow(_ x: Double, _ y: Double) -> Double { _pow(x, y) }
}

private func _log(_ x: Double) -> Double { log(x) }
private func _exp(_ x: Double) -> Double { exp(x) }
private func _sin(_ x: Double) -> Double { sin(x) }
private func _cos(_ x: Double) -> Double { cos(x) }
private func _atan2(_ y: Double, _ x: Double) -> Double { atan2(y, x) }
private func _pow(_ x: Double, _ y: Double) -> Double { pow(x, y) }

/// A complex number, as far as transforms need it.
struct Complex: Equatable {
  var re: Double
  var im: Double

  static let one = Complex(re: 1, im: 0)
  var norm: Double { re * re + im * im }
  var exponential: Complex {
    let r = Elementary.exp(re)
    let (s, c) = Elementary.sinCos(im)
    return Complex(re: r * c, im: r * s)
  }
  /// The principal logarithm.
  var logarithm: Complex { Complex(re: 0.5 * Elementary.log(norm), im: Elementary.atan2(im, re)) }

  static func + (a: Complex, b: Complex) -> Complex { Complex(re: a.re + b.re, im: a.im + b.im) }
  static func - (a: Complex, b: Complex) -> Complex { Complex(re: a.re - b.re, im: a.im - b.im) }
  static func * (a: Complex, b: Complex) -> Complex { Complex(re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re) }
  static func * (k: Double, a: Complex) -> Complex { Complex(re: k * a.re, im: k * a.im) }
  static func / (a: Complex, b: Complex) -> Complex {
    let n = b.norm
    return Complex(re: (a.re * b.re + a.im * b.im) / n, im: (a.im * b.re - a.re * b.im) / n)
  }
  static prefix func - (a: Complex) -> Complex { Complex(re: -a.re, im: -a.im) }

  /// To a whole power of at least 0.
  func power(_ n: Int) -> Complex {
    var result = Complex.one
    var square = self
    var rest = n
    while rest > 0 {
      if rest & 1 == 1 { result = result * square }
      rest >>= 1
      if rest > 0 { square = square * square }
    }
    return result
  }
}
