internal import ArgumentParser
internal import Experiment
internal import Groundwork
internal import Reports
internal import Scenario
internal import Simulation
internal import Store

/// `bullwhip validate`
struct ValidateVerb: Verb {
  static let configuration = CommandConfiguration(commandName: "validate", abstract: "Lists every problem of scenario files at once.")

  @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]
  @Flag(help: "Print the whole scenario with every default filled in and marked.") var defaults = false
  @OptionGroup var json: JSONOption

  func validate() throws {
    if defaults, json.isOn { throw ValidationError("--defaults prints a scenario, --json a list of problems; ask for one of them.") }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    let found = ScenarioLoader.validate(files)
    if json.isOn {
      session.answer(JSONText.object(["valid": .bool(!found.hasErrors), "problems": .array(found.map(JSONText.diagnostic))]).text)
    } else {
      for diagnostic in found { session.complain(diagnostic) }
      if !found.hasErrors {
        for file in files where !defaults { session.say("\(file): good") }
      }
    }
    if defaults, !found.hasErrors {
      for file in files { session.answer(try ScenarioLoader.defaultsText(path: file)) }
    }
    return found.hasErrors ? .badInput : .good
  }
}

/// `bullwhip explain`
struct ExplainVerb: Verb {
  static let configuration = CommandConfiguration(commandName: "explain", abstract: "Tells what a key, law, KPI or error code means.")

  @Argument(help: "A key's address, a KPI, 'law gamma', 'order', 'kpis', or the code at the end of an error.")
  var topic: [String]
  @OptionGroup var json: JSONOption

  func perform(_ session: Session) throws -> ExitStatus {
    let name = topic.joined(separator: " ")
    guard let text = text(name) else {
      throw InputErrors(Diagnostic(.error, code: "unknown-topic", "nothing is known about '\(name)'", remedy: nearest(name)))
    }
    if json.isOn {
      session.answer(JSONText.object(["topic": .string(name), "text": .string(text)]).text)
    } else {
      session.answer(page: text + (text.hasSuffix("\n") ? "" : "\n"))
    }
    return .good
  }

  private func text(_ name: String) -> String? {
    if name == "kpis" {
      return (KPIDictionary.declarations.map { "\($0.id) — \($0.title), \($0.unit.rawValue)" }
        + KPIDictionary.studyMeasures.map { "\($0.id) — \($0.title), \($0.unit)" }).joined(separator: "\n")
    }
    guard let measure = measure(name) else { return Explain.topic(name) ?? VerbCodes.explain(name) }
    // `returns.share` is a key and the KPI that comes of it.
    return [Explain.key(name), measure].compactMap { $0 }.joined(separator: "\n\n")
  }

  private func measure(_ name: String) -> String? {
    guard let text = KPIDictionary.explain(name) else { return nil }
    // `packers.utilisation`: whether packers are a station or a group of workers is the scenario's to say, so both are told.
    guard let dot = name.firstIndex(of: "."), !KPIDictionary.declarations.contains(where: { $0.id == name }) else { return text }
    let both = ["STATION", "POOL"].compactMap { KPIDictionary.explain($0 + name[dot...]) }
    return (both.first == both.last ? [both[0]] : both).joined(separator: "\n\n")
  }

  private func nearest(_ name: String) -> String {
    let known: [String] = KPIDictionary.declarations.map(\.id) + KPIDictionary.studyMeasures.map(\.id) + Explain.topics + VerbCodes.all
    if let near = nearestName(to: name, among: known) { return "did you mean '\(near)'?" }
    return "try a key such as clock.warm-up, a KPI such as fill-rate, 'law gamma', or 'kpis'"
  }
}

/// `bullwhip new`
struct NewVerb: Verb {
  static let configuration = CommandConfiguration(commandName: "new", abstract: "Prints a scenario to start from.")

  @Argument(help: "One of the templates; without it they are listed.") var template: String?
  @Option(help: ArgumentHelp("Write to this file, which must not be there yet, instead of stdout.", valueName: "file")) var write: String?
  @OptionGroup var json: JSONOption

  func validate() throws {
    if write != nil, template == nil { throw ValidationError("--write needs to know which template; `bullwhip new` lists them.") }
  }

  func perform(_ session: Session) throws -> ExitStatus {
    guard let template else {
      let all = Templates.all
      session.answer(
        json.isOn
          ? JSONText.array(all.map { .object(["name": .string($0.name), "about": .string($0.summary)]) }).text
          : all.map { "\($0.name) — \($0.summary)\n" }.joined())
      return .good
    }
    guard let found = Templates.all.first(where: { $0.name == template }) else {
      throw InputErrors(
        Diagnostic(
          .error, code: "unknown-template", "there is no template '\(template)'",
          remedy: "choose one of " + Templates.all.map(\.name).joined(separator: ", ")))
    }
    if let write {
      try NewFile.write(found.text, to: write)
      session.say("written: \(write)")
      if json.isOn { session.answer(JSONText.object(["written": .string(write)]).text) }
    } else {
      session.answer(json.isOn ? JSONText.object(["name": .string(found.name), "text": .string(found.text)]).text : found.text)
    }
    return .good
  }
}

/// `bullwhip schema`
struct SchemaVerb: Verb {
  static let configuration = CommandConfiguration(commandName: "schema", abstract: "Prints the JSON Schema of scenario files, for editors.")
  @OptionGroup var json: JSONOption

  func perform(_ session: Session) throws -> ExitStatus {
    session.answer(JSONSchema.text)
    return .good
  }
}

/// `bullwhip diff`
struct DiffVerb: Verb {
  static let configuration = CommandConfiguration(commandName: "diff", abstract: "Shows the difference of two scenarios by address.")
  @Argument(help: "The scenario to compare from.") var before: String
  @Argument(help: "The scenario to compare to.") var after: String
  @OptionGroup var json: JSONOption

  func perform(_ session: Session) throws -> ExitStatus {
    let changes = try ScenarioDiff.between(before, after)
    if json.isOn {
      session.answer(
        JSONText.array(
          changes.map {
            .object(["address": .string($0.address), "before": .string($0.before), "after": .string($0.after)])
          }
        ).text)
    } else if changes.isEmpty {
      session.say("no difference")
    } else {
      session.answer(
        changes.map { change in
          if change.after == "–" { return "\(change.address): removed (was \(change.before))\n" }
          if change.before == "–" { return "\(change.address): added \(change.after)\n" }
          return
            "\(change.address): \(change.before.isEmpty ? "(absent)" : change.before) -> \(change.after.isEmpty ? "(absent)" : change.after)\n"
        }.joined())
    }
    return .good
  }
}
