@testable import Warehouse
import Kernel
import Randomness
import Testing

/// The same faces kept in the plainest way: whole lists, gone through again and again until nothing changes.
struct PlainFaces {
  struct Item {
    var room: Int64
    var face: Int64
    var reserve: Int64
    var moving: Int64 = 0
    var below: Int64
    var isCalled = false
  }
  var items: [Item]
  /// Jobs that wait, in order of arrival, with units by item.
  var waiting: [(job: Int32, units: [Int: Int64])] = []

  /// What is left of a face when the first `count` waiting jobs have taken theirs.
  func left(_ i: Int, after count: Int) -> Int64 {
    items[i].face - waiting.prefix(count).reduce(0) { $0 + (($1.units[i] ?? 0) > items[i].room ? 0 : $1.units[i] ?? 0) }
  }

  func fits(_ units: [Int: Int64], after count: Int) -> Bool {
    units.allSatisfy { i, units in
      units > items[i].room ? items[i].reserve + max(0, left(i, after: count)) >= units : left(i, after: count) >= units
    }
  }

  mutating func take(_ units: [Int: Int64]) {
    for (i, units) in units {
      let bulk = units > items[i].room ? min(items[i].reserve, units) : 0
      items[i].reserve -= bulk
      items[i].face -= units - bulk
    }
  }

  /// Jobs that can go on, one after the other.
  mutating func released() -> Set<Int32> {
    var gone: Set<Int32> = []
    while let w = waiting.indices.first(where: { fits(waiting[$0].units, after: $0) }) {
      take(waiting[w].units)
      gone.insert(waiting.remove(at: w).job)
    }
    return gone
  }

  func isLow(_ i: Int) -> Bool { left(i, after: waiting.count) < items[i].below }

  mutating func store(_ i: Int, _ units: Int64) {
    let toFace = isLow(i) && !items[i].isCalled ? min(units, items[i].room - items[i].face - items[i].moving) : 0
    items[i].face += toFace
    items[i].reserve += units - toFace
  }
}

@Suite struct `Pick faces` {
  static func kept(_ stocks: [Int64]) -> [KeptItem] { stocks.map { KeptItem(source: 1, perDay: 2, stock: $0, isEndless: false) } }

  @Test func `hold days of demand, rounded up, and at least one unit`() {
    let terms = StoragePlan.Faces(room: .days(3.2), below: .days(1.1), step: 0)
    let faces = PickFaces(Self.kept([50, 3]) + [KeptItem(source: 1, perDay: 0, stock: 8, isEndless: false)], terms)
    #expect([0, 1, 2].map { faces.items[$0].room } == [7, 7, 1])
    #expect([0, 1, 2].map { faces.items[$0].below } == [3, 3, 0])
    #expect([0, 1, 2].map { faces.items[$0].face } == [7, 3, 1])
    #expect([0, 1, 2].map { faces.items[$0].reserve } == [43, 0, 7])
  }

  // Orders of one to four items come and leave, goods are stored, faces filled, in an order drawn at random.
  @Test(arguments: 1...6) func `do as the plain list does, and lose no unit`(seed: Int) {
    let key = DrawKey(seed: UInt64(seed), phase: .main, replication: 0)
    var draws: UInt64 = 0
    func draw(_ n: Int) -> Int {
      draws += 1
      return min(n - 1, Int(key.uniform(source: 9, ordinal: draws) * Double(n)))
    }
    let stocks: [Int64] = [60, 40, 25, 90], rooms: Int64 = 6, below: Int64 = 3
    var faces = PickFaces(Self.kept(stocks), StoragePlan.Faces(room: .units(rooms), below: .units(below), step: 0))
    var plain = PlainFaces(items: stocks.map { .init(room: rooms, face: min(rooms, $0), reserve: $0 - min(rooms, $0), below: below) })
    var total = stocks, free = stocks
    var inHouse: [(job: Int32, first: Int32, units: [Int: Int64])] = []
    var held: [Int32: (first: Int32, units: [Int: Int64])] = [:]
    var moving: Set<Int> = []
    var nextJob: Int32 = 0, waits = 0, calls = 0
    for _ in 0..<500 {
      switch draw(9) {
      case 0, 1, 2:
        // An order of goods that the ledger has: it never asks for more than there is.
        var units: [Int: Int64] = [:], first: Int32 = -1
        for _ in 0...draw(3) {
          let i = draw(4), n = Int64(1 + (draw(12) == 0 ? draw(14) : draw(4)))
          if free[i] >= n {
            free[i] -= n
            units[i, default: 0] += n
            first = faces.add(i, n, to: first, job: nextJob)
          }
        }
        if units.isEmpty { continue }
        let claimed = faces.claim(first), expected = plain.fits(units, after: plain.waiting.count)
        #expect(claimed == expected)
        if expected {
          plain.take(units)
          inHouse.append((nextJob, first, units))
        } else {
          plain.waiting.append((nextJob, units))
          held[nextJob] = (first, units)
          waits += 1
        }
        nextJob += 1
      case 3:
        if inHouse.isEmpty { continue }
        let job = inHouse.remove(at: draw(inHouse.count)), givesBack = draw(5) == 0
        faces.forget(job.first, hasClaimed: true, givesBack: givesBack)
        for i in job.units.keys.sorted() {
          // In the order in which the order's picks stand.
          if givesBack { free[i] += job.units[i]! } else { total[i] -= job.units[i]! }
        }
        if givesBack { for i in job.units.keys { plain.store(i, job.units[i]!) } }
      case 4:
        let i = draw(4), n = Int64(1 + draw(9))
        faces.store(i, n)
        plain.store(i, n)
        total[i] += n
        free[i] += n
      default:
        guard let i = (0..<4).first(where: { moving.contains($0) || plain.items[$0].isCalled }) else { continue }
        if moving.remove(i) != nil {
          faces.endMove(i)
          plain.items[i].face += plain.items[i].moving
          plain.items[i].moving = 0
          plain.items[i].isCalled = false
        } else {
          let units = min(plain.items[i].reserve, rooms - plain.items[i].face)
          #expect(faces.beginMove(i) == units)
          plain.items[i].reserve -= units
          plain.items[i].moving = units
          moving.insert(i)
        }
      }
      var released: Set<Int32> = []
      var short: Set<Int> = []
      while let i = faces.nextTouched() {
        while let job = faces.nextReleased(i) { released.insert(job) }
        if faces.isShort(i) {
          _ = faces.call(i)
          short.insert(i)
        }
      }
      #expect(released == plain.released())
      for job in released {
        let one = held.removeValue(forKey: job)!
        inHouse.append((job, one.first, one.units))
      }
      for i in 0..<4 {
        let item = plain.items[i]
        if !item.isCalled && plain.isLow(i) && item.face < rooms && item.reserve > 0 {
          #expect(short.contains(i))
          plain.items[i].isCalled = true
          calls += 1
        } else {
          #expect(!short.contains(i))
        }
        #expect(faces.items[i].units == total[i])
        #expect(faces.items[i].face == item.face && faces.items[i].reserve == item.reserve && faces.items[i].moving == item.moving)
      }
    }
    #expect(waits > 20 && calls > 20, "the test must reach full and empty faces: \(waits) \(calls)")
    // Nobody waits for ever: with every face filled as often as it is called for, all get their goods.
    for _ in 0..<200 {
      for i in 0..<4 where plain.items[i].isCalled {
        if !moving.contains(i) { _ = faces.beginMove(i) }
        moving.remove(i)
        faces.endMove(i)
        plain.items[i].isCalled = false
      }
      while let i = faces.nextTouched() {
        while let job = faces.nextReleased(i) { held[job] = nil }
        if faces.isShort(i) {
          _ = faces.call(i)
          plain.items[i].isCalled = true
        }
      }
    }
    #expect(held.isEmpty)
  }
}
