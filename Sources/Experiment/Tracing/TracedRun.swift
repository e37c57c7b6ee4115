public import Groundwork
public import Kernel
public import Simulation
internal import Randomness
internal import Scenario
internal import Supply
internal import Warehouse

/// One replication of a study's base, watched step by step: the same customers, times and decisions as in the study.
///
/// A floor is watched with its time accounted for in full; that gives the same numbers as the plain floor does, only slower.
public struct TracedRun: Sendable {
  public let title: String
  /// The base's plan as it is simulated here.
  public let plan: Plan
  public let seed: UInt64
  /// From 0.
  public let replication: Int
  /// Hash of the base's plan, as in the study's.
  public let identity: String
  let compiled: CompiledPlan
  /// Time on the wall and time of the run.
  let calendar: CivilClock

  /// - Throws: `InputErrors` where the study goes by periods, which have no moments to look at, or the plan cannot be simulated.
  public init(_ study: Study, replication: Int = 0) throws(InputErrors) {
    guard let base = study.drafts.first else {
      throw InputErrors(Diagnostic(.error, code: "no-trace", "'\(study.title)' has no scenario to look at", remedy: "name a scenario"))
    }
    if case .periodic = base.plan.study {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-trace", "'\(study.title)' goes by periods: within one nothing has a moment of its own to be looked at",
          remedy: "use `study: continuous`, or leave --order, --frame and --trace out"))
    }
    title = study.title
    seed = study.options.seed
    self.replication = replication
    var plan = base.plan
    identity = Self.hexadecimal(plan.fingerprint)
    plan.floor?.fullAccounts = true
    self.plan = plan
    compiled = try CompiledPlan(plan)
    let days = Int((plan.clock.horizon.ticks + plan.clock.runOut.ticks) / SimTime.ticksPerDay) + 2
    guard let calendar = plan.clock.civil(days: days) else {
      throw InputErrors(
        Diagnostic(.error, code: "no-trace", "there is no time zone '\(plan.clock.timeZone)'", remedy: "name a zone such as Europe/London"))
    }
    self.calendar = calendar
  }

  /// Runs the replication and tells of everything, in order of time.
  ///
  /// - Returns: the outcome, equal to that of the study's own replication.
  public func watch(_ observer: @escaping (TraceEvent) -> Void) -> Outcome {
    PairedRunner([compiled]).trace(plan: 0, seed: seed, replication: replication, observer: observer).0
  }

  private static func hexadecimal(_ hash: UInt64) -> String {
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }

  // MARK: Names

  func station(_ s: Int32) -> String { plan.floor.flatMap { s >= 0 ? $0.steps[Int(s)].name : nil } ?? "" }
  func pool(_ p: Int32) -> String { plan.floor.flatMap { p >= 0 ? $0.pools[Int(p)].name : nil } ?? "" }
  func equipment(_ e: Int32) -> String { e >= 0 ? plan.floor?.equipment?[Int(e)].name ?? "" : "" }
  func stream(_ i: Int32) -> String { i >= 0 ? plan.supply.streams[Int(i)].name : "" }

  /// `Asha` where people have names, else `picker 3`; nil for nobody.
  func person(_ pool: Int32, _ number: Int32) -> String? {
    guard pool >= 0, number >= 0, let plan = plan.floor?.pools[Int(pool)] else { return nil }
    return plan.personName(Int(number))
  }

  // MARK: Time

  /// A moment as people write it: `2026-12-14 10:02:11`, or `day 12 10:02:11` (days from 0) without a calendar.
  public func text(_ time: SimTime) -> String { dayText(time) + " " + clockText(time) }

  /// `2026-12-14`, or `day 12`.
  public func dayText(_ time: SimTime) -> String {
    let wall = calendar.wall(time.ticks)
    return calendar.date(day: wall.day).map { "\($0)" } ?? "day \(wall.day)"
  }

  /// `10:02:11`.
  public func clockText(_ time: SimTime) -> String {
    let second = calendar.wall(time.ticks).second
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    return "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
  }

  /// The civil day of a day of the run; nil without a calendar.
  public func date(of day: Int) -> CivilDate? { calendar.date(day: day) }

  /// Day of the run on the wall and hours since its midnight there.
  public func wall(_ time: SimTime) -> (day: Int, hours: Double) {
    let wall = calendar.wall(time.ticks), part = time.ticks - time.ticks.flooredQuotient(1_000_000) * 1_000_000
    return (wall.day, (Double(wall.second) + Double(part) / 1e6) / 3600)
  }

  /// The moment a planner means by `2026-12-14T10:30` or, without a calendar, `day 12 10:30`.
  ///
  /// - Throws: `InputErrors` where it is no moment, or lies outside the run.
  public func moment(_ text: String) throws(InputErrors) -> SimTime {
    let hasCalendar = calendar.start != nil
    func wrong(_ message: String) -> InputErrors {
      let last = SimTime(ticks: plan.clock.horizon.ticks - 60_000_000)
      return InputErrors(
        Diagnostic(
          .error, code: "no-moment", message,
          remedy: hasCalendar
            ? "write for example \(dayText(last))T10:30; the run goes from \(dayText(.zero))T00:00 "
              + "to \(dayText(last))T\(clockText(last).prefix(5))"
            : "write for example \"day 1 10:30\"; the run goes from \"day 0 00:00\" to \"\(dayText(last)) \(clockText(last).prefix(5))\""))
    }
    let clean = text.hasPrefix("day ") ? text.dropFirst(4) : Substring(text)
    let parts = clean.split(whereSeparator: { $0 == "T" || $0 == " " }), clock = parts.last?.split(separator: ":") ?? []
    guard parts.count == 2, clock.count == 2 || clock.count == 3, clock.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCII) }),
      let hour = Int(clock[0]), let minute = Int(clock[1]), let second = clock.count == 3 ? Int(clock[2]) : 0,
      (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
    else { throw wrong("'\(text)' is no moment") }
    let day: Int
    if hasCalendar {
      guard let date = CivilDate(iso: String(parts[0])), let found = calendar.day(of: date) else { throw wrong("'\(text)' is no moment") }
      day = found
    } else {
      guard text.hasPrefix("day "), let number = Int(parts[0]), (0...1_000_000).contains(number) else {
        throw wrong("'\(text)' is no moment")
      }
      day = number
    }
    let horizonDay = Int(plan.clock.horizon.ticks / SimTime.ticksPerDay) + 1
    guard (0...horizonDay).contains(day) else { throw wrong("'\(text)' lies outside the run") }
    let ticks = calendar.ticks(day: day, second: hour * 3600 + minute * 60 + second)
    guard (0..<plan.clock.horizon.ticks).contains(ticks) else { throw wrong("'\(text)' lies outside the run") }
    return SimTime(ticks: ticks)
  }
}

extension PoolPlan {
  /// `Asha` where people have names, else `picker 3`.
  ///
  /// - Parameter number: from 0. First are those of the first day, the named before the others; then, up to the pool's count, the named who
  ///   come later, in the order of the file; then whoever else is hired.
  func personName(_ number: Int) -> String {
    let named = terms?.people ?? [], present = named.count { $0.hired == nil }, first = countAtStart
    if number < present { return named[number].name }
    if number >= first, present + number - first < named.count { return named[present + number - first].name }
    return "\(Self.single(name)) \(number + 1)"
  }

  /// One of a pool: `pickers` are many, a `picker` is one.
  static func single(_ pool: String) -> String { pool.hasSuffix("s") && !pool.hasSuffix("ss") ? String(pool.dropLast()) : pool }
}
