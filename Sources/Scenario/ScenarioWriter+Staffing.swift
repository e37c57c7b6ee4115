extension ScenarioWriter {
  /// The text of a scenario that extends `original` and gives these pools their numbers of people.
  ///
  /// - Parameters:
  ///   - remark: a line of comment at the top: who found them and how.
  ///   - counts: pool and people, in the order they are written.
  public static func staffing(
    extending original: String, at path: String, name: String, remark: String, counts: [(pool: String, count: Int)]
  ) -> String {
    var text = self.text(extending: original, at: path, name: name, remark: remark, policies: [])
    text += "warehouse:\n  workers:\n"
    for (pool, count) in counts { text += "    \(Branch.plain(pool)): { count: \(count) }\n" }
    return text
  }
}
