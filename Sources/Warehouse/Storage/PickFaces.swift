internal import Kernel

/// Where the units of each item lie: on its pick face, in the reserve, between them; and which orders wait for a face to be filled.
///
/// An order *claims* its units on all its faces at once or on none, when it comes to the picking step. Who cannot waits in the order of
/// arrival: a later order may claim only what those before it leave over. So the first of those who wait gets everything that comes, no
/// order waits for one that waits for it, and nobody is passed over for ever. Claimed units are as good as picked: they take up no room on
/// the face and count for nothing there.
///
/// What an order takes of one item beyond the room of its face comes from the reserve as far as that goes, the rest from the face.
///
/// Units are conserved: face + moving + reserve + claimed is what the stock ledger has of the item, available or promised.
struct PickFaces: ~Copyable {
  struct Item: BitwiseCopyable {
    let room: Int64
    let below: Int64
    let isEndless: Bool
    /// Units on the face, on their way to it, in the reserve, and claimed or picked but still in the house.
    var face: Int64
    var moving: Int64 = 0
    var reserve: Int64
    var claimed: Int64 = 0
    /// Units that waiting orders want of the face.
    var wanted: Int64 = 0
    /// Picks of waiting orders, in their order; -1 = none.
    var firstWaiting: Int32 = -1
    var lastWaiting: Int32 = -1
    /// Whether a replenishment is called for or under way, and how many were.
    var isCalled = false
    var calls: UInt32 = 0
    /// Whether it stands in `touched`.
    var isTouched = false

    var units: Int64 { face + moving + reserve + claimed }

    var isSound: Bool { face >= 0 && moving >= 0 && face + moving <= room && reserve >= 0 && claimed >= 0 && wanted >= 0 }
  }

  /// What a job takes of one item.
  struct Pick: BitwiseCopyable {
    var item: Int32
    /// The job's first pick, and its next one; -1 = it is the last.
    var first: Int32
    var next: Int32 = -1
    var job: Int32
    /// Before and behind it among those who wait for the item.
    var before: Int32 = -1
    var behind: Int32 = -1
    var quantity: Int64
  }

  /// Stock that never ends, far above what a run can ask for.
  static let endless: Int64 = 1 << 60

  private(set) var items: Slab<Item>
  private(set) var picks = Slab<Pick>()
  private var freePick: Int32 = -1
  /// Items whose faces or reserves have changed, and how many of them have been looked at since.
  private var touched: [Int32] = []
  private var looked = 0

  /// - Parameter plan: nil = there are no faces, and nothing is kept.
  init(_ kept: [KeptItem], _ plan: StoragePlan.Faces?) {
    items = Slab(capacity: kept.count)
    guard let plan else { return }
    for item in kept {
      let room = max(1, plan.room.units(perDay: item.perDay)), stock = item.isEndless ? Self.endless : item.stock
      let face = min(room, stock)
      items.append(
        Item(room: room, below: plan.below.units(perDay: item.perDay), isEndless: item.isEndless, face: face, reserve: stock - face))
    }
    for i in 0..<items.count { touch(i) }
  }

  /// Marks an item to be looked at.
  private mutating func touch(_ i: Int) {
    assert(items[i].isSound, "the units of item \(i) are not conserved on the floor")
    if items[i].isTouched { return }
    items[i].isTouched = true
    touched.append(Int32(truncatingIfNeeded: i))
  }

  /// The next item to be looked at; nil when all have been.
  mutating func nextTouched() -> Int? {
    if looked == touched.count {
      touched.removeAll(keepingCapacity: true)
      looked = 0
      return nil
    }
    let i = Int(touched[looked])
    looked += 1
    items[i].isTouched = false
    return i
  }

  // MARK: Picks of a job

  /// Adds units of an item to a job's picks.
  ///
  /// - Parameter first: the job's first pick; -1 = none yet.
  /// - Returns: the job's first pick now.
  mutating func add(_ i: Int, _ quantity: Int64, to first: Int32, job: Int32) -> Int32 {
    var p = first, last: Int32 = -1
    while p >= 0 {
      if Int(picks[Int(p)].item) == i {
        picks[Int(p)].quantity += quantity
        return first
      }
      last = p
      p = picks[Int(p)].next
    }
    var pick = Pick(item: Int32(truncatingIfNeeded: i), first: first, job: job, quantity: quantity)
    let slot = freePick >= 0 ? freePick : Int32(truncatingIfNeeded: picks.count)
    if first < 0 { pick.first = slot }
    if freePick >= 0 {
      freePick = picks[Int(slot)].next
      picks[Int(slot)] = pick
    } else {
      picks.append(pick)
    }
    if last >= 0 { picks[Int(last)].next = slot }
    return pick.first
  }

  func forEachItem(_ first: Int32, _ body: (Int) -> Void) {
    var p = first
    while p >= 0 {
      body(Int(picks[Int(p)].item))
      p = picks[Int(p)].next
    }
  }

  private func isLarge(_ p: Int) -> Bool { picks[p].quantity > items[Int(picks[p].item)].room }

  /// Claims all units of a job, or lets it wait for them behind the others; true = claimed.
  mutating func claim(_ first: Int32) -> Bool {
    var p = first
    while p >= 0 {
      if !isThere(Int(p), ahead: items[Int(picks[Int(p)].item)].wanted) {
        wait(first)
        return false
      }
      p = picks[Int(p)].next
    }
    take(first)
    return true
  }

  /// Whether the units of a pick are there when those ahead have taken `ahead` of the face.
  private func isThere(_ p: Int, ahead: Int64) -> Bool {
    let item = items[Int(picks[p].item)], onFace = item.face - ahead
    return isLarge(p) ? item.reserve + max(0, onFace) >= picks[p].quantity : onFace >= picks[p].quantity
  }

  private mutating func take(_ first: Int32) {
    var p = first
    while p >= 0 {
      let k = Int(p), i = Int(picks[k].item)
      let fromReserve = isLarge(k) ? min(items[i].reserve, picks[k].quantity) : 0
      if !items[i].isEndless { items[i].reserve -= fromReserve }
      items[i].face -= picks[k].quantity - fromReserve
      items[i].claimed += picks[k].quantity
      touch(i)
      p = picks[k].next
    }
  }

  private mutating func wait(_ first: Int32) {
    var p = first
    while p >= 0 {
      let k = Int(p), i = Int(picks[k].item)
      picks[k].behind = -1
      picks[k].before = items[i].lastWaiting
      if items[i].lastWaiting < 0 { items[i].firstWaiting = p } else { picks[Int(items[i].lastWaiting)].behind = p }
      items[i].lastWaiting = p
      if !isLarge(k) { items[i].wanted += picks[k].quantity }
      touch(i)
      p = picks[k].next
    }
  }

  /// A job that waits for an item and can now claim everything; nil = there is none. It waits no more.
  ///
  /// - Complexity: O(those before it × lines); no more of them are looked at than there are units on the faces.
  mutating func nextReleased(_ i: Int) -> Int32? {
    var p = items[i].firstWaiting, ahead: Int64 = 0
    while p >= 0 {
      let k = Int(p)
      if !isLarge(k), ahead + picks[k].quantity > items[i].face { return nil }
      let first = picks[k].first
      if canClaim(first) {
        stopWaiting(first)
        take(first)
        return picks[k].job
      }
      if !isLarge(k) { ahead += picks[k].quantity }
      p = picks[k].behind
    }
    return nil
  }

  private func canClaim(_ first: Int32) -> Bool {
    var p = first
    while p >= 0 {
      let face = items[Int(picks[Int(p)].item)].face
      var ahead: Int64 = 0, q = picks[Int(p)].before
      while q >= 0, ahead <= face {
        if !isLarge(Int(q)) { ahead += picks[Int(q)].quantity }
        q = picks[Int(q)].before
      }
      if !isThere(Int(p), ahead: ahead) { return false }
      p = picks[Int(p)].next
    }
    return true
  }

  private mutating func stopWaiting(_ first: Int32) {
    var p = first
    while p >= 0 {
      let k = Int(p), i = Int(picks[k].item), before = picks[k].before, behind = picks[k].behind
      if before < 0 { items[i].firstWaiting = behind } else { picks[Int(before)].behind = behind }
      if behind < 0 { items[i].lastWaiting = before } else { picks[Int(behind)].before = before }
      if !isLarge(k) { items[i].wanted -= picks[k].quantity }
      p = picks[k].next
    }
  }

  /// A job is gone, and its picks are forgotten.
  ///
  /// - Parameters:
  ///   - hasClaimed: whether it had its units; who has not does not wait for them either.
  ///   - givesBack: whether they go back to storage, because it leaves unserved; else they leave the house.
  mutating func forget(_ first: Int32, hasClaimed: Bool, givesBack: Bool) {
    var p = first
    while p >= 0 {
      let k = Int(p), i = Int(picks[k].item)
      if hasClaimed {
        items[i].claimed -= picks[k].quantity
        if givesBack { store(i, picks[k].quantity) }
      }
      p = picks[k].next
      picks[k].next = freePick
      freePick = Int32(truncatingIfNeeded: k)
    }
  }

  // MARK: Goods that come, and replenishment

  /// Goods come to storage: to the face, as far as there is room, where it is low and no replenishment is called for; else to the reserve.
  mutating func store(_ i: Int, _ quantity: Int64) {
    let toFace = isLow(i) && !items[i].isCalled ? min(quantity, items[i].room - items[i].face - items[i].moving) : 0
    items[i].face += toFace
    if !items[i].isEndless { items[i].reserve += quantity - toFace }
    touch(i)
  }

  private func isLow(_ i: Int) -> Bool { items[i].face - items[i].wanted < items[i].below }

  /// Whether a replenishment should be called for now: the face is low, or too low for who waits, and there is a reserve.
  func isShort(_ i: Int) -> Bool {
    let item = items[i]
    return !item.isCalled && isLow(i) && item.face < item.room && item.reserve > 0
  }

  /// Whether an order waits for more than the face holds.
  func isAwaited(_ i: Int) -> Bool { items[i].wanted > items[i].face }

  /// - Returns: how many replenishments of the item were called for before.
  mutating func call(_ i: Int) -> UInt32 {
    items[i].isCalled = true
    items[i].calls &+= 1
    return items[i].calls &- 1
  }

  /// Takes what the face has room for from the reserve.
  ///
  /// - Returns: units on their way; 0 where the reserve was used up meanwhile.
  mutating func beginMove(_ i: Int) -> Int64 {
    let units = min(items[i].reserve, items[i].room - items[i].face)
    if !items[i].isEndless { items[i].reserve -= units }
    items[i].moving = units
    touch(i)
    return units
  }

  mutating func endMove(_ i: Int) {
    items[i].face += items[i].moving
    items[i].moving = 0
    items[i].isCalled = false
    touch(i)
  }
}
