extension KPIDictionary {
  /// The page of measures of the documentation, written from the declarations so that it cannot disagree with `explain`, tables and
  /// reports.
  public static var markdown: String {
    func escaped(_ text: String) -> String { text.replacing("|", with: "\\|") }
    var text = """
      # The measures, one by one

      Written from the program's own dictionary (`bullwhip explain KPI` prints the same).

      ## Overview

      All are measured after the warm-up. Names in capitals stand for those of the scenario: `STATION.utilisation` is `pack.utilisation`
      where a step is called pack.

      ## Measures of a scenario

      | measure | called | unit | range | what is worse | meaning | as a target |
      | --- | --- | --- | --- | --- | --- | --- |

      """
    for declaration in declarations {
      text += "| `\(declaration.id)` | \(declaration.title) | \(escaped(declaration.unit.rawValue)) | \(declaration.rangeInWords) | "
        + "\(declaration.worseInWords) | \(escaped(declaration.meaning)) | `\(escaped(declaration.example))` |\n"
    }
    text += "\n## Measures of a study\n\n| measure | called | unit | meaning |\n| --- | --- | --- | --- |\n"
    for measure in studyMeasures { text += "| `\(measure.id)` | \(measure.title) | \(measure.unit) | \(escaped(measure.meaning)) |\n" }
    return text
  }
}
