import Groundwork
import Testing

@testable import Verification

@Suite struct `Rows of published instances` {
  static let good = #"""
    [{"id": "a", "kind": "eoq", "source": "Harris 1913", "inputs": {"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300},
      "expected": {"order_quantity": 304.04678, "cost": 68.41052551}, "tolerance": {"relative": 1e-6}}]
    """#

  @Test func `a good row is solved and agrees`() throws {
    let rows = try PublishedRow.rows(of: Array(Self.good.utf8), file: "a.json")
    let found = try Verification.run([RowFile(name: "a.json", rows: rows)], threads: 1)
    #expect(found[0].rows.count == 1)
    #expect(!found[0].rows[0].isOff)
  }
}
