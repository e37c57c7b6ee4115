internal import Groundwork

/// Reads `report:`.
struct ReportReader {
  let reading: Reading
  let root: Field

  func read() -> ReportTerms {
    let field = root["report"]
    var terms = ReportTerms()
    terms.preparedFor = field["prepared-for"].text()
    terms.preparedBy = field["prepared-by"].text()
    terms.decidedBy = field["decided-by"].text()
    terms.date = date(field["date"])
    terms.decideBy = date(field["decide-by"])
    if let date = terms.date, let due = terms.decideBy, due < date {
      reading.error(
        "bad-date", "the decision was due on \(due), before the report's own date, \(date)", "let `decide-by` follow `date`",
        at: field["decide-by"].place)
    }
    terms.logo = logo(field["logo"])
    return terms
  }

  private func date(_ field: Field) -> CivilDate? { field.branch.flatMap { $0.text.flatMap { reading.date($0, at: field.place) } } }

  private func logo(_ field: Field) -> ReportTerms.Logo? {
    guard let name = field.text() else { return nil }
    switch reading.files.contents(of: reading.files.path(name, namedAt: field.place), namedAt: field.place) {
    case .failure(let errors):
      reading.add(errors)
      return nil
    case .success(let bytes):
      if bytes.count > 4 << 20 {
        reading.error("too-large", "the logo '\(name)' is larger than 4 MiB", "export it smaller: 720 pixels are enough", at: field.place)
        return nil
      }
      guard let logo = ReportTerms.Logo(png: bytes, place: field.place) else {
        reading.error(
          "bad-picture", "'\(name)' is not a PNG picture", "export the logo as PNG, transparent or on dark blue", at: field.place)
        return nil
      }
      return logo
    }
  }
}
