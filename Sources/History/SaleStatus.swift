internal import Groundwork

/// Which rows belong to orders that were called off, by the columns of a cancellation and of the order's or payment's state.
///
/// Some shops write what concerns the whole order on its first row only: a row that says nothing follows its order.
struct SaleStatus {
  private enum Word { case silent, calledOff, other }

  /// What each text met says, by its hash.
  private var cancellations: [UInt64: Word] = [:]
  private var states: [UInt64: Word] = [:]
  /// Orders called off: number and day.
  private var calledOff: Set<UInt64> = []

  /// The column for which the current row is no sale; nil where it may be one.
  ///
  /// - Parameter order: number and day of the row's order, as one hash.
  mutating func column(_ file: CSVReader, cancelled: Int?, status: Int?, order: UInt64) -> Int? {
    if let cancelled, Self.word(file, cancelled, &cancellations, Self.cancellation) == .calledOff {
      calledOff.insert(order)
      return cancelled
    }
    var isSilent = true
    if let status {
      let word = Self.word(file, status, &states, Self.state)
      if word == .calledOff {
        calledOff.insert(order)
        return status
      }
      isSilent = word == .silent
    }
    return isSilent && calledOff.contains(order) ? cancelled ?? status : nil
  }

  private static func word(_ file: CSVReader, _ column: Int, _ known: inout [UInt64: Word], _ read: (String) -> Word) -> Word {
    let hash = file.hash(column)
    if let word = known[hash] { return word }
    let word = read(String(file.text(column).lowercased().filter { $0.isLetter || $0.isNumber }))
    // Moments of cancellations are as many as there are cancellations: not worth keeping without end.
    if known.count < 10_000 { known[hash] = word }
    return word
  }

  /// Anything is a cancellation but the ways to write that there is none.
  private static func cancellation(_ text: String) -> Word {
    let isNone = text.allSatisfy { $0 == "0" } || ["false", "no", "n", "nein", "non", "none", "null", "nan", "nat", "na"].contains(text)
    return isNone ? .silent : .calledOff
  }

  private static func state(_ text: String) -> Word {
    if text.isEmpty { return .silent }
    let bare = text.hasPrefix("wc") ? String(text.dropFirst(2)) : text
    return ends.contains(bare) ? .calledOff : .other
  }

  /// Partly refunded orders are sales.
  private static let ends: Set<String> = [
    "refunded", "fullyrefunded", "voided", "void", "cancelled", "canceled", "failed", "declined", "expired", "storniert", "erstattet",
    "rückerstattet", "abgebrochen", "annulé", "annulée", "remboursé", "remboursée",
  ]
}
