internal import Groundwork

extension PublishedRow {
  /// Words that describe a row and change no number.
  private static let prose: Set<String> = [
    "sequence", "criterion", "policy", "order", "note", "notes", "demand_note", "comment", "description", "units", "currency", "name",
    "model",
    "objective", "convention", "conventions",
  ]

  /// What the row states and its kind does not look at: solving the rest would answer another problem.
  ///
  /// Prose is passed over; so is a cost or a lead time of nothing, which a kind without it has too.
  func refuseUnread() throws(InputErrors) {
    let foreign = inputs.unread.filter { member in
      if case .string = member.value.value, Self.prose.contains(member.name) { return false }
      if case .number(0) = member.value.value, ["cost", "costs", "lead_time", "sd"].contains(where: { member.name.hasSuffix($0) }) {
        return false
      }
      return true
    }
    if foreign.isEmpty { return }
    throw InputErrors(
      foreign.map { member in
        Diagnostic(
          .error, code: "bad-row", "'\(id)': '\(member.name)' is no input of '\(kind)' here, so the row would be solved without it",
          remedy: "remove it if the row does not depend on it, or give the row the kind that has it", at: member.value.place)
      })
  }
}

extension RowInputs {
  /// A word that the kind takes for granted: the row may say it, and may say no other.
  func assume(_ name: String, _ words: String...) throws(InputErrors) {
    if !has(name) { return }
    let word = try text(name)
    if !words.contains(word) {
      throw refusal(
        name, "is '\(word)', which this kind has no answer for", remedy: "write \(words.joined(separator: " or ")), or leave it out")
    }
  }
}
