import Foundation
import Scenario
import Testing
import Yams

/// The schema as an editor applies it: plain values by YAML's core schema, then the words of JSON Schema that ours uses.
@Suite struct `The schema for editors` {
  static let folder = URL(fileURLWithPath: scenarios)
  static let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  func faults(_ yaml: String) throws -> [String] {
    let schema = try #require(try JSONSerialization.jsonObject(with: Data(JSONSchema.text.utf8)) as? [String: Any])
    return Judge.faults(try #require(try Yams.compose(yaml: yaml)), schema, at: "")
  }

  @Test(arguments: files) func `finds no fault in a bundled scenario`(name: String) throws {
    #expect(try faults(String(contentsOf: Self.folder.appendingPathComponent(name), encoding: .utf8)) == [])
  }

  @Test(arguments: Templates.all.map(\.name)) func `finds no fault in a template`(name: String) throws {
    #expect(try faults(#require(Templates.named(name)).text) == [])
  }

  @Test func `finds what is wrong`() throws {
    let good = Templates.inventory(),
      layered = "bullwhip: 1\nextends: base.yaml\nalternatives: { slow boats: null, more: { a.b: +2 } }\npolicies: null\n"
    #expect(try faults(layered) == [])
    #expect(try faults(good.replacing("horizon: 60 weeks, ", with: "")) == ["clock: lacks horizon"])
    #expect(try faults(good.replacing("horizon:", with: "horizn:")).sorted() == ["clock.horizn: unknown", "clock: lacks horizon"])
    #expect(try faults(good.replacing("bullwhip: 1", with: "bullwhip: 2")) == ["bullwhip: not 1"])
    #expect(try faults(layered + "clock: { warm-up: [1] }\n") == ["clock.warm-up: a list"])
    #expect(try faults(layered + "study: {}\nwarehouse: { assignment: at random }\n") == ["warehouse.assignment: not one of the words"])
    #expect(try faults(layered + "currency: euro\n") == ["currency: not of the form"])
  }
}

extension Templates {
  fileprivate static func inventory() -> String { named("inventory")?.text ?? "" }
}

/// The part of JSON Schema 2020-12 that the product writes; a word it does not know is a fault, so that none is passed over.
private enum Judge {
  static let known: Set<String> = [
    "$schema", "title", "description", "default", "examples", "type", "properties", "additionalProperties", "required", "enum", "const",
    "pattern",
    "minimum", "maximum", "if", "else",
  ]

  static func type(of node: Node) -> String {
    switch node {
    case .mapping: return "object"
    case .sequence: return "array"
    case .alias: return "alias"
    case .scalar(let scalar):
      if scalar.style != .plain && scalar.style != .any { return "string" }
      if ["", "~", "null"].contains(scalar.string) { return "null" }
      if ["true", "false"].contains(scalar.string) { return "boolean" }
      if scalar.string.wholeMatch(of: /[-+]?[0-9]+/) != nil { return "integer" }
      return scalar.string.wholeMatch(of: /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/) != nil ? "number" : "string"
    }
  }

  static func faults(_ node: Node, _ schema: [String: Any], at place: String) -> [String] {
    var found = schema.keys.filter { !known.contains($0) }.map { "\(place): the schema says \($0)" }
    let type = type(of: node), text = node.scalar?.string ?? ""
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] }
    if let types, !types.contains(type), !(type == "integer" && types.contains("number")) {
      return found + ["\(place): a \(type == "array" ? "list" : type)"]
    }
    if let words = schema["enum"] as? [Any], !words.contains(where: { said($0, text, type) }) {
      found.append("\(place): not one of the words")
    }
    if let only = schema["const"], !said(only, text, type) { found.append("\(place): not \(only)") }
    if type == "string", let pattern = schema["pattern"] as? String, text.range(of: pattern, options: .regularExpression) == nil {
      found.append("\(place): not of the form")
    }
    if let number = Double(text), type == "integer" || type == "number" {
      if let least = schema["minimum"] as? Double, number < least { found.append("\(place): below \(least)") }
      if let most = schema["maximum"] as? Double, number > most { found.append("\(place): above \(most)") }
    }
    guard case .mapping(let map) = node else { return found }
    let properties = schema["properties"] as? [String: Any] ?? [:]
    for (key, value) in map {
      let name = key.string ?? "", inside = place.isEmpty ? name : "\(place).\(name)"
      if let own = properties[name] as? [String: Any] {
        found += faults(value, own, at: inside)
      } else if let any = schema["additionalProperties"] as? [String: Any] {
        found += faults(value, any, at: inside)
      } else if schema["additionalProperties"] as? Bool == false {
        found.append("\(inside): unknown")
      }
    }
    for key in schema["required"] as? [String] ?? [] where map[Node(key)] == nil { found.append("\(place): lacks \(key)") }
    if let condition = schema["if"] as? [String: Any], !faults(node, condition, at: place).isEmpty,
      let other = schema["else"] as? [String: Any]
    {
      found += faults(node, other, at: place)
    }
    return found
  }

  /// Whether a plain value is the word that a schema has in a list or as its only one.
  static func said(_ word: Any, _ text: String, _ type: String) -> Bool {
    switch word {
    case is NSNull: type == "null"
    case let word as String: type == "string" && word == text
    case let word as NSNumber: type == "boolean" ? (text == "true") == word.boolValue : Double(text) == word.doubleValue
    default: false
    }
  }
}
