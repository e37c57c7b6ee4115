public import Groundwork
public import Simulation
public import Supply

/// A checked plan that may still have holes: stock points whose policy Bullwhip is to choose.
public struct Draft: Sendable, Equatable {
  /// `base` for the scenario itself, else the alternative's name.
  public var name: String
  public var plan: Plan
  /// Stock points with `optimize` for a policy. Their `control` in `plan` is meaningless until filled.
  public var toOptimise: [Int]
  /// What this draft changes against the base, by address, for tables and reports: ("warehouse.workers.packers.count", "4", "6").
  public var changes: [Change]

  /// One difference between two scenarios; `–` where one of them has nothing at the address.
  public struct Change: Sendable, Equatable {
    public var address: String
    public var before: String
    public var after: String
    public init(address: String, before: String, after: String) {
      self.address = address
      self.before = before
      self.after = after
    }
  }

  public init(name: String, plan: Plan, toOptimise: [Int] = [], changes: [Change] = []) {
    self.name = name
    self.plan = plan
    self.toOptimise = toOptimise
    self.changes = changes
  }

  /// The draft with policies for some stock points (index → control), those of its holes or others.
  ///
  /// Where the initial stock follows the policy it is set anew for the stock points named.
  public func filling(_ controls: [Int: Control]) -> Draft {
    var draft = self
    for (point, control) in controls { draft.plan.supply.setControl(control, of: point) }
    draft.toOptimise.removeAll { controls[$0] != nil }
    return draft
  }
}

/// A scenario file read, layered and checked: the base, its alternatives in file order, and what the file says about experiments.
public struct LoadedScenario: Sendable {
  public var title: String
  public var description: String
  /// File name without extension: the folder name of charts and results.
  public var slug: String
  /// Base first.
  public var drafts: [Draft]
  public var experiment: ExperimentSettings
  public var checks: [CheckRule]
  public var report: ReportTerms
  /// Assumptions for the report's appendix: address, value as written, and the comment or source beside it.
  public var assumptions: [Assumption]
  /// Every input file read, with its SHA-256, relative to the scenario.
  public var inputs: [InputFile]
  public var warnings: [Diagnostic]

  public init(
    title: String, description: String, slug: String, drafts: [Draft], experiment: ExperimentSettings, checks: [CheckRule] = [],
    report: ReportTerms = ReportTerms(), assumptions: [Assumption] = [], inputs: [InputFile] = [], warnings: [Diagnostic] = []
  ) {
    self.title = title
    self.description = description
    self.slug = slug
    self.drafts = drafts
    self.experiment = experiment
    self.checks = checks
    self.report = report
    self.assumptions = assumptions
    self.inputs = inputs
    self.warnings = warnings
  }
}

public struct ExperimentSettings: Sendable, Equatable {
  public var replications: Int = 100
  public var seed: UInt64 = 1
  /// KPI id to relative half-width, for example `cost.total` → 0.01; nil = fixed replications.
  public var precision: [String: Double] = [:]
  public var confidence: Double = 0.95
  public init() {}
}

/// One line of `check:`: how far a KPI may move against its baseline.
public struct CheckRule: Sendable, Equatable {
  public enum Margin: Sendable, Equatable {
    case relative(Double)
    case absolute(Double)
    case exact
  }
  public enum Worse: String, Sendable { case up, down, either }
  /// KPI id, or `trace` for the fingerprint.
  public var kpi: String
  public var margin: Margin
  public var worse: Worse
  public init(kpi: String, margin: Margin, worse: Worse) {
    self.kpi = kpi
    self.margin = margin
    self.worse = worse
  }
}

public struct Assumption: Sendable, Equatable {
  public var address: String
  public var value: String
  public var source: String
  public init(address: String, value: String, source: String) {
    self.address = address
    self.value = value
    self.source = source
  }
}

public struct InputFile: Sendable, Equatable {
  public var path: String
  public var sha256: String
  public init(path: String, sha256: String) {
    self.path = path
    self.sha256 = sha256
  }
}
