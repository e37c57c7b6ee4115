internal import Estimation
public import Experiment
internal import Groundwork

/// The answer of `run --bottleneck` for machines.
public struct BottleneckFiles: Sendable {
  public let result: BottleneckResult

  public init(_ result: BottleneckResult) { self.result = result }

  /// One row per station or pool, the one that helps most first: differences to today with their intervals.
  public var table: String {
    var header = ["rank", "kind", "name", "also", "utilisation"]
    for name in ["orders-per-day", "order-cycle-time.p95 [h]", "cost.total [\(result.study.currency)/week]"] {
      header += [name, name + ".lower", name + ".upper"]
    }
    var csv = CSVWriter(header: header)
    for (i, row) in result.rows.enumerated() {
      var cells = [String(i + 1), row.kind.rawValue, row.name, row.alsoNamed ?? "", text(row.utilisation?.value)]
      for estimate in [row.throughput, row.cycle, row.cost] {
        cells += [text(estimate?.value), text(estimate?.lower), text(estimate?.upper)]
      }
      csv.append(cells)
    }
    return csv.text
  }

  private func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "" }
    return JSONText.number(value)
  }
}

extension JSONText {
  /// What `run --bottleneck --json` prints: the base's numbers and the rows in order of rank, differences to the base with their intervals.
  public static func bottleneck(_ result: BottleneckResult) -> JSONText {
    let study = result.study
    return .object([
      "bullwhip": .string(study.version), "run": .string(study.identity), "title": .string(study.title), "slug": .string(study.slug),
      "currency": .string(study.currency), "seed": .string(String(study.seed)), "replications": .integer(study.replications),
      "confidence": .number(study.confidence), "capacity-factor": .number(BottleneckStudy.factor),
      "bottleneck": result.bottleneck.map { .string($0.name) } ?? .null, "notes": .array(study.notes.map(JSONText.string)),
      "today": .object([
        "orders-per-day": .estimate(result.throughput), "order-cycle-time.p95": .estimate(result.cycle),
        "cost.total": .estimate(result.cost),
      ]),
      "rows": .array(
        result.rows.map { row in
          .object([
            "name": .string(row.name), "kind": .string(row.kind.rawValue), "also": row.alsoNamed.map(JSONText.string) ?? .null,
            "utilisation": .estimate(row.utilisation), "gains-throughput": .bool(row.gainsThroughput),
            "orders-per-day": .estimate(row.throughput), "order-cycle-time.p95": .estimate(row.cycle), "cost.total": .estimate(row.cost),
          ])
        }),
    ])
  }
}
