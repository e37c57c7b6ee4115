internal import Groundwork
public import Randomness

/// How long the work of an order (or a receipt) takes at each step, drawn when the job is made.
///
/// Draws are keyed to job, line and step, so neither who works, nor when, nor in which batch changes them; a batch takes the sum of its jobs' times.
public struct WorkTimes: Sendable {
  enum Part: Sendable {
    case none
    case constant(Double)
    case random(Sampler)

    init(_ law: Law?) throws(LawError) {
      switch law {
      case nil: self = .none
      case .constant(let seconds): self = .constant(seconds)
      case let law?: self = .random(try Sampler(law))
      }
    }
  }

  private let perOrder: [Part]
  private let perLine: [Part]
  private let perUnit: [Part]
  private let sources: [UInt64]
  /// Steps in the inbound flow and in the outbound flow.
  public let inbound: [Int]
  public let outbound: [Int]
  public let stepCount: Int

  init(_ steps: [StepPlan]) throws(LawError) {
    var perOrder: [Part] = [], perLine: [Part] = [], perUnit: [Part] = []
    for step in steps {
      perOrder.append(try Part(step.work.perOrder))
      perLine.append(try Part(step.work.perLine))
      perUnit.append(try Part(step.work.perUnit))
    }
    self.perOrder = perOrder
    self.perLine = perLine
    self.perUnit = perUnit
    sources = steps.map { StableHash.of("work/\($0.name)") }
    stepCount = steps.count
    inbound = steps.indices.filter { steps[$0].kind == .inbound }
    outbound = steps.indices.filter { steps[$0].kind == .outbound }
  }

  /// Whether a step draws per line or unit, so that the lines must be known one by one.
  public func drawsPerLine(_ step: Int) -> Bool {
    if case .random = perLine[step] { return true }
    if case .random = perUnit[step] { return true }
    return false
  }

  /// Seconds for the order itself, without its lines.
  @inline(__always)
  public func seconds(orderAt step: Int, salt: UInt64, identity: UInt64, key: DrawKey) -> Double {
    switch perOrder[step] {
    case .none: 0
    case .constant(let seconds): seconds
    case .random(let sampler): max(0, sampler.draw(key.uniform(source: sources[step] ^ salt, ordinal: identity)))
    }
  }

  /// Seconds for one line of `quantity` units; `line` is its number in the order.
  @inline(__always)
  public func seconds(lineAt step: Int, line: Int, quantity: Int64, salt: UInt64, identity: UInt64, key: DrawKey) -> Double {
    var sum = 0.0
    switch perLine[step] {
    case .none: break
    case .constant(let seconds): sum += seconds
    case .random(let sampler):
      sum += max(0, sampler.draw(key.uniform(source: sources[step] ^ salt, ordinal: identity, draw: UInt16(truncatingIfNeeded: 2 * line + 1))))
    }
    switch perUnit[step] {
    case .none: break
    case .constant(let seconds): sum += seconds * Double(quantity)
    case .random(let sampler):
      // One draw a line, times its units: units of a line are handled alike.
      sum += Double(quantity)
        * max(0, sampler.draw(key.uniform(source: sources[step] ^ salt, ordinal: identity, draw: UInt16(truncatingIfNeeded: 2 * line + 2))))
    }
    return sum
  }

  /// Constant seconds per line and per unit of a step; only meaningful where `drawsPerLine` is false.
  @inline(__always)
  public func constants(_ step: Int) -> (perLine: Double, perUnit: Double) {
    var line = 0.0, unit = 0.0
    if case .constant(let s) = perLine[step] { line = s }
    if case .constant(let s) = perUnit[step] { unit = s }
    return (line, unit)
  }
}
