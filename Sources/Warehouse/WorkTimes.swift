internal import Groundwork
internal import Randomness

/// How long the work of an order (or a receipt) takes at each step, drawn when the job is made.
///
/// Draws are keyed to job, line and step, so neither who works, nor when, nor in which batch changes them; a batch takes the sum of its
/// jobs' times.
struct WorkTimes: Sendable {
  /// The work of one step: what is the same every time in numbers, what is drawn as samplers.
  struct Step: BitwiseCopyable, Sendable {
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

  let steps: [Step]
  private let owned: [Sampler]
  /// Steps in the inbound flow and in the outbound flow.
  let inbound: [Int]
  let outbound: [Int]
  let stepCount: Int

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
    outbound = plans.indices.filter { plans[$0].kind == .outbound }
  }

  /// Whether a step draws per line or unit, so that the lines must be known one by one.
  func drawsLines(at s: Int) -> Bool { steps[s].drawsLine || steps[s].drawsUnit }
}

extension WorkTimes.Step {
  /// Seconds drawn for one line of `quantity` units; `line` is its number in the order.
  func drawnSeconds(line number: Int, quantity: Int64, salt: UInt64, identity: UInt64, key: DrawKey) -> Double {
    var sum = 0.0
    if drawsLine {
      sum += max(0, line.draw(key.uniform(source: source ^ salt, ordinal: identity, draw: UInt16(truncatingIfNeeded: 2 * number + 1))))
    }
    if drawsUnit {
      // One draw a line, times its units: units of a line are handled alike.
      sum +=
        Double(quantity)
        * max(0, unit.draw(key.uniform(source: source ^ salt, ordinal: identity, draw: UInt16(truncatingIfNeeded: 2 * number + 2))))
    }
    return sum
  }
}
