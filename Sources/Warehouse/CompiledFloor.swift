internal import Groundwork
internal import Kernel
public import Randomness

/// A floor plan ready to run: samplers built, who serves whom turned round, calendars as arrays.
public struct CompiledFloor: Sendable {
  struct Duty: Sendable {
    /// Start and end ticks of each duty span, and the end of the paid span it lies in.
    var starts: [Int64]
    var ends: [Int64]
    var paidEnds: [Int64]
  }

  struct Pool: Sendable {
    var firstWorker: Int
    var count: Int
    var shift: Int
    /// Stations its people can serve, in order of the process.
    var stations: [Int]
    /// 1 ÷ proficiency, one per entry of `stations`.
    var slowness: [Double]
    /// Whether they only help there, one per entry of `stations`.
    var helps: [Bool]
  }

  public let plan: FloorPlan
  let pools: [Pool]
  let duties: [Duty]
  /// Station after this one in its flow; -1 at the end.
  let next: [Int]
  /// Whether a station belongs to the inbound flow.
  let isInbound: [Bool]
  let capacity: [Int]
  let travelTicksPerMetre: [Double]
  public let firstInbound: Int
  public let firstOutbound: Int
  /// Where goods that come back enter; -1 = they need no work.
  public let firstReturn: Int
  public let workerCount: Int
  let work: WorkTimes
  let routing: Routing?
  /// Whether queues go by priority; else an ordered queue goes by due date.
  public let usesPriority: Bool
  /// Whether the plain floor serves; else the hall does.
  public let isPlain: Bool
  let hall: CompiledHall
  /// What is kept, one element per stock point; empty where the goods of an order need not be known one by one.
  let kept: [KeptItem]
  /// Regular pay from time 0 to the start of each day of the calendars.
  let payAtDay: [Double]
  let payDay = SimTime.ticksPerDay

  /// - Parameters:
  ///   - slots: how many slots the items have, at least 1.
  ///   - kept: what is kept, where the plan's storage asks for it.
  public init(_ plan: FloorPlan, slots: Int, kept: [KeptItem] = []) throws(LawError) {
    self.plan = plan
    var pools: [Pool] = []
    var workers = 0
    for (index, pool) in plan.pools.enumerated() {
      var stations: [Int] = [], slowness: [Double] = [], helps: [Bool] = []
      for s in plan.outbound + plan.inbound {
        if let crew = plan.steps[s].crew.first(where: { $0.pool == index }) {
          stations.append(s)
          slowness.append(1 / crew.proficiency)
          helps.append(crew.helps ?? false)
        }
      }
      pools.append(
        Pool(firstWorker: workers, count: pool.count, shift: pool.shift, stations: stations, slowness: slowness, helps: helps))
      workers += pool.count
    }
    self.pools = pools
    workerCount = workers
    duties = plan.shifts.map { shift in
      var paidEnds: [Int64] = []
      var p = 0
      for span in shift.duty {
        while p < shift.paid.count - 1, shift.paid[p].end <= span.start { p += 1 }
        paidEnds.append(shift.paid.isEmpty ? span.end.ticks : max(span.end.ticks, shift.paid[p].end.ticks))
      }
      return Duty(starts: shift.duty.map(\.start.ticks), ends: shift.duty.map(\.end.ticks), paidEnds: paidEnds)
    }
    let lastPaid = plan.shifts.flatMap(\.paid).map(\.end.ticks).max() ?? 0
    payAtDay = (0...Int(lastPaid / SimTime.ticksPerDay + 1)).map { Self.pay(plan, to: Int64($0) * SimTime.ticksPerDay) }
    var next = [Int](repeating: -1, count: plan.steps.count)
    for flow in [plan.inbound, plan.outbound, plan.returns ?? []] {
      for (a, b) in zip(flow, flow.dropFirst()) { next[a] = b }
    }
    self.next = next
    isInbound = plan.steps.map { $0.kind == .inbound }
    capacity = plan.steps.map { step in step.place.map { plan.places[$0].capacity } ?? .max }
    travelTicksPerMetre = plan.steps.map { $0.work.travelSecondsPerMetre * 1e6 }
    firstInbound = plan.inbound.first ?? -1
    firstOutbound = plan.outbound.first ?? -1
    firstReturn = plan.returns?.first ?? -1
    work = try WorkTimes(plan.steps)
    usesPriority = plan.steps.contains { $0.queue == .priority }
    routing = plan.layout.map { Routing($0, slots: slots) }
    self.kept = plan.storage != nil || plan.coordinates != nil || routing?.needsSlots == true ? kept : []
    isPlain = plan.isPlain
    hall = plan.isPlain ? CompiledHall() : try CompiledHall(plan, next: next, travelTicksPerMetre: travelTicksPerMetre)
  }

  /// No floor: nobody works and nothing comes.
  public static func empty() throws(LawError) -> CompiledFloor { try CompiledFloor(FloorPlan(location: -1), slots: 1) }

  /// Whether the goods of each order must be told with `addPick`.
  public var recordsPicks: Bool { !kept.isEmpty }
  /// Zone of each item, an index into the plan's zones; empty on a floor without zones.
  public var zoneOfItem: [Int] { plan.zones?.ofItem ?? [] }

  /// Bit of the aisle, or the section, an item's slot lies in; 0 without a layout, and where a mask cannot hold the sections.
  public func aisleBit(slot: Int) -> UInt64 { routing?.aisleBit(slot: slot) ?? 0 }
}
