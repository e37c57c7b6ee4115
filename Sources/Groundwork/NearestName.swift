/// How far two words are apart: the least number of insertions, deletions, replacements and swaps of neighbours that turn one into
/// the other.
///
/// The restricted Damerau–Levenshtein distance (optimal string alignment): F. J. Damerau, "A technique for computer detection and
/// correction of spelling errors", *Communications of the ACM* 7(3), 1964.
///
/// - Complexity: O(|a|·|b|).
public func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.lowercased().unicodeScalars)
  let b = Array(b.lowercased().unicodeScalars)
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in 1...a.count {
    row[0] = i
    for j in 1...b.count {
      let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
      var best = min(replaced, last[j] + 1, row[j - 1] + 1)
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, beforeLast[j - 2] + 1) }
      row[j] = best
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}

/// The known name a writer most likely meant: the nearest by `editDistance`, if it is near enough to be worth printing.
///
/// Near enough is a third of the word's length, at least 1 edit; hyphens, underscores and spaces count as the same letter. Ties go to
/// the name that stands first.
public func nearestName(to word: String, among names: some Sequence<String>) -> String? {
  func plain(_ text: String) -> String { String(text.lowercased().map { $0 == "_" || $0 == " " ? "-" : $0 }) }
  let goal = plain(word)
  let limit = max(1, (goal.count + 1) / 3)
  var best: (name: String, distance: Int)?
  for name in names where abs(name.count - goal.count) <= limit {
    let distance = editDistance(goal, plain(name))
    // A word replaced letter by letter is another word.
    if distance <= limit, distance < max(1, goal.count), distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}
