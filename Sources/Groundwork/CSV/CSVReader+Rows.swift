#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension CSVReader {
  private enum Parse {
    case row(nextLine: Int)
    /// The buffer ends inside the row.
    case needsMore
    case bad(code: String, message: String, remedy: String, at: Int)
  }

  /// Finds the next row whose number of fields is `expected` (any, for the header).
  func advance(expecting expected: Int?) throws(InputErrors) -> Bool {
    while true {
      rowStart = cursor
      line = lineOfCursor
      guard let feed = try endOfLine() else { return false }
      let content = feed > rowStart && newline == lineFeed && buffer[feed - 1] == carriageReturn ? feed - 1 : feed
      if isBlankLine(rowStart, content) {
        step(past: feed)
        blankLineCount += 1
        continue
      }
      fields.removeAll(keepingCapacity: true)
      scratchUsed = 0
      var result: Parse
      if memchr(buffer + rowStart, Int32(quote), content - rowStart) == nil {
        splitPlain(rowStart, content)
        cursor = min(feed + 1, end)
        lineOfCursor += 1
        result = .row(nextLine: lineOfCursor)
      } else {
        result = splitQuoted()
        while case .needsMore = result {
          // The row may move to the front of the buffer.
          if try !refill() {
            let origin = fields.last.map { $0.origin } ?? rowStart
            result = .bad(
              code: "csv-quote",
              message: atEnd ? "a quote opens here and is never closed" : "a quoted field is longer than a row may be (1 MiB)",
              remedy: "close the quote, or double quotes that belong to the text", at: origin)
            break
          }
          fields.removeAll(keepingCapacity: true)
          scratchUsed = 0
          result = splitQuoted()
        }
      }
      switch result {
      case .row(let nextLine):
        if let expected, fields.count != expected {
          let found = fields.count
          let place = location(min(found, expected) - 1)
          let several = nextLine - line > 1
          report(
            "csv-fields", "the row has \(found) field\(found == 1 ? "" : "s"), the header \(expected)",
            remedy: "quote fields that contain the delimiter or a line end", at: place)
          // A row over several lines with the wrong count is most likely a stray quote: take up again after its first line.
          if several { try skipFirstLine() } else { lineOfCursor = nextLine }
          continue
        }
        lineOfCursor = nextLine
        rowCount += 1
        return true
      case .needsMore: continue
      case .bad(let code, let message, let remedy, let origin):
        report(code, message, remedy: remedy, at: place(ofByte: origin))
        try skipFirstLine()
      }
    }
  }

  private func skipFirstLine() throws(InputErrors) {
    lineOfCursor = line
    cursor = rowStart
    if let feed = try endOfLine() { step(past: feed) }
  }

  private func step(past feed: Int) {
    cursor = min(feed + 1, end)
    lineOfCursor += 1
  }

  private func isBlankLine(_ low: Int, _ high: Int) -> Bool {
    for i in low..<max(low, high) where buffer[i] != space && buffer[i] != tab { return false }
    return true
  }

  /// Index of the line end of the row at `rowStart`, or of the end of the file; nil when nothing is left. May move the row to the
  /// buffer's front.
  ///
  /// - Throws: `csv-row-length` for a line longer than a row may be: such a file is not a table, and there is no place to take it up again.
  private func endOfLine() throws(InputErrors) -> Int? {
    while true {
      if let found = memchr(buffer + rowStart, Int32(newline), end - rowStart) {
        return found.assumingMemoryBound(to: UInt8.self) - UnsafeMutablePointer(buffer)
      }
      if try !refill() {
        if atEnd { return rowStart < end ? end : nil }
        throw InputErrors(
          Diagnostic(
            .error, code: "csv-row-length", "the line is longer than a row may be (1 MiB)", remedy: "give a CSV file with one row a line",
            at: SourceLocation(file: file, line: lineOfCursor, column: 1)))
      }
    }
  }

  /// Moves the current row to the front and reads on.
  ///
  /// - Returns: whether anything changed (more bytes, or the news that there are none); false when the row is as long as a row may be.
  private func refill() throws(InputErrors) -> Bool {
    if atEnd { return false }
    let held = end - rowStart
    if rowStart > 0 {
      memmove(buffer, buffer + rowStart, held)
      cursor -= rowStart
      rowStart = 0
      end = held
    }
    if end == capacity {
      if capacity >= Self.rowLimit { return false }
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
      larger.update(from: buffer, count: end)
      buffer.deallocate()
      scratch.deallocate()
      buffer = larger
      capacity *= 2
      scratch = .allocate(capacity: capacity)
    }
    let got = try source.read(into: buffer + end, count: capacity - end)
    end += got
    if got == 0 { atEnd = true }
    return true
  }

  private func splitPlain(_ low: Int, _ high: Int) {
    var start = low
    if let delimiter = dialect.delimiter {
      while let found = memchr(buffer + start, Int32(delimiter), high - start) {
        let stop = found.assumingMemoryBound(to: UInt8.self) - buffer
        appendPlain(start, stop)
        start = stop + 1
      }
    }
    appendPlain(start, high)
  }

  private func appendPlain(_ start: Int, _ stop: Int) {
    var low = start
    var high = stop
    while low < high, buffer[low] == space || buffer[low] == tab { low += 1 }
    while low < high, buffer[high - 1] == space || buffer[high - 1] == tab { high -= 1 }
    fields.append(Field(start: low, length: high - low, origin: start, inScratch: false))
  }

  /// Fields of a row that holds a quote somewhere; it may span lines.
  private func splitQuoted() -> Parse {
    var index = rowStart
    var lines = 1
    while true {
      let origin = index
      while index < end, buffer[index] == space || (buffer[index] == tab && dialect.delimiter != tab) { index += 1 }
      if index < end, buffer[index] == quote {
        let opened = index
        let copied = scratchUsed
        index += 1
        var start = index
        var doubled = false
        while true {
          guard index < end, let found = memchr(buffer + index, Int32(quote), end - index) else {
            fields.append(Field(start: opened, length: 0, origin: opened, inScratch: false))
            return .needsMore
          }
          let close = found.assumingMemoryBound(to: UInt8.self) - buffer
          lines += feeds(start: index, stop: close)
          if close + 1 == end, !atEnd {
            fields.append(Field(start: opened, length: 0, origin: opened, inScratch: false))
            return .needsMore
          }
          if close + 1 < end, buffer[close + 1] == quote {
            copy(start, close + 1)
            doubled = true
            index = close + 2
            start = index
            continue
          }
          if doubled {
            copy(start, close)
            fields.append(Field(start: copied, length: scratchUsed - copied, origin: origin, inScratch: true))
          } else {
            fields.append(Field(start: start, length: close - start, origin: origin, inScratch: false))
          }
          index = close + 1
          break
        }
        while index < end, buffer[index] == space || (buffer[index] == tab && dialect.delimiter != tab) { index += 1 }
        if newline == lineFeed, index + 1 < end, buffer[index] == carriageReturn, buffer[index + 1] == lineFeed { index += 1 }
        if index < end, buffer[index] != dialect.delimiter, buffer[index] != newline {
          return .bad(
            code: "csv-quote", message: "text follows a closing quote", remedy: "double quotes that belong to the text", at: index)
        }
      } else {
        while index < end, buffer[index] != dialect.delimiter, buffer[index] != newline { index += 1 }
        if index == end, !atEnd { return .needsMore }
        let stop =
          index > origin && index < end && buffer[index] == newline && newline == lineFeed && buffer[index - 1] == carriageReturn
          ? index - 1 : index
        appendPlain(origin, stop)
      }
      if index >= end {
        if !atEnd { return .needsMore }
        cursor = end
        return .row(nextLine: lineOfCursor + lines)
      }
      if buffer[index] == newline {
        cursor = index + 1
        return .row(nextLine: lineOfCursor + lines)
      }
      index += 1
    }
  }

  private func copy(_ low: Int, _ high: Int) {
    (scratch + scratchUsed).update(from: buffer + low, count: high - low)
    scratchUsed += high - low
  }

  private func feeds(start: Int, stop: Int) -> Int {
    var count = 0
    for i in start..<stop where buffer[i] == newline { count += 1 }
    return count
  }
}
