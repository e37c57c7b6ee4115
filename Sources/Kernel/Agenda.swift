/// What will happen: the pending events of one replication, and the time it is.
///
/// Events are served by time, then by `Phase`, then by priority (the lower number first), then in the order in which they were scheduled.
/// The order is total, so a run is repeatable to the bit. A test of a model may have the last of these shuffled (`shuffleTies`).
///
/// Future events lie in a 4-ary implicit heap of packed 128-bit keys (time, phase, priority, sequence, slot); what an event says lies in
/// the slot. Events scheduled for the present instant do not touch the heap: each phase has a ring of keys, and a bit mask tells which
/// rings hold any. A cancelled event stays where it is, marked, and is dropped when it comes to the front; when most are dead, all dead
/// are swept out.
///
/// - Complexity: `schedule` and `next` are O(log n) for the future and O(1) for the present instant; `cancel` is O(1) amortised. Memory is
///   40 bytes per event at the peak.
public struct Agenda: ~Copyable {
  /// The key's fields, from its low bits up; the time (63 bits) takes the upper word.
  @inlinable static var slotBits: UInt64 { 26 }
  @inlinable static var sequenceBits: UInt64 { 26 }
  @inlinable static var slotMask: UInt64 { (1 &<< slotBits) - 1 }
  @inlinable static var sequenceLimit: UInt64 { 1 &<< sequenceBits }
  @inlinable static var priorityShift: UInt64 { slotBits + sequenceBits }
  @inlinable static var phaseShift: UInt64 { priorityShift + 8 }

  /// What an event says, and who may still speak of it.
  @frozen @usableFromInline struct Slot: BitwiseCopyable {
    /// The event's argument; in a free slot the number of the next free one, −1 at the end.
    @usableFromInline var argument: Int64
    @usableFromInline var subject: Int32
    @usableFromInline var kind: UInt16
    @usableFromInline var isCancelled: Bool
    /// Raised whenever the event in the slot is served or cancelled.
    @usableFromInline var generation: UInt32

    @inlinable init(argument: Int64, subject: Int32, kind: UInt16, isCancelled: Bool, generation: UInt32) {
      self.argument = argument
      self.subject = subject
      self.kind = kind
      self.isCancelled = isCancelled
      self.generation = generation
    }
  }

  /// The time of the event served last; zero before the first.
  public internal(set) var now: SimTime {
    @inlinable get { SimTime(ticks: clock) }
    set { clock = newValue.ticks }
  }
  @usableFromInline var clock: Int64 = 0

  /// Heap cells, aligned to a cache line. The root is cell 3, so that the four children of any cell share one line.
  /// Every cell from `end` on holds the largest key.
  @usableFromInline var heap: UnsafeMutablePointer<UInt128>
  @usableFromInline var end: Int
  @usableFromInline var room: Int
  /// The root was served and its cell not yet filled: the next event scheduled usually goes there, which saves a removal and an insertion.
  /// Never while any cancelled event is pending.
  @usableFromInline var rootIsVacant = false

  @usableFromInline var slots: UnsafeMutablePointer<Slot>
  @usableFromInline var slotCount = 0
  @usableFromInline var slotRoom: Int
  @usableFromInline var freeSlot: Int = -1

  /// One ring per phase, indexed by its raw value, and the mask of those that hold keys.
  @usableFromInline let rings: UnsafeMutablePointer<KeyRing>
  @usableFromInline var ringMask: UInt32 = 0

  @usableFromInline var sequence: UInt64 = 0
  /// Not 0: among events of one time, phase and priority chance decides, with this seed.
  @usableFromInline var tieSeed: UInt64 = 0
  /// Pending events that were cancelled and still lie in the heap or a ring. The front of the heap and of each ring is never one.
  @usableFromInline var dead = 0

  /// Events that are scheduled and neither served nor cancelled.
  public internal(set) var count: Int {
    @inlinable get { live }
    set { live = newValue }
  }
  @usableFromInline var live = 0

  /// Events scheduled for the present instant during the present instant.
  @usableFromInline var cascade = 0
  /// How many events an instant may schedule for itself before it counts as endless.
  public let cascadeLimit: Int
  @usableFromInline var trace: [Event] = []
  /// Set when an instant did not come to an end; `next` then returns nil until `removeAll`.
  public internal(set) var stalled: Stall?

  /// - Parameters:
  ///   - capacity: events to reserve memory for; at least 0. More are taken when needed, up to 2²⁶ − 1 pending at once.
  ///   - cascadeLimit: events that one instant may schedule for itself; more is taken for an endless cascade (see `stalled`). At least 1.
  public init(capacity: Int = 64, cascadeLimit: Int = 4_000_000) {
    precondition(capacity >= 0, "an agenda's capacity is not negative")
    precondition(cascadeLimit >= 1, "an instant must be allowed to schedule something for itself")
    self.cascadeLimit = cascadeLimit
    room = (max(capacity, 13) + 3 + 3) & ~3
    heap = Self.makeCells(room)
    end = 3
    slotRoom = max(capacity, 16)
    slots = .allocate(capacity: slotRoom)
    rings = .allocate(capacity: 16)
    rings.initialize(repeating: KeyRing(), count: 16)
  }

  deinit {
    UnsafeMutableRawPointer(heap).deallocate()
    slots.deallocate()
    for phase in 0..<16 { rings[phase].release() }
    rings.deallocate()
  }

  /// Makes an event pending.
  ///
  /// - Parameters:
  ///   - at: when; not before `now`. `.never` schedules nothing and returns `.none`.
  ///   - priority: within time and phase the lower number is served first.
  /// - Returns: what `cancel` takes.
  /// - Precondition: `at` is not in the past; fewer than 2²⁶ − 1 events are pending.
  /// - Complexity: O(log n), O(1) for the present instant.
  @inlinable @discardableResult
  public mutating func schedule(
    at time: SimTime, _ phase: Phase, priority: UInt8 = 128, kind: UInt16, subject: Int32 = 0, argument: Int64 = 0
  ) -> EventHandle {
    precondition(time.ticks >= clock, "an event was scheduled into the past")
    if time.ticks == .max { return .none }
    if sequence == Self.sequenceLimit { renumber() }
    let slot: Int
    let generation: UInt32
    if freeSlot >= 0 {
      slot = freeSlot
      freeSlot = Int(truncatingIfNeeded: slots[slot].argument)
      generation = slots[slot].generation
    } else {
      if slotCount == slotRoom { growSlots() }
      slot = slotCount
      slotCount += 1
      generation = 0
    }
    slots[slot] = Slot(argument: argument, subject: subject, kind: kind, isCancelled: false, generation: generation)
    let low =
      UInt64(phase.rawValue) &<< Self.phaseShift | UInt64(priority) &<< Self.priorityShift
      | (tieSeed == 0 ? sequence : shuffledSequence()) &<< Self.slotBits | UInt64(truncatingIfNeeded: slot)
    let key = UInt128(UInt64(bitPattern: time.ticks)) &<< 64 | UInt128(low)
    sequence &+= 1
    live &+= 1
    if time.ticks == clock {
      insertNow(key, phase: Int(phase.rawValue))
    } else if rootIsVacant {
      rootIsVacant = false
      replaceRoot(with: key)
    } else {
      push(key)
    }
    return EventHandle(slot: UInt32(truncatingIfNeeded: slot), generation: generation)
  }

  /// From now on events of one time, phase and priority are served in an order that depends on the seed alone, and no more on which was
  /// scheduled first: a model whose results move leans on an order that it has not declared.
  public mutating func shuffleTies(seed: UInt64) { tieSeed = seed | 1 }

  /// The running number, stirred (Steele, Lea and Flood's splitmix64, 2014). Equal ones are told apart by their slots.
  @usableFromInline func shuffledSequence() -> UInt64 {
    var z = tieSeed ^ sequence &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z &>> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z &>> 27)) &* 0x94d0_49bb_1331_11eb
    return (z ^ (z &>> 31)) & (Self.sequenceLimit - 1)
  }

  /// Takes a pending event off the agenda.
  ///
  /// - Returns: whether the event was pending; a handle of an event served or cancelled earlier does nothing.
  /// - Complexity: O(1) amortised.
  @discardableResult
  public mutating func cancel(_ handle: EventHandle) -> Bool {
    let slot = Int(handle.slot)
    guard slot < slotCount, slots[slot].generation == handle.generation else { return false }
    slots[slot].isCancelled = true
    slots[slot].generation &+= 1
    live -= 1
    dead += 1
    fillRoot()
    dropDeadFronts()
    if dead > 32, dead > live { sweep() }
    return true
  }

  /// Advances the clock to the next event and returns it; nil when there is none or the instant is stalled.
  ///
  /// - Complexity: O(log n), O(1) for the present instant.
  @inlinable @inline(__always) public mutating func next() -> Event? { next(notAfter: SimTime(ticks: .max)) }

  /// As `next`, but an event after `limit` stays pending and nil is returned; the clock then stays where it is.
  @inlinable @inline(__always) public mutating func next(notAfter limit: SimTime) -> Event? {
    if rootIsVacant { fillRoot() }
    var key = heap[3]
    var ring = 0
    if ringMask != 0 {
      if cascade > cascadeLimit, !mayGoOn() { return nil }
      ring = ringMask.trailingZeroBitCount
      let front = rings[ring].front
      if front < key { key = front } else { ring = 0 }
    }
    let ticks = Int64(truncatingIfNeeded: key &>> 64)
    // An empty heap shows the largest key, whose time reads −1.
    if ticks > limit.ticks || ticks < 0 { return nil }
    if ring != 0 {
      rings[ring].removeFront()
      if rings[ring].isEmpty { ringMask &= ~(1 &<< UInt32(truncatingIfNeeded: ring)) }
    } else {
      rootIsVacant = true
      if ticks != clock {
        clock = ticks
        cascade = 0
      }
    }
    let low = UInt64(truncatingIfNeeded: key)
    let slot = Int(truncatingIfNeeded: low & Self.slotMask)
    let event = Event(
      time: SimTime(ticks: ticks), phase: Phase(checked: UInt8(truncatingIfNeeded: low &>> Self.phaseShift)),
      kind: slots[slot].kind, subject: slots[slot].subject, argument: slots[slot].argument)
    slots[slot].generation &+= 1
    slots[slot].argument = Int64(truncatingIfNeeded: freeSlot)
    freeSlot = slot
    live &-= 1
    if dead != 0 {
      fillRoot()
      dropDeadFronts()
    }
    return event
  }

  /// When the next event is due; `.never` when there is none.
  ///
  /// - Complexity: O(1).
  @inlinable public var nextTime: SimTime {
    if ringMask != 0 { return SimTime(ticks: clock) }
    let front = rootIsVacant ? heap[Self.smallestChild(of: 3, in: heap)] : heap[3]
    return front == .max ? .never : SimTime(ticks: Int64(truncatingIfNeeded: front &>> 64))
  }

  /// Whether nothing is pending.
  @inlinable public var isEmpty: Bool { live == 0 }

  /// Forgets every event and sets the clock back to zero; memory is kept for the next replication. Handles given before name nothing now.
  ///
  /// - Complexity: O(largest number of events ever pending).
  public mutating func removeAll() {
    for cell in 3..<end { heap[cell] = .max }
    end = 3
    rootIsVacant = false
    for phase in 0..<16 { rings[phase].removeAll() }
    ringMask = 0
    freeSlot = -1
    for slot in stride(from: slotCount - 1, through: 0, by: -1) {
      slots[slot].generation &+= 1
      slots[slot].isCancelled = false
      slots[slot].argument = Int64(freeSlot)
      freeSlot = slot
    }
    sequence = 0
    dead = 0
    live = 0
    clock = 0
    cascade = 0
    trace = []
    stalled = nil
  }
}

/// An agenda owns its memory alone (it cannot be copied), so it may move to another thread whole.
extension Agenda: @unchecked Sendable {}
