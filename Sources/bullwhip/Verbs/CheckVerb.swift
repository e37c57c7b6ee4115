internal import ArgumentParser
internal import Experiment
internal import Foundation
internal import Groundwork
internal import Reports
internal import Scenario
internal import Store

/// `bullwhip check`
struct CheckVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Fails when a scenario's results moved by more than is allowed.",
    discussion: """
      Runs every scenario of a folder and compares it, world by world, with the baseline accepted before. Exits with 0 when all pass, 1 \
      when one moved by more \
      than its margin, 4 when the replications of the baseline cannot tell.
      """)

  enum Annotations: String, ExpressibleByArgument, CaseIterable { case github }

  @Argument(help: "A folder of scenarios, or one scenario file.", completion: .directory) var folder: String
  @Option(help: ArgumentHelp("Where the baselines are; DIR/baselines without it.", valueName: "dir"), completion: .directory) var baseline:
    String?
  @Flag(help: "Record today's results as the baseline.") var accept = false
  @Option(help: ArgumentHelp("Write the findings as JUnit XML.", valueName: "file")) var junit: String?
  @Option(help: "Print workflow commands that show the findings beside the file: github.") var annotations: Annotations?
  @Option(help: ArgumentHelp("Threads; any number gives the same answer.", valueName: "n")) var threads: Int?
  @OptionGroup var json: JSONOption

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads needs 1 to 1024, not \(threads).") }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    let files = try scenarios()
    let home = folder.hasSuffix(".yaml") || folder.hasSuffix(".yml") ? (folder as NSString).deletingLastPathComponent : folder
    let baselines = baseline ?? (home.isEmpty ? "baselines" : home + "/baselines")
    var unusable: [CheckReports.Unusable] = []
    var loaded: [(file: String, scenario: LoadedScenario)] = []
    for file in files {
      do throws(InputErrors) { loaded.append((file, try ScenarioLoader.load(path: file))) } catch {
        unusable.append(.init(name: file, problems: error.diagnostics))
      }
    }
    if accept {
      if !unusable.isEmpty { throw InputErrors(unusable.flatMap(\.problems)) }
      try AtomicFolder.expectWritable(baselines)
    }
    if let junit { try OutputFile.expect(junit, .xml, inputs: files + loaded.map { "\(baselines)/\($0.scenario.slug).txt" }) }
    session.watchForInterruption()
    if accept { return try record(loaded, in: baselines, session) }
    if baseline == nil, folder == home || home == "." { unusable += orphans(in: baselines, of: files) }
    return try compare(loaded, with: baselines, unusable, session)
  }

  /// Baselines of the folder's own whose scenario is gone: what they guarded is guarded no more.
  private func orphans(in baselines: String, of files: [String]) -> [CheckReports.Unusable] {
    let slugs = Set(files.map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension })
    let recorded = (try? FileManager.default.contentsOfDirectory(atPath: baselines)) ?? []
    return recorded.sorted().filter { $0.hasSuffix(".txt") && !slugs.contains(($0 as NSString).deletingPathExtension) }.map { name in
      let path = "\(baselines)/\(name)"
      return .init(
        name: path,
        problems: [
          Diagnostic(
            .error, code: "no-scenario", "the baseline '\(path)' belongs to no scenario of '\(folder)'",
            remedy: "put the scenario back, or remove the baseline", at: SourceLocation(file: path))
        ])
    }
  }

  private func scenarios() throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
      throw InputErrors(Diagnostic(.error, code: "no-file", "there is no '\(folder)'", remedy: "name a folder of scenarios"))
    }
    if !isFolder.boolValue { return [folder] }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
      .sorted()
    if names.isEmpty {
      throw InputErrors(
        Diagnostic(.error, code: "no-scenarios", "'\(folder)' holds no scenario (*.yaml)", remedy: "name a folder of scenarios"))
    }
    return names.map { folder == "." ? $0 : folder + "/" + $0 }
  }

  private func check(_ scenario: LoadedScenario) -> Check {
    var options = StudyOptions(scenario.experiment)
    if let threads { options.threads = threads }
    return Check(scenario: scenario, options: options)
  }

  private func record(_ loaded: [(file: String, scenario: LoadedScenario)], in folder: String, _ session: Session) throws -> ExitStatus {
    // All are run before one is written: an interrupted --accept changes nothing.
    var target = try AtomicFolder(folder)
    for (_, scenario) in loaded {
      let baseline = try check(scenario).record(cancellation: session.cancellation, progress: session.progress())
      try target.add(scenario.slug + ".txt", baseline.text)
    }
    let written = try target.commit()
    if json.isOn {
      session.answer(JSONText.object(["accepted": .array(written.map(JSONText.string))]).text)
    } else {
      for path in written { session.say("accepted: \(path)") }
    }
    return .good
  }

  /// One scenario that cannot be checked keeps no other from being checked.
  private func compare(
    _ loaded: [(file: String, scenario: LoadedScenario)], with folder: String, _ before: [CheckReports.Unusable], _ session: Session
  ) throws -> ExitStatus {
    var unusable = before
    var results: [(file: String, result: CheckResult)] = []
    for (file, scenario) in loaded {
      do {
        let baseline = try baseline(of: scenario, file: file, in: folder)
        let found = try check(scenario).run(against: baseline, cancellation: session.cancellation, progress: session.progress())
        results.append((file, found))
      } catch let error as InputErrors {
        unusable.append(.init(name: file, problems: error.diagnostics))
      }
    }
    // A build server that shows the findings shows these too.
    if let junit { try AtomicFile.write(CheckReports.junit(results.map(\.result), unusable), to: junit) }
    if json.isOn {
      session.answer(CheckReports.json(results.map(\.result), unusable).text)
    } else if !results.isEmpty {
      session.answer(CheckText.text(results.map(\.result), style: session.style))
    }
    if annotations == .github {
      // GitHub reads them from either stream; stdout belongs to the machine's answer.
      let text = CheckReports.annotations(results)
      if json.isOn { session.say(text) } else { session.answer(text) }
    }
    if !unusable.isEmpty { throw InputErrors(unusable.flatMap(\.problems)) }
    return switch results.map(\.result.status).max() ?? .pass {
    case .pass: .good
    case .fail: .failed
    case .inconclusive: .inconclusive
    }
  }

  private func baseline(of scenario: LoadedScenario, file: String, in folder: String) throws(InputErrors) -> Baseline {
    let path = "\(folder)/\(scenario.slug).txt"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputErrors(
        Diagnostic(
          .error, code: "no-baseline", "there is no baseline '\(path)'", remedy: "record one: bullwhip check \(self.folder) --accept",
          at: SourceLocation(file: file)))
    }
    return try Baseline(text: String(decoding: data, as: UTF8.self), file: path)
  }
}
