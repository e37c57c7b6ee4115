import Testing

@testable import Kernel

@Suite struct `Time-weighted levels` {
  @Test func `a level held by hand`() {
    // 2 for 10 µs, 5 for 30 µs, −1 for 10 µs: 20 + 150 − 10.
    var level = TimeWeighted(2, at: at(100))
    level.set(5, at: at(110))
    level.change(by: -6, at: at(140))
    #expect(level.area(until: at(150)) == 160)
    #expect(level.mean(until: at(150)) == 3.2)
    #expect(level.maximum == 5 && level.minimum == -1 && level.level == -1)
    level.restart(at: at(150))
    #expect(level.mean(until: at(150)) == -1)
    #expect(level.area(until: at(160)) == -10)
    #expect(level.maximum == -1 && level.start == at(150))
  }

  @Test func `sums wider than a machine word are exact`() {
    var level = TimeWeighted(Int64.max / 2)
    let span = Int64.max / 4
    level.set(Int64.min / 2, at: at(span))
    level.set(0, at: at(span * 2))
    #expect(level.area(until: at(span * 3)) == Int128(Int64.max / 2) * Int128(span) + Int128(Int64.min / 2) * Int128(span))
  }

  @Test(arguments: 0..<20)
  func `the integral, the extremes and the time at each level agree with counting every microsecond`(seed: Int) {
    var dice = SplitMix(seed: UInt64(seed))
    var level = TimeWeighted(3), places = TimeAtLevel(3, limit: 6)
    var seen: [Int64] = [], values: [Int64] = [3]
    var clock: Int64 = 0
    for _ in 0..<200 {
      let span = Int64(dice.below(4))
      seen += Array(repeating: level.level, count: Int(span))
      clock += span
      let new = Int64(dice.below(10))
      level.set(new, at: at(clock))
      places.set(new, at: at(clock))
      values.append(new)
    }
    #expect(level.area(until: at(clock)) == Int128(seen.reduce(0, +)))
    #expect(level.maximum == values.max() && level.minimum == values.min())
    for value in 0...6 { #expect(places.ticks[value] == Int64(seen.filter { value == 6 ? $0 >= 6 : $0 == value }.count)) }
    let sorted = seen.map { min($0, 6) }.sorted()
    for p in [0.01, 0.25, 0.5, 0.95, 1] {
      #expect(places.quantile(p) == Int(sorted[Int((p * Double(sorted.count)).rounded(.up)) - 1]))
    }
  }

  @Test func `no time, no distribution`() {
    var places = TimeAtLevel(4)
    #expect(places.quantile(0.5) == nil)
    places.set(5, at: .zero)
    #expect(places.quantile(0.5) == nil)
    places.set(5, at: at(9))
    places.restart(at: at(9))
    #expect(places.quantile(0.5) == nil)
  }
}

@Suite struct `Tallies` {
  @Test func `mean and spread of 2 4 4 4 5 5 7 9`() {
    // Sum 40; squares about 5 add to 32.
    var tally = Tally()
    for x: Int64 in [2, 4, 4, 4, 5, 5, 7, 9] { tally.add(x) }
    #expect(tally.count == 8 && tally.mean == 5)
    #expect(abs(tally.variance - 32.0 / 7) < 1e-15)
    #expect(tally.minimum == 2 && tally.maximum == 9)
  }

  @Test func `a small spread on a large mean keeps its digits`() {
    // Σ(x − x̄)² of k = 0 … 999 is 1000·(1000² − 1)/12; the sum of squares as Double would have lost it.
    var tally = Tally()
    for k: Int64 in 0..<1000 { tally.add((1 << 52) + k) }
    #expect(abs(tally.variance - 1000.0 * 999_999 / 12 / 999) < 1e-9)
    var negative = Tally()
    for k: Int64 in 0..<1000 { negative.add(-(1 << 52) - k) }
    #expect(abs(negative.variance - tally.variance) < 1e-9)
  }

  @Test(arguments: 0..<10)
  func `parts add up to the whole, in any order, and agree with two passes`(seed: Int) {
    var dice = SplitMix(seed: UInt64(seed))
    let values = (0..<500).map { _ in Int64(dice.below(2_000_001)) - 1_000_000 }
    var whole = Tally(), parts = [Tally(), Tally(), Tally()]
    for x in values { whole.add(x) }
    for x in values.reversed() { parts[dice.below(3)].add(at(x)) }
    var sum = Tally()
    for part in parts { sum.add(part) }
    #expect(sum == whole)
    let mean = Double(values.reduce(0, +)) / 500
    let variance = values.map { (Double($0) - mean) * (Double($0) - mean) }.reduce(0, +) / 499
    #expect(abs(whole.mean - mean) < 1e-9)
    #expect(abs(whole.variance - variance) < 1e-9 * variance)
  }

  @Test func `nothing, one, and too much`() {
    var tally = Tally()
    #expect(tally.mean.isNaN && tally.variance.isNaN)
    tally.add(.max)
    #expect(tally.variance.isNaN && tally.mean == Double(Int64.max))
    for _ in 0..<4 { tally.add(.min) }
    // Five squares of 2⁶³ do not fit in 127 bits: the spread is unknown and says so, the sum is right.
    #expect(tally.variance.isNaN && tally.sumOfSquares == -1)
    #expect(tally.sum == Int128(Int64.max) + 4 * Int128(Int64.min))
    var other = Tally()
    other.add(tally)
    #expect(other.variance.isNaN && other.sum == tally.sum)
  }
}

@Suite struct `Waiting lines` {
  @Test(arguments: 0..<30)
  func `first come first served, as an array does it slowly`(seed: Int) {
    var dice = SplitMix(seed: UInt64(seed))
    var line = WaitingLine(capacity: 1), plain: [Int32] = []
    for step in 0..<2000 {
      let grows = (step / 400) % 2 == 0
      switch dice.below(20) {
      case 0..<(grows ? 10 : 6):
        line.append(Int32(step))
        plain.append(Int32(step))
      case 17:
        line.prepend(Int32(-step))
        plain.insert(Int32(-step), at: 0)
      case 18 where !plain.isEmpty:
        let job = plain[dice.below(plain.count)]
        #expect(line.remove(job) == true)
        plain.removeAll { $0 == job }
      case 19 where dice.below(20) == 0:
        line.removeAll()
        plain = []
      default: #expect(line.popFirst() == (plain.isEmpty ? nil : plain.removeFirst()))
      }
      #expect(line.count == plain.count && line.first == plain.first && line.isEmpty == plain.isEmpty)
      if !plain.isEmpty {
        let place = dice.below(plain.count)
        #expect(line[place] == plain[place])
      }
    }
    #expect(line.remove(-1_000_000) == false)
  }

  @Test(arguments: 0..<30)
  func `the smallest rank first, ties as they came, as a sorted array does it slowly`(seed: Int) {
    var dice = SplitMix(seed: UInt64(seed))
    var line = RankedLine(), plain: [(rank: Int64, job: Int32)] = []
    for step in 0..<1500 {
      let grows = (step / 300) % 2 == 0
      switch dice.below(20) {
      case 0..<(grows ? 11 : 6):
        let rank = dice.below(30) == 0 ? Int64.min : Int64(dice.below(20)) - 10
        line.insert(Int32(step), rank: rank)
        let place = plain.firstIndex { $0.rank > rank } ?? plain.count
        plain.insert((rank, Int32(step)), at: place)
      case 18 where !plain.isEmpty:
        let job = plain[dice.below(plain.count)].job
        #expect(line.remove(job) == true)
        plain.removeAll { $0.job == job }
      default: #expect(line.popFirst() == (plain.isEmpty ? nil : plain.removeFirst().job))
      }
      #expect(line.count == plain.count && line.first == plain.first?.job && line.firstRank == plain.first?.rank)
    }
    #expect(line.remove(-1) == false)
    line.removeAll()
    #expect(line.isEmpty && line.popFirst() == nil)
  }
}

@Suite struct `Counted servers` {
  @Test func `a shift that ends while people work`() {
    var people = Resource(capacity: 2, at: at(0))
    #expect(people.seize(at: at(0)) == true)
    #expect(people.seize(at: at(10)) == true)
    #expect(people.seize(at: at(10)) == false)
    #expect(people.idle == 0 && people.busy == 2)
    people.setCapacity(0, at: at(20))
    #expect(people.idle == 0)
    #expect(people.release(at: at(30)) == false)
    #expect(people.release(at: at(40)) == false)
    #expect(people.seize(at: at(40)) == false)
    people.setCapacity(1, at: at(50))
    #expect(people.seize(at: at(60)) == true)
    #expect(people.release(at: at(70)) == true)
    // At work: 1 for 10, 2 for 20, 1 for 10, 1 for 10 = 70; on duty: 2 for 20, 1 for 50 = 90.
    #expect(people.busyTime(until: at(100)) == 70)
    #expect(people.dutyTime(until: at(100)) == 90)
    #expect(people.utilization(until: at(100)) == 70.0 / 90)
    #expect(people.seizures == 3 && people.busyMaximum == 2)
    people.restart(at: at(100))
    #expect(people.seizures == 0 && people.busyTime(until: at(110)) == 0 && people.dutyTime(until: at(110)) == 10)
    #expect(Resource(capacity: 0).utilization(until: at(5)).isNaN)
  }

  @Test func `nobody can be released who is not at work`() async {
    await #expect(processExitsWith: .failure) {
      var people = Resource(capacity: 2)
      people.release(at: .zero)
    }
  }
}
