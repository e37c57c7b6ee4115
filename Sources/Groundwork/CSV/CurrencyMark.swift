/// The currencies that stand beside the numbers of a file: signs, ISO codes, and words such as `kr` and `zł`.
public enum CurrencyMark {
  /// Whether a text of a few letters names a currency.
  public static func isMark(_ text: some StringProtocol) -> Bool {
    let scalars = text.unicodeScalars
    if scalars.count == 1, scalars.first?.properties.generalCategory == .currencySymbol { return true }
    return isCode(text) || words.contains { $0.word == text }
  }

  /// Whether a text is the code of a currency in use, in capitals.
  public static func isCode(_ text: some StringProtocol) -> Bool { text.utf8.count == 3 && codes.contains(String(text)) }

  /// The currency that a mark means, `€` is EUR; nil for what several countries share without one that is meant oftenest (`kr`). A bare `$`
  /// is taken as the dollar of the United States, `¥` as the yen.
  public static func code(of mark: String) -> String? {
    if isCode(mark) { return mark }
    return signs.first { $0.sign == mark }?.code ?? words.first { $0.word == mark }?.code
  }

  /// The number of a field such as `1.249,00 €` or `-£3.50`, without its sign; nil where the field is not a number beside one currency.
  static func number(in field: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>? {
    func isNumeric(_ byte: UInt8) -> Bool { byte >= zero && byte <= nine || byte == point || byte == comma }
    let start = field.first == minus || field.first == plus ? 1 : 0
    guard let low = field.indices.dropFirst(start).first(where: { isNumeric(field[$0]) }),
      let high = field.indices.last(where: { isNumeric(field[$0]) }), (low == start) != (high == field.count - 1)
    else { return nil }
    // A sign may stand between the currency and the number.
    let end = low > start && (field[low - 1] == minus || field[low - 1] == plus) ? low - 1 : low
    let beside = low == start ? field[(high + 1)...] : field[start..<end]
    // The longest marks are three letters or one of three bytes, with a no-break space of up to three.
    guard beside.count <= 7, isMark(text(of: UnsafeBufferPointer(rebasing: beside)).trimmed) else { return nil }
    return UnsafeBufferPointer(rebasing: field[low...high])
  }

  private static func text(of bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self) ?? LegacyText.decode(bytes)
  }

  private static let signs: [(sign: String, code: String)] = [
    ("€", "EUR"), ("£", "GBP"), ("$", "USD"), ("¥", "JPY"), ("₹", "INR"), ("₺", "TRY"), ("₽", "RUB"), ("₴", "UAH"), ("₪", "ILS"),
    ("₩", "KRW"), ("฿", "THB"), ("₫", "VND"), ("₱", "PHP"), ("₦", "NGN"),
  ]

  private static let words: [(word: String, code: String?)] = [
    ("kr", nil), ("zł", "PLN"), ("Kč", "CZK"), ("Ft", "HUF"), ("lei", "RON"), ("Fr", "CHF"), ("SFr", "CHF"), ("лв", "BGN"), ("R$", "BRL"),
    ("US$", "USD"), ("C$", "CAD"), ("A$", "AUD"), ("NZ$", "NZD"), ("HK$", "HKD"), ("S$", "SGD"),
  ]

  /// ISO 4217, the currencies that shops sell in.
  private static let codes: Set<String> = [
    "AED", "ARS", "AUD", "BDT", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CRC", "CZK", "DKK", "DZD", "EGP", "EUR", "GBP",
    "GEL", "GHS", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JOD", "JPY", "KES", "KRW", "KWD", "KZT", "LKR", "MAD", "MXN", "MYR", "NGN",
    "NOK", "NZD", "OMR", "PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TND", "TRY", "TWD", "UAH",
    "USD", "UYU", "VND", "XAF", "XOF", "ZAR",
  ]
}
