/// Work in hand that may be interrupted: a shift ends, a machine fails, something more urgent comes.
///
/// Whoever resumes it does what is left; whoever begins it again from the start does all of it, and it takes as long as the first time.
/// (Preemptive-resume and preemptive-repeat-identical; D. P. Gaver, "A waiting line with interrupted service, including priorities",
/// *Journal of the Royal Statistical Society B* 24, 1962.)
@frozen public struct InterruptibleWork: BitwiseCopyable, Sendable {
  /// Ticks it takes at the stated speed, and how many times as long it takes who has it in hand in the present stretch, or the last one.
  public let standard: Int64
  public private(set) var slowness: Double
  /// Ticks that were left when the present stretch began; of work that stands still, those that are left.
  public private(set) var left: Int64
  /// When the present stretch, or the last one, began.
  public private(set) var since: Int64

  /// Work whose first stretch begins.
  ///
  /// - Parameters:
  ///   - standard: at least 0.
  ///   - slowness: 1 = as stated; more than 0.
  public init(standard: Int64, slowness: Double = 1, at now: Int64) {
    self.standard = standard
    self.slowness = slowness
    since = now
    left = slowness == 1 ? standard : Self.nearest(min(Double(standard) * slowness, 9e17))
  }

  /// When the present stretch ends the work, if nothing interrupts it.
  public var due: Int64 { since + left }

  /// A stretch ends, with the work or before it.
  ///
  /// - Returns: its ticks.
  public mutating func stop(at now: Int64) -> Int64 {
    let worked = now - since
    left -= worked
    return worked
  }

  /// The next stretch begins.
  public mutating func resume(at now: Int64) { since = now }

  /// The next stretch begins, at another speed: what is left at the stated speed takes so many times as long.
  ///
  /// - Parameter slowness: more than 0.
  public mutating func resume(at now: Int64, slowness next: Double) {
    if next != slowness { left = Self.nearest(min(Double(max(0, left)) / slowness * next, 9e17)) }
    slowness = next
    since = now
  }

  /// Ticks at the stated speed that a stretch brought.
  public func standard(of worked: Int64) -> Double { slowness == 1 ? Double(worked) : Double(worked) / slowness }

  /// What is left of work that stands still, as a share of all of it; 0 of work that takes no time.
  public var shareLeft: Double { standard > 0 ? max(0, min(1, Double(left) / slowness / Double(standard))) : 0 }

  /// The nearest whole number of ticks, the half up; `span` is at least 0.
  static func nearest(_ span: Double) -> Int64 {
    let whole = Int64(span)
    return span - Double(whole) >= 0.5 ? whole &+ 1 : whole
  }
}
