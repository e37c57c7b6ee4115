internal import Groundwork

extension AnswerFamily {
  /// The services of several classes: `service_pmf` for all, or words (`service` or `services`, one for all or a list), or the first two
  /// moments alone, exponential where only the means stand.
  static func services(_ inputs: RowInputs, count: Int) throws -> [TimeLaw] {
    if inputs.has("service_pmf") { return [TimeLaw](repeating: try points(inputs, "service_pmf"), count: count) }
    let named = ["service", "services"].first(where: inputs.has)
    let hasMeans = inputs.has("service_means") || inputs.has("service_mean")
    let means: [Double?] =
      hasMeans
      ? try inputs.series(inputs.has("service_means") ? "service_means" : "service_mean", count: count)
      : [Double?](repeating: nil, count: count)
    let scvs = inputs.has("service_scv") ? try inputs.series("service_scv", count: count) : nil
    guard let named else {
      return try (0..<count).map { i in
        guard let mean = means[i] else {
          throw inputs.refusal("service_means", "is missing", remedy: "give the mean service of each class")
        }
        return timeLaw(mean: mean, scv: scvs?[i] ?? 1)
      }
    }
    var words: [String]
    if case .array(let list)? = inputs.json[named]?.value {
      words = try list.map { one in
        guard case .string(let word) = one.value else {
          throw inputs.refusal(named, "holds \(one.describedKind)", remedy: "write words only")
        }
        return word
      }
    } else {
      words = [try inputs.text(named)]
    }
    if words.count == 1 { words = [String](repeating: words[0], count: count) }
    if words.count != count {
      throw inputs.refusal(named, "names \(words.count) laws for \(count) classes", remedy: "give one, or one a class")
    }
    return try (0..<count).map { try word(words[$0], inputs, named, mean: means[$0], scv: scvs?[$0]) }
  }
}
