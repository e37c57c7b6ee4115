internal import Groundwork
public import Randomness

/// How long the work of an order (or a receipt) takes at each step, drawn when the job is made.
///
/// Draws are keyed to job, line and step, so neither who works, nor when, nor in which batch changes them; a batch takes the sum of its jobs' times.
public struct WorkTimes: Sendable {
  /// The work of one step: what is the same every time in numbers, what is drawn as samplers.
  struct Step: Sendable {
    var source: UInt64
    var perOrder = 0.0
    var perLine = 0.0
    var perUnit = 0.0
    var drawsOrder = false
    var drawsLine = false
    var drawsUnit = false
    var order: SamplerView
    var line: SamplerView
    var unit: SamplerView
  }

  private let steps: [Step]
  private let owned: [Sampler]
  /// Steps in the inbound flow and in the outbound flow.
  public let inbound: [Int]
  public let outbound: [Int]
  public let stepCount: Int
  /// Whether an outbound step draws per line or unit, so that the lines must be known one by one.
  public let outboundDrawsLines: Bool

  init(_ plans: [StepPlan]) throws(LawError) {
    var owned = [try Sampler(.constant(0))]
    func part(_ law: Law?) throws(LawError) -> (seconds: Double, isDrawn: Bool, view: SamplerView) {
      switch law {
      case nil: return (0, false, owned[0].view)
      case .constant(let seconds): return (seconds, false, owned[0].view)
      case let law?:
        owned.append(try Sampler(law))
        return (0, true, owned[owned.count - 1].view)
      }
    }
    var steps: [Step] = []
    for plan in plans {
      let order = try part(plan.work.perOrder), line = try part(plan.work.perLine), unit = try part(plan.work.perUnit)
      steps.append(
        Step(
          source: StableHash.of("work/\(plan.name)"), perOrder: order.seconds, perLine: line.seconds, perUnit: unit.seconds,
          drawsOrder: order.isDrawn, drawsLine: line.isDrawn, drawsUnit: unit.isDrawn, order: order.view, line: line.view, unit: unit.view))
    }
    self.steps = steps
    self.owned = owned
    stepCount = plans.count
    inbound = plans.indices.filter { plans[$0].kind == .inbound }
    let outbound = plans.indices.filter { plans[$0].kind == .outbound }
    self.outbound = outbound
    outboundDrawsLines = outbound.contains { steps[$0].drawsLine || steps[$0].drawsUnit }
  }

  /// Seconds for the job itself and for what is the same for each of its lines and units.
  @inline(__always)
  public func seconds(at s: Int, lines: Int, units: Int64, salt: UInt64, identity: UInt64, key: DrawKey) -> Double {
    let order = steps[s].drawsOrder ? max(0, steps[s].order.draw(key.uniform(source: steps[s].source ^ salt, ordinal: identity))) : steps[s].perOrder
    return order + (steps[s].perLine * Double(lines) + steps[s].perUnit * Double(units))
  }

  /// Seconds drawn for one line of `quantity` units; `line` is its number in the order.
  public func drawnSeconds(at s: Int, line: Int, quantity: Int64, salt: UInt64, identity: UInt64, key: DrawKey) -> Double {
    let step = steps[s]
    var sum = 0.0
    if step.drawsLine {
      sum += max(0, step.line.draw(key.uniform(source: step.source ^ salt, ordinal: identity, draw: UInt16(truncatingIfNeeded: 2 * line + 1))))
    }
    if step.drawsUnit {
      // One draw a line, times its units: units of a line are handled alike.
      sum += Double(quantity)
        * max(0, step.unit.draw(key.uniform(source: step.source ^ salt, ordinal: identity, draw: UInt16(truncatingIfNeeded: 2 * line + 2))))
    }
    return sum
  }
}
