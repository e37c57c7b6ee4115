import Foundation

/// One line of the table: the same work done by two parties, in turns.
struct Contest {
  var work: String
  /// What a rate counts.
  var unit: String
  /// Least ratio wanted, or least rate in millions a second; nil where none is set.
  var target: Target?
  enum Target { case ratio(Double), rate(Double) }
  /// Millions a second, one element per repetition.
  var peer: [Double] = []
  var ours: [Double] = []
  /// The same figure of the model from both, and the theory's where there is one: a loop that is fast and wrong would show.
  var check = ""

  init(_ work: String, unit: String, target: Target? = nil) {
    self.work = work
    self.unit = unit
    self.target = target
  }

  /// The peer first, then we, as often as asked; a first round that fills caches is not counted.
  mutating func run(_ repetitions: Int, peer: () -> Double, ours: () throws -> Double) rethrows {
    for round in 0...repetitions {
      let a = Self.rate(peer), b = try Self.rate(ours)
      if round > 0 {
        self.peer.append(a)
        self.ours.append(b)
      }
    }
  }

  /// Runs the work, which returns how many it did; millions a second of the thread's own processor time, so that a neighbour on the
  /// machine costs cache and clock but is not counted as work.
  private static func rate(_ work: () throws -> Double) rethrows -> Double {
    let begin = processorSeconds()
    let done = try work()
    return done / (processorSeconds() - begin) / 1e6
  }

  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  var row: [String] {
    let ratios = zip(ours, peer).map { $0 / $1 }.sorted()
    let middle = Self.median(ratios)
    let verdict =
      switch target {
      case .ratio(let least): (String(format: "≥ %.2f", least), middle >= least ? "met" : "missed")
      case .rate(let least): (String(format: "≥ %.0f M/s", least), Self.median(ours) >= least ? "met" : "missed")
      case nil: ("", "")
      }
    return [
      work, unit, String(format: "%.2f", Self.median(peer)), String(format: "%.2f", Self.median(ours)), String(format: "%.2f", middle),
      String(format: "%.2f–%.2f", ratios.first ?? .nan, ratios.last ?? .nan), verdict.0, verdict.1, check,
    ]
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    if sorted.isEmpty { return .nan }
    return sorted.count % 2 == 1 ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
}

/// Work with a time it may take.
struct Timing {
  var work: String
  /// Milliseconds allowed, and taken in each repetition, of the thread's own processor time.
  var limit: Double
  var spans: [Double]
  var check: String

  var row: [String] {
    let middle = Contest.median(spans)
    return [
      work, String(format: "%.3g", middle), String(format: "%.3g–%.3g", spans.min() ?? .nan, spans.max() ?? .nan),
      String(format: "≤ %.3g", limit),
      middle <= limit ? "met" : "missed", check,
    ]
  }
}

/// Columns as wide as their widest cell; words to the left, figures to the right.
func table(_ rows: [[String]], left: Set<Int>) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { c in rows.map { c < $0.count ? $0[c].count : 0 }.max() ?? 0 }
  return rows.map { row in
    let line = row.enumerated().map { c, cell in
      let gap = String(repeating: " ", count: widths[c] - cell.count)
      return left.contains(c) ? cell + gap : gap + cell
    }.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }.joined(separator: "\n")
}
