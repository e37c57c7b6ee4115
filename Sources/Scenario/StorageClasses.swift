/// The classes that items name, as storage by class goes by them: in the order of their words, and last the items without one.
struct StorageClasses {
  let words: [String]
  /// Items of each class.
  let counts: [Int]

  /// - Parameter words: one per item, empty where an item names none.
  /// - Returns: nil where no item names any.
  init?(_ words: [String]) {
    let named = Set(words.filter { !$0.isEmpty }).sorted()
    if named.isEmpty { return nil }
    self.words = named + (words.contains("") ? [""] : [])
    counts = self.words.map { word in words.count { $0 == word } }
  }

  /// Ranks after the last of each class but the last one.
  var ends: [Int] {
    var ends: [Int] = []
    for count in counts.dropLast() { ends.append((ends.last ?? 0) + count) }
    return ends
  }
}
