public import Groundwork

/// What a scenario's results were when they were accepted: per-replication sums of the checked measures, so that a later run is compared
/// world by world.
///
/// Kept as text, small and diffable: one line a replication, numbers in the shortest form that reads back exactly.
public struct Baseline: Sendable, Equatable {
  public struct Measure: Sendable, Equatable {
    public var kpi: String
    /// One element a replication; for a ratio the sums, otherwise the value and 1.
    public var numerators: [Double]
    public var denominators: [Double]
    /// A quantile over all replications together, as tables print it; nil for what is no quantile.
    public var pooled: Double?
    /// Only a lower bound is known of it, since orders were still open at the end.
    public var isBound: Bool

    public init(kpi: String, numerators: [Double], denominators: [Double], pooled: Double? = nil, isBound: Bool = false) {
      self.kpi = kpi
      self.numerators = numerators
      self.denominators = denominators
      self.pooled = pooled
      self.isBound = isBound
    }
  }

  public struct Scenario: Sendable, Equatable {
    public var name: String
    /// One element a replication.
    public var fingerprints: [UInt64]
    public var measures: [Measure]

    public init(name: String, fingerprints: [UInt64], measures: [Measure]) {
      self.name = name
      self.fingerprints = fingerprints
      self.measures = measures
    }

    public subscript(kpi: String) -> Measure? { measures.first { $0.kpi == kpi } }
  }

  public var slug: String
  public var version: String
  public var seed: UInt64
  public var replications: Int
  /// `MathematicsProbe.hash` of the machine that recorded it.
  public var probe: UInt64
  /// Hash of everything the runs depended on besides the seed; nil in a baseline of the first format.
  public var plans: UInt64?
  public var scenarios: [Scenario]

  public init(
    slug: String, version: String, seed: UInt64, replications: Int, probe: UInt64, plans: UInt64? = nil, scenarios: [Scenario]
  ) {
    self.slug = slug
    self.version = version
    self.seed = seed
    self.replications = replications
    self.probe = probe
    self.plans = plans
    self.scenarios = scenarios
  }

  public subscript(name: String) -> Scenario? { scenarios.first { $0.name == name } }

  // MARK: Text

  static let heading = "bullwhip baseline 2"
  /// Read too: without plans and without quantiles over all replications.
  static let firstHeading = "bullwhip baseline 1"

  public var text: String {
    var lines = [
      Self.heading, "scenario \(slug)", "version \(version)", "seed \(seed)", "replications \(replications)",
      "probe \(Self.hexadecimal(probe))", "plans \(plans.map(Self.hexadecimal) ?? "-")",
    ]
    for scenario in scenarios {
      lines += ["", "[\(scenario.name)]", (["fingerprint"] + scenario.measures.map(\.kpi)).joined(separator: "\t")]
      lines.append((["pooled"] + scenario.measures.map(\.pooledText)).joined(separator: "\t"))
      for r in 0..<replications {
        let values = scenario.measures.map { "\(Self.number($0.numerators[r]))/\(Self.number($0.denominators[r]))" }
        lines.append(([Self.hexadecimal(scenario.fingerprints[r])] + values).joined(separator: "\t"))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// - Throws: the first line that is not what it should be.
  public init(text: String, file: String) throws(InputErrors) {
    // A file that went through Windows has another line end, which is one Character of its own.
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func wrong(_ line: Int, _ message: String) -> InputErrors {
      InputErrors(
        Diagnostic(
          .error, code: "baseline", message, remedy: "record it again with --accept",
          at: SourceLocation(file: file, line: line + 1, column: 1)))
    }
    func field(_ line: Int, _ name: String) throws(InputErrors) -> String {
      guard line < lines.count, lines[line].hasPrefix(name + " ") else { throw wrong(line, "expected '\(name) …'") }
      return String(lines[line].dropFirst(name.count + 1))
    }
    let isFirst = lines[0] == Self.firstHeading
    guard isFirst || lines[0] == Self.heading else { throw wrong(0, "this is no baseline of a format known here") }
    slug = try field(1, "scenario")
    version = try field(2, "version")
    guard let seed = UInt64(try field(3, "seed")) else { throw wrong(3, "the seed is no number") }
    guard let replications = Int(try field(4, "replications")), replications > 0, replications < 10_000_000 else {
      throw wrong(4, "the number of replications is none")
    }
    guard let probe = UInt64(try field(5, "probe"), radix: 16) else { throw wrong(5, "the probe is no hexadecimal number") }
    self.seed = seed
    self.replications = replications
    self.probe = probe
    scenarios = []
    if !isFirst {
      let hash = try field(6, "plans")
      guard hash == "-" || UInt64(hash, radix: 16) != nil else { throw wrong(6, "the hash of the plans is no hexadecimal number") }
      plans = UInt64(hash, radix: 16)
    }
    var line = isFirst ? 6 : 7
    let head = isFirst ? 2 : 3
    while line < lines.count {
      if lines[line].isEmpty {
        line += 1
        continue
      }
      guard lines[line].hasPrefix("["), lines[line].hasSuffix("]"), line + head - 1 + replications < lines.count else {
        throw wrong(line, "expected a scenario's name in brackets and \(replications) lines of numbers")
      }
      let name = String(lines[line].dropFirst().dropLast())
      let columns = lines[line + 1].split(separator: "\t").map(String.init)
      guard columns.first == "fingerprint" else { throw wrong(line + 1, "expected the names of the columns") }
      var scenario = Scenario(
        name: name, fingerprints: [], measures: columns.dropFirst().map { Measure(kpi: $0, numerators: [], denominators: []) })
      if !isFirst {
        let fields = lines[line + 2].split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.first == "pooled", fields.count == columns.count else {
          throw wrong(line + 2, "expected 'pooled' and \(columns.count - 1) values")
        }
        for (k, field) in fields.dropFirst().enumerated() where !scenario.measures[k].setPooled(field) {
          throw wrong(line + 2, "'\(field)' is no value over all replications")
        }
      }
      for r in 0..<replications {
        let at = line + head + r
        guard at < lines.count else { throw wrong(at, "the text ends early") }
        let fields = lines[at].split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == columns.count, let fingerprint = UInt64(fields[0], radix: 16) else {
          throw wrong(at, "expected a fingerprint and \(columns.count - 1) values")
        }
        scenario.fingerprints.append(fingerprint)
        for (k, field) in fields.dropFirst().enumerated() {
          let parts = field.split(separator: "/", omittingEmptySubsequences: false)
          // Not a number is what could not be measured; beyond all numbers nothing was ever measured.
          guard parts.count == 2, let a = Double(parts[0]), let b = Double(parts[1]), !a.isInfinite, !b.isInfinite else {
            throw wrong(at, "'\(field)' is no pair of numbers")
          }
          scenario.measures[k].numerators.append(a)
          scenario.measures[k].denominators.append(b)
        }
      }
      scenarios.append(scenario)
      line += head + replications
    }
  }

  fileprivate static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Baseline.Measure {
  /// `152.1`; `>=152.1` for a lower bound, `-` for what is no quantile.
  fileprivate var pooledText: String { (isBound ? ">=" : "") + (pooled.map(Baseline.number) ?? "-") }

  /// Reads `pooledText`; false where it is none.
  fileprivate mutating func setPooled(_ text: Substring) -> Bool {
    isBound = text.hasPrefix(">=")
    let rest = isBound ? text.dropFirst(2) : text
    if rest == "-" { return true }
    guard let value = Double(rest), !value.isInfinite else { return false }
    pooled = value
    return true
  }
}
