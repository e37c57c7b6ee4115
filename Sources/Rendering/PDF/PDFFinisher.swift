internal import Groundwork

/// Adds to a PDF what Cairo leaves out: text alternatives on figures, the document's language, the wish to show its title in the
/// window bar, XMP metadata and a file identifier.
///
/// The additions are an incremental update (ISO 32000-1, §7.5.6): the bytes Cairo wrote stay as they are, and changed objects, a
/// cross-reference section for them and a trailer are appended.
struct PDFFinisher {
  var metadata: DocumentMetadata
  /// One text per figure, in the order in which the figures were begun; an empty text adds nothing.
  var alternatives: [String]

  private static let strange = RenderingError.drawing("Cairo wrote a PDF of a kind not known here", during: "finishing a PDF")

  func finish(_ original: [UInt8]) throws(RenderingError) -> [UInt8] {
    let file = try PDFFile(original)
    guard case .reference(let root)? = file.trailer["Root"], case .integer(let size)? = file.trailer["Size"] else { throw Self.strange }
    let catalogue = try file.object(root)

    var changed: [Int: [UInt8]] = [:]
    var additions = ""
    if catalogue["Lang"] == nil { additions += "   /Lang \(literal(metadata.language))\n" }
    if catalogue["ViewerPreferences"] == nil { additions += "   /ViewerPreferences << /DisplayDocTitle true >>\n" }
    let packetNumber = size
    if catalogue["Metadata"] == nil {
      additions += "   /Metadata \(packetNumber) 0 R\n"
      let packet = Array(XMPPacket(metadata: metadata).text.utf8)
      changed[packetNumber] =
        Array("\(packetNumber) 0 obj\n<< /Type /Metadata\n   /Subtype /XML\n   /Length \(packet.count)\n>>\nstream\n".utf8) + packet
        + Array("\nendstream\nendobj\n".utf8)
    }
    changed[root] = try file.text(of: root, adding: additions)

    if case .reference(let tree)? = catalogue["StructTreeRoot"] {
      let figures = try file.elements(named: "Figure", under: tree)
      guard figures.count == alternatives.count else {
        throw .drawing("\(alternatives.count) figures were drawn and \(figures.count) are in the structure tree", during: "finishing a PDF")
      }
      for (number, text) in zip(figures, alternatives) where !text.isEmpty {
        changed[number] = try file.text(of: number, adding: "   /Alt \(hexadecimal(text))\n")
      }
    }
    return update(original, file: file, changed: changed, root: root, size: max(size, packetNumber + 1))
  }

  private func update(_ original: [UInt8], file: PDFFile, changed: [Int: [UInt8]], root: Int, size: Int) -> [UInt8] {
    var out = original
    if out.last != 10 { out.append(10) }
    var offsets: [Int: Int] = [:]
    let numbers = changed.keys.sorted()
    for number in numbers {
      offsets[number] = out.count
      out += changed[number] ?? []
    }
    let start = out.count
    out += Array("xref\n".utf8)
    var index = 0
    while index < numbers.count {
      var end = index + 1
      while end < numbers.count, numbers[end] == numbers[end - 1] + 1 { end += 1 }
      out += Array("\(numbers[index]) \(end - index)\n".utf8)
      for number in numbers[index..<end] {
        let offset = String(offsets[number] ?? 0)
        out += Array((String(repeating: "0", count: max(0, 10 - offset.count)) + offset + " 00000 n \n").utf8)
      }
      index = end
    }
    var low = StableHash()
    for byte in out { low.combine(byte) }
    let identity = hex(low.value) + hex(StableHash.mix(low.value ^ UInt64(out.count)))
    var trailer = "trailer\n<< /Size \(size)\n   /Root \(root) 0 R\n"
    if case .reference(let information)? = file.trailer["Info"] { trailer += "   /Info \(information) 0 R\n" }
    trailer += "   /Prev \(file.crossReferences)\n   /ID [ <\(identity)> <\(identity)> ]\n>>\nstartxref\n\(start)\n%%EOF\n"
    return out + Array(trailer.utf8)
  }

  private func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A text string as UTF-16 with a byte-order mark, in hexadecimal.
  private func hexadecimal(_ text: String) -> String {
    var out = "<feff"
    for unit in text.utf16 {
      let digits = String(unit, radix: 16)
      out += String(repeating: "0", count: 4 - digits.count) + digits
    }
    return out + ">"
  }

  /// A language tag as a literal string; what is not a letter, digit or hyphen has no place in one.
  private func literal(_ text: String) -> String { "(" + text.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") } + ")" }
}

/// A PDF with a classic cross-reference table, as Cairo writes it when held to PDF 1.4.
struct PDFFile {
  let bytes: [UInt8]
  let crossReferences: Int
  let trailer: PDFValue
  private let offsets: [Int: Int]

  init(_ bytes: [UInt8]) throws(RenderingError) {
    let strange = RenderingError.drawing("the file has no cross-reference table", during: "reading a PDF")
    self.bytes = bytes
    let mark = Array("startxref".utf8)
    var at = bytes.count - mark.count
    while at >= 0, !bytes[at..<at + mark.count].elementsEqual(mark) { at -= 1 }
    guard at >= 0 else { throw strange }
    var reader = PDFReader(bytes, at: at + mark.count)
    guard let newest = reader.integer() else { throw strange }
    crossReferences = newest
    var found: [Int: Int] = [:]
    var first: PDFValue?
    var section: Int? = newest
    var seen: Set<Int> = []
    while let start = section, seen.insert(start).inserted {
      reader.position = start
      guard start >= 0, start < bytes.count, reader.skip("xref") else { throw strange }
      while !reader.skip("trailer") {
        guard let number = reader.integer(), let count = reader.integer(), count >= 0 else { throw strange }
        for index in 0..<count {
          guard let offset = reader.integer(), reader.integer() != nil else { throw strange }
          // A newer section speaks first.
          if reader.word() == Array("n".utf8), found[number + index] == nil { found[number + index] = offset }
        }
      }
      guard let dictionary = reader.value() else { throw strange }
      if first == nil { first = dictionary }
      if case .integer(let previous)? = dictionary["Prev"] { section = previous } else { section = nil }
    }
    guard let first else { throw strange }
    trailer = first
    offsets = found
  }

  var objectNumbers: [Int] { offsets.keys.sorted() }

  /// The value of an indirect object; of a stream, its dictionary.
  func object(_ number: Int) throws(RenderingError) -> PDFValue {
    let strange = RenderingError.drawing("object \(number) cannot be read", during: "reading a PDF")
    guard let offset = offsets[number], offset < bytes.count else { throw strange }
    var reader = PDFReader(bytes, at: offset)
    guard reader.integer() == number, reader.integer() != nil, reader.skip("obj"), let value = reader.value() else { throw strange }
    return value
  }

  /// The bytes of a dictionary object with more entries before its end.
  func text(of number: Int, adding entries: String) throws(RenderingError) -> [UInt8] {
    let strange = RenderingError.drawing("object \(number) cannot be added to", during: "finishing a PDF")
    guard let offset = offsets[number] else { throw strange }
    var reader = PDFReader(bytes, at: offset)
    guard reader.integer() == number, reader.integer() != nil, reader.skip("obj"), case .dictionary? = reader.value() else { throw strange }
    let end = reader.position
    guard reader.skip("endobj") else { throw strange }
    return Array(bytes[offset..<end - 2]) + Array(entries.utf8) + Array(">>\nendobj\n".utf8)
  }

  /// The numbers of all structure elements of one kind under a structure tree's root, in reading order.
  func elements(named kind: String, under root: Int) throws(RenderingError) -> [Int] {
    var found: [Int] = []
    // (No recursion: a report's tree is shallow, but its depth comes from a caller.)
    var waiting = [root]
    var visited: Set<Int> = []
    while let number = waiting.popLast() {
      guard visited.insert(number).inserted else { continue }
      let element = try object(number)
      if case .name(kind)? = element["S"] { found.append(number) }
      switch element["K"] {
      case .reference(let kid)?: waiting.append(kid)
      case .array(let kids)?:
        for case .reference(let kid) in kids.reversed() { waiting.append(kid) }
      default: break
      }
    }
    return found
  }
}
