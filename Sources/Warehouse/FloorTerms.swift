public import Kernel
public import Randomness

/// What a step does beyond a queue, people, places and time. A step without any of this has no terms.
public struct StepTerms: Sendable, Equatable, Codable {
  /// What happens to the work of an order that a more urgent one displaces.
  public enum Preemption: String, Sendable, Codable {
    /// Nothing done is lost: what is left is done later.
    case resume
    /// The work is begun again from the start, and takes as long as the first time.
    case restart
  }
  /// What an order does that finds the queue full.
  public enum Overflow: String, Sendable, Codable {
    /// It stays where it is; who brought it cannot go on until there is room.
    case block
    /// It leaves the house unserved.
    case leave
  }
  /// Where orders go after the step: a share of them to another step, or out of the flow.
  public struct Route: Sendable, Equatable, Codable {
    /// Index of the step; -1 = out of the flow, done.
    public var step: Int
    public var share: Double

    public init(step: Int, share: Double) {
      self.step = step
      self.share = share
    }
  }

  public var preemption: Preemption?
  /// How many may wait; nil = any number.
  public var limit: Int?
  public var overflow = Overflow.block
  /// Seconds an order waits before it leaves unserved; nil = for ever.
  public var patience: Law?
  /// Share of the orders that do the step at all; the rest pass by.
  public var share = 1.0
  /// Shares add up to 1; empty = the next step of the flow.
  public var routes: [Route] = []
  /// Index into `FloorPlan.equipment`; one unit is held for the whole task.
  public var equipment: Int?
  /// A gate gathers so many orders and lets them go on together; 1 = it holds nothing back.
  public var gather = 1
  /// A gate lets an incomplete gathering go so long after its first order; nil = it waits.
  public var gatherAtMost: SimTime?
  /// What happens to work in hand when the people's shift ends; nil = as the shift says.
  public var atEnd: ShiftTerms.AtEnd?
  /// Those of the crew who help do so only while more orders than this wait; nil = always.
  public var helpersAbove: Int?
  /// Ergonomic load: how much an hour of this work tires against an hour of ordinary work.
  public var load = 1.0
  /// How orders are brought together, taken apart and held; nil = one after another, as they come.
  public var picking: PickingTerms?
  /// Trucks that take orders away; nil = none are known one by one.
  public var shipping: ShippingTerms?
  /// Trucks that bring goods, and inspection; nil = neither.
  public var receiving: ReceivingTerms?

  public init() {}
}

/// What a shift says beyond its hours.
public struct ShiftTerms: Sendable, Equatable, Codable {
  public enum AtEnd: String, Sendable, Codable, BitwiseCopyable {
    /// Who has begun finishes, in overtime if need be.
    case finish
    /// The work goes back to the front of its queue; whoever takes it does what is left.
    case handOver = "hand over"
    /// The work waits for the same person's next shift.
    case stop
  }
  public var atEnd = AtEnd.finish
  /// How long people stay on at most; zero = they do not.
  public var overtime = SimTime.zero
  /// They stay on while more orders than this wait where they can work.
  public var overtimeAbove = 0

  public init() {}
}

/// What a pool says of its people beyond number, shift and wage.
public struct PoolTerms: Sendable, Equatable, Codable {
  /// A person with a name; what it does not say is as in its pool.
  public struct Person: Sendable, Equatable, Codable {
    public var name: String
    /// By step; at 0.8 the stated time takes 1/0.8 as long. Steps that are not named are done as the pool does them.
    public var skills: [Skill]
    /// Seconds.
    public var age: Double?
    /// Practice at the start, standard hours at each step.
    public var experience: Double?
    /// When the person comes; nil = it is there from the start.
    public var hired: SimTime?

    public init(name: String, skills: [Skill] = [], age: Double? = nil, experience: Double? = nil) {
      self.name = name
      self.skills = skills
      self.age = age
      self.experience = experience
    }
  }
  public struct Skill: Sendable, Equatable, Codable {
    public var step: Int
    public var proficiency: Double

    public init(step: Int, proficiency: Double) {
      self.step = step
      self.proficiency = proficiency
    }
  }

  /// Share of a person's shifts on which it is missing, with pay.
  public var absence = 0.0
  /// Share of the shift's days that a person works; the days off go round among the people.
  public var partTime = 1.0
  /// Seconds, drawn for each person of the start.
  public var age: Law?
  /// Practice of those who are there at the start, standard hours at each step; nil = they know their work (the plateau).
  public var experience: Double?
  /// One element per person that has a name; they are the first of the pool.
  public var people: [Person] = []

  public init() {}

  /// Whether a person works on a day of its shift: part time spreads the days evenly, and differently for each person.
  ///
  /// - Parameters:
  ///   - person: its number in the pool, from 0.
  ///   - day: as `ShiftPlan.workDays` counts.
  public static func works(person: Int, day: Int, partTime: Double) -> Bool {
    if partTime >= 1 { return true }
    let offset = Double(person) * 0.618_033_988_749_895
    let phase = offset - offset.rounded(.down)
    return (Double(day + 1) * partTime + phase).rounded(.down) > (Double(day) * partTime + phase).rounded(.down)
  }
}

/// Fork lifts, carts, robots, conveyors: units that a task holds, which may fail.
public struct EquipmentPlan: Sendable, Equatable, Codable {
  public struct Failures: Sendable, Equatable, Codable {
    /// Seconds to the next failure and seconds of repair.
    public var up: Law
    public var down: Law
    /// Whether the time to the next failure runs only while the unit works.
    public var countsWorkOnly: Bool
    /// The step (of kind `.repair`) at which people repair; nil = it repairs itself.
    public var repairStep: Int?

    public init(up: Law, down: Law, countsWorkOnly: Bool, repairStep: Int? = nil) {
      self.up = up
      self.down = down
      self.countsWorkOnly = countsWorkOnly
      self.repairStep = repairStep
    }
  }
  /// Batteries: after so much work a unit charges, each at a charger of its own.
  public struct Charging: Sendable, Equatable, Codable {
    /// Time held by tasks, repairs left out; a task in hand is finished first.
    public var after: SimTime
    /// Seconds.
    public var lasts: Law

    public init(after: SimTime, lasts: Law) {
      self.after = after
      self.lasts = lasts
    }
  }
  public var name: String
  public var count: Int
  public var failures: Failures?
  /// nil = units need no charge.
  public var charging: Charging?
  /// How many there are from later moments on, ascending; nil = always as many.
  public var later: [CountChange]?

  public init(name: String, count: Int, failures: Failures? = nil) {
    self.name = name
    self.count = count
    self.failures = failures
  }
}

/// What is assumed of the people of a floor: how they learn, forget, tire, age, come and go.
public struct PeopleTerms: Sendable, Equatable, Codable {
  public var learning: LearningCurve?
  /// Time away from a step after which half of the practice there is lost; nil = nothing is forgotten.
  public var forgettingHalfLife: SimTime?
  public var fatigue: Fatigue?
  public var ageEffect: AgeEffect?
  public var hiring: [Hiring] = []
  /// Share of the people that leave in a year: the rate of an exponential law, per second.
  public var leavingPerSecond = 0.0
  /// Seconds of age at which people retire; nil = they do not.
  public var retirementAge: Double?
  /// Who leaves or retires is replaced so long after; nil = not at all.
  public var replacedAfter: SimTime?
  /// Practice of a replacement, standard hours at each step, and age, seconds.
  public var replacementExperience = 0.0
  /// By pool, where it hangs on the hours of the pool's week; nil = it does not.
  public var replacementExperiences: [Double]?
  public var replacementAge = 30 * 365.25 * 86_400
  /// How long a replacement is trained, from its first day on; nil = not at all.
  public var replacementTraining: SimTime?

  /// Whether newcomers are trained before they work.
  public var trains: Bool { replacementTraining != nil || hiring.contains { $0.training != nil } }

  public init() {}
}

/// Tiredness in the shift.
///
/// Work takes `1 + perHour · f` as long, where f are the hours worked since the last rest, each weighted with the step's load. Rest takes
/// tiredness away: all of it in any break (`halfLife` nil), or half of it in each half-life of rest, as in Jaber, Givi and Neumann,
/// "Incorporating human fatigue and recovery into the learning–forgetting process", Applied Mathematical Modelling 37(12–13), 2013, whose
/// accumulation is linearised here for one shift.
public struct Fatigue: Sendable, Equatable, Codable {
  public var perHour: Double
  /// nil = a break or the end of a shift takes all tiredness away.
  public var halfLife: SimTime?

  public init(perHour: Double, halfLife: SimTime? = nil) {
    self.perHour = perHour
    self.halfLife = halfLife
  }

  /// How many times as long work takes after `hours` of tiring work.
  public func slowness(afterHours hours: Double) -> Double { 1 + perHour * hours }

  /// Hours of tiredness left after `rest` ticks.
  public func left(of hours: Double, afterRest rest: Int64) -> Double {
    guard let halfLife else { return hours }
    return hours * exp2(-Double(rest) / Double(halfLife.ticks))
  }
}

/// An assumption, off unless stated: above an age, work takes so much longer for each year.
public struct AgeEffect: Sendable, Equatable, Codable {
  /// Seconds of age.
  public var above: Double
  public var perYear: Double
  /// Where the assumption comes from, as the planner stated it.
  public var source: String

  public init(above: Double, perYear: Double, source: String) {
    self.above = above
    self.perYear = perYear
    self.source = source
  }

  public func slowness(age seconds: Double) -> Double { 1 + perYear * max(0, seconds - above) / (365.25 * 86_400) }
}

/// People who come at a date, or go.
public struct Hiring: Sendable, Equatable, Codable {
  public var at: SimTime
  public var pool: Int
  /// Negative = so many leave.
  public var count: Int
  /// Practice at each step, standard hours; nil = they know the work.
  public var experience: Double?
  /// Seconds.
  public var age: Double?
  /// How long they are trained, from the date on, before they work; nil = not at all.
  public var training: SimTime?

  public init(at: SimTime, pool: Int, count: Int, experience: Double? = nil, age: Double? = nil, training: SimTime? = nil) {
    self.at = at
    self.pool = pool
    self.count = count
    self.experience = experience
    self.age = age
    self.training = training
  }
}
