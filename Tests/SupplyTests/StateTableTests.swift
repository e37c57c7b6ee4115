import Kernel
import Supply
import Testing

private func rows(_ rows: [[Int64]]) -> [StateTable.Row] { rows.map { StateTable.Row(state: Array($0.dropLast()), order: $0.last!) } }

@Suite struct `Orders by state` {
  /// On hand and one order under way; together at most 2.
  static let small = rows([[0, 0, 2], [0, 1, 1], [0, 2, 0], [1, 0, 1], [1, 1, 0], [2, 0, 0]])

  @Test func `a state in the table has its order, in whatever order the rows came`() throws {
    let table = try StateTable(.stock(pipeline: 1), rows: Self.small.reversed())
    for row in Self.small { #expect(table.order(row.state) == (row.order, 0)) }
    #expect(table.rows == Self.small)
    #expect(table.count == 6)
    #expect(table.restingStock == 2)
    #expect(table == (try StateTable(.stock(pipeline: 1), rows: Self.small)))
  }

  @Test func `a number beyond those beside it is read as the last of them, one between as the lower, a negative one as 0`() throws {
    let table = try StateTable(.stock(pipeline: 1), rows: Self.small)
    #expect(table.order([9, 0]) == (0, 0))
    // 1 on hand goes with at most 1 under way.
    #expect(table.order([1, 2]) == (0, 0))
    #expect(table.order([0, 7]) == (0, 0))
    #expect(table.order([-4, 0]) == (2, 0))
    #expect(table.order([.max, .max]) == (0, 0))
    #expect(table.order([.min, .min]) == (2, 0))
    let lots = try StateTable(.stock(pipeline: 0), rows: rows([[0, 8], [4, 4], [8, 0]]))
    #expect(lots.step == 4)
    #expect(lots.order([7]) == (4, 0))
    #expect(lots.restingStock == 8)
  }

  @Test func `with two suppliers what lies below the lowest position is an emergency`() throws {
    let table = try StateTable(
      .position(pipeline: 0), rows: (-2...3).map { StateTable.Row(state: [$0], order: $0 < 3 ? 1 : 0, emergency: max(0, 1 - $0)) })
    #expect(table.order([-2]) == (1, 3))
    #expect(table.order([-7]) == (1, 8))
    #expect(table.order([5]) == (0, 0))
    #expect(table.restingStock == 3)
  }

  @Test func `ages are read from the oldest`() throws {
    var all: [[Int64]] = []
    for old in 0...2 { for fresh in 0...2 { all.append([Int64(old), Int64(fresh), Int64(max(0, 3 - old / 2 - fresh))]) } }
    let table = try StateTable(.ages(2, pipeline: 0), rows: rows(all))
    #expect(table.order([2, 1]) == (1, 0))
    #expect(table.order([2, 5]) == (0, 0))
    #expect(table.shape.columns == ["left 1", "left 2"])
  }

  @Test func `holes, repetitions and wrong rows are found with their row`() {
    func flaw(_ list: [[Int64]], _ shape: StateTable.Shape = .stock(pipeline: 1)) -> StateTable.Flaw? {
      do throws(StateTable.Flaw) {
        _ = try StateTable(shape, rows: rows(list))
        return nil
      } catch {
        return error
      }
    }
    #expect(flaw([]) == .empty)
    #expect(flaw([[0, 0, 1], [1, 1, 1]]) == .hole(row: 1, column: 1, missing: 0))
    #expect(flaw([[0, 0, 1], [0, 1, 1], [3, 0, 1]]) == .hole(row: 2, column: 0, missing: 1))
    #expect(flaw([[1, 0, 1]]) == .hole(row: 0, column: 0, missing: 0))
    #expect(flaw([[0, 0, 1], [1, 0, 1], [0, 0, 2]]) == .twice(2))
    #expect(flaw([[0, 0, -1]]) == .badRow(0))
    #expect(flaw([[0, 1]]) == .badRow(0))
    #expect(flaw([[-1, 0, 1]]) == .badRow(0))
    // Positions may be negative, but without a gap.
    #expect(flaw([[-3, 1], [-1, 1], [0, 0]], .position(pipeline: 0)) == .hole(row: 1, column: 0, missing: -2))
  }
}

@Suite struct `Policies beyond levels` {
  @Test func `a cap limits one order, a constant order ignores the position`() {
    let capped = Policy.cappedBaseStock(S: 10, cap: 4)
    #expect([0, 5, 7, 9, 10, 12].map { capped.orderQuantity(position: $0) } == [4, 4, 3, 1, 0, 0])
    #expect(capped.trigger == 9)
    #expect([-5, 0, 100].map { Policy.constantOrder(Q: 3).orderQuantity(position: $0) } == [3, 3, 3])
    #expect(!capped.looksBeyondPosition)
    #expect(Policy.twoSuppliers(.baseSurge(S: 3, Q: 2)).looksBeyondPosition)
  }

  @Test func `two suppliers share as their rule says`() {
    // What the emergency supplier can serve is 3 short of its level; then 12 − 4 − 3 are missing to the regular one's.
    #expect(TwoSuppliers.dualIndex(emergency: 5, regular: 12, cap: nil).orders(near: 2, whole: 4) == (5, 3))
    #expect(TwoSuppliers.dualIndex(emergency: 5, regular: 12, cap: 4).orders(near: 2, whole: 4) == (4, 3))
    #expect(TwoSuppliers.dualIndex(emergency: 5, regular: 12, cap: nil).orders(near: 9, whole: 15) == (0, 0))
    #expect(TwoSuppliers.singleIndex(emergency: 10, regular: 12).orders(near: 2, whole: 7) == (2, 3))
    #expect(TwoSuppliers.singleIndex(emergency: 10, regular: 12).orders(near: 2, whole: 11) == (1, 0))
    #expect(TwoSuppliers.baseSurge(S: 5, Q: 3).orders(near: 2, whole: 90) == (3, 3))
    #expect(TwoSuppliers.baseSurge(S: 5, Q: 3).orders(near: 6, whole: 0) == (3, 0))
  }

  @Test func `waste is estimated at mean demand, from either end of the shelf`() {
    // Mean 2 a period. Oldest first: 3 old, 2 are sold, 1 is wasted; then 4 stand last, 2 sold, 2 wasted.
    #expect(Perishing.estimatedWaste(ages: [3, 4, 0], pipeline: [5], mean: 2, periods: 1, freshestFirst: false) == 1)
    #expect(Perishing.estimatedWaste(ages: [3, 4, 0], pipeline: [5], mean: 2, periods: 2, freshestFirst: false) == 3)
    // Freshest first: the 4 middle ones give 2, all 3 old are wasted; then the 5 new ones serve, and the 2 left are wasted.
    #expect(Perishing.estimatedWaste(ages: [3, 4, 0], pipeline: [5], mean: 2, periods: 2, freshestFirst: true) == 5)
    #expect(Perishing.estimatedWaste(ages: [3, 4, 0], pipeline: [], mean: 2, periods: 0, freshestFirst: true) == 0)
  }
}
