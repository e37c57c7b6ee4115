import Foundation
import Simulation

/// How the cost of an order grows with the floor and with the number of orders: it should not.
struct ScaleRow {
  var work: String
  var orders: Double
  /// Nanoseconds an order, each repetition.
  var nanoseconds: [Double]
  /// Against the first row of the same family.
  var growth: Double
  /// Bytes held at most so far by this process.
  var peakMemory: Int

  var row: [String] {
    [
      work, String(format: "%.0f", orders), String(format: "%.0f", Contest.median(nanoseconds)), String(format: "%.2f", growth),
      String(format: "%.0f", Double(peakMemory) / 1e6),
    ]
  }
}

extension Suite {
  /// Pick and pack with as many times the people and the orders an hour; then with more and more orders on one floor. Plain floors, and
  /// floors that account for all time.
  mutating func scaling() throws {
    for full in [false, true] {
      let kind = full ? "full accounts" : "plain"
      var first: Double?
      for factor in [1, 10, 100] {
        let people = 10 * factor, work = "\(people) people, \(kind)"
        if !wanted(work) { continue }
        let perHour = 60 * Double(factor)
        let orders = (full ? 100_000.0 : 400_000) * (quick ? 0.1 : 1)
        let row = try scale(
          work, pickers: 6 * factor, packers: 4 * factor, perHour: perHour, hours: max(2, Int(orders / perHour)), full: full, first: &first)
        scales.append(row)
      }
      first = nil
      for count in quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000] {
        let work = "10 people, \(kind), many orders"
        if !wanted(work) { continue }
        scales.append(try scale(work, pickers: 6, packers: 4, perHour: 60, hours: count / 60, full: full, first: &first))
      }
    }
  }

  private func scale(_ work: String, pickers: Int, packers: Int, perHour: Double, hours: Int, full: Bool, first: inout Double?) throws
    -> ScaleRow
  {
    var model = try ScenarioModel.pickPack(
      pickers: pickers, packers: packers, perHour: perHour, pickMean: 270, packMean: 210, packCV: 0.6, hours: hours, fullAccounts: full)
    var spans: [Double] = [], orders = 0.0
    for round in 0...3 {
      let begin = Contest.processorSeconds()
      let outcome = model.run()
      let took = Contest.processorSeconds() - begin
      orders = outcome[.ordersFinished]
      if round > 0 { spans.append(took / orders * 1e9) }
    }
    let middle = Contest.median(spans)
    if first == nil { first = middle }
    return ScaleRow(work: work, orders: orders, nanoseconds: spans, growth: middle / (first ?? middle), peakMemory: Self.peakMemory)
  }

  /// The most this process has held, by the system's account; 0 where there is none.
  private static var peakMemory: Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) }.map { $0 * 1024 } ?? 0
  }
}
