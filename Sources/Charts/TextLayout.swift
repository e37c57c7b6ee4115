/// Breaking and shortening text to a width.
enum TextLayout {
  /// Lines of `text` no wider than `limit`, balanced: as few lines as will do, then the narrowest that keep that number, then the evenest.
  /// A word wider than the limit is broken between characters.
  static func balanced(_ text: String, limit: Double, width: (String) -> Double) -> [String] {
    let words = words(text, limit: limit, width: width)
    guard words.count > 1 else { return words }
    let widths = words.map(width)
    let space = max(0, width("n n") - 2 * width("n"))
    let count = greedyCount(widths, space, limit)
    guard count > 1 else { return [words.joined(separator: " ")] }
    // The narrowest width that keeps the count: bisection to a tenth of a point, then the evenest break within it.
    var (narrow, wide) = (widths.max() ?? 0, limit)
    while wide - narrow > 0.1 {
      let middle = (narrow + wide) / 2
      if greedyCount(widths, space, middle) <= count { wide = middle } else { narrow = middle }
    }
    let breaks = evenest(widths, space, limit: wide, count: count)
    return zip(breaks, breaks.dropFirst()).map { words[$0..<$1].joined(separator: " ") }
  }

  /// At most `maximum` balanced lines; what is left over ends in an ellipsis.
  static func balanced(_ text: String, limit: Double, maximum: Int, width: (String) -> Double) -> [String] {
    let lines = balanced(text, limit: limit, width: width)
    guard lines.count > maximum, maximum > 0 else { return maximum > 0 ? lines : [] }
    // Balanced lines are narrow; fill greedily before cutting.
    var filled: [String] = []
    var current = ""
    for word in words(text, limit: limit, width: width) {
      let longer = current.isEmpty ? word : current + " " + word
      if filled.count == maximum - 1 || width(longer) <= limit {
        current = longer
      } else {
        filled.append(current)
        current = word
      }
    }
    filled.append(shortened(current, limit: limit, width: width))
    return filled
  }

  /// `text`, or as much of it as fits before an ellipsis; cut at a space when one is near.
  static func shortened(_ text: String, limit: Double, width: (String) -> Double) -> String {
    guard width(text) > limit else { return text }
    let characters = Array(text)
    var (fits, tooLong) = (0, characters.count)
    while tooLong - fits > 1 {
      let middle = (fits + tooLong) / 2
      if width(String(characters[..<middle]) + "…") <= limit { fits = middle } else { tooLong = middle }
    }
    var cut = fits
    if let space = characters[..<cut].lastIndex(of: " "), cut - space <= max(3, cut / 4), space > 0 { cut = space }
    while cut > 0, " ,;:–—-.".contains(characters[cut - 1]) { cut -= 1 }
    return cut == 0 ? (width("…") <= limit ? "…" : "") : String(characters[..<cut]) + "…"
  }

  private static func words(_ text: String, limit: Double, width: (String) -> Double) -> [String] {
    var result: [String] = []
    for word in text.split(whereSeparator: { $0 == " " || $0.isNewline }).map(String.init) {
      if width(word) <= limit {
        result.append(word)
        continue
      }
      var piece = ""
      for character in word {
        if !piece.isEmpty, width(piece + String(character)) > limit {
          result.append(piece)
          piece = ""
        }
        piece.append(character)
      }
      if !piece.isEmpty { result.append(piece) }
    }
    return result
  }

  private static func greedyCount(_ widths: [Double], _ space: Double, _ limit: Double) -> Int {
    var (lines, used) = (1, -space)
    for width in widths {
      if used + space + width > limit, used > 0 {
        lines += 1
        used = width
      } else {
        used += space + width
      }
    }
    return lines
  }

  /// Break positions (first 0, last `widths.count`) with the least sum of squared slack.
  private static func evenest(_ widths: [Double], _ space: Double, limit: Double, count: Int) -> [Int] {
    let n = widths.count
    var cost = [[Double]](repeating: [Double](repeating: .infinity, count: n + 1), count: count + 1)
    var from = [[Int]](repeating: [Int](repeating: 0, count: n + 1), count: count + 1)
    cost[0][0] = 0
    for line in 1...count {
      for end in line...n {
        var used = -space
        var start = end
        while start >= line {
          used += space + widths[start - 1]
          if used > limit + 0.2, start < end { break }
          start -= 1
          let slack = max(0, limit - used)
          let total = cost[line - 1][start] + slack * slack
          if total < cost[line][end] {
            cost[line][end] = total
            from[line][end] = start
          }
        }
      }
    }
    var breaks = [n]
    for line in stride(from: count, through: 1, by: -1) { breaks.append(from[line][breaks[breaks.count - 1]]) }
    return breaks.reversed()
  }
}

/// Labels in one column: as near to their targets as their heights allow.
public enum LabelStack {
  public struct Label: Sendable, Hashable {
    /// Where the label would like its centre.
    public var target: Double
    public var height: Double
    public init(target: Double, height: Double) {
      self.target = target
      self.height = height
    }
  }

  /// Centres that minimise Σ(yᵢ − tᵢ)² subject to order and to no overlap, kept within `bounds` (pool-adjacent-violators; exact).
  ///
  /// - Parameters:
  ///   - labels: in any order; equal targets keep theirs.
  ///   - bounds: the column's top and bottom. Heights that together exceed it are the caller's mistake: labels then run over the bottom.
  /// - Returns: one centre per label, in the order given.
  /// - Complexity: O(n log n).
  public static func place(_ labels: [Label], in bounds: ClosedRange<Double>) -> [Double] {
    let order = labels.indices.sorted { (labels[$0].target, $0) < (labels[$1].target, $1) }
    // Subtracting the heights above turns "no overlap" into "non-decreasing", which isotonic regression solves.
    var offsets: [Double] = []
    var offset = 0.0
    var previous = 0.0
    for index in order {
      offset += offsets.isEmpty ? 0 : (previous + labels[index].height) / 2
      offsets.append(offset)
      previous = labels[index].height
    }
    var blocks: [(sum: Double, count: Int)] = []
    for (place, index) in order.enumerated() {
      blocks.append((labels[index].target - offsets[place], 1))
      while blocks.count > 1 {
        let (a, b) = (blocks[blocks.count - 2], blocks[blocks.count - 1])
        guard a.sum / Double(a.count) > b.sum / Double(b.count) else { break }
        blocks.removeLast(2)
        blocks.append((a.sum + b.sum, a.count + b.count))
      }
    }
    guard let first = order.first, let last = order.last else { return [] }
    let lowest = bounds.lowerBound + labels[first].height / 2
    let highest = bounds.upperBound - labels[last].height / 2 - offset
    var centres = [Double](repeating: 0, count: labels.count)
    var place = 0
    for block in blocks {
      // Clamping an isotonic solution to a range is the solution of the bounded problem.
      let level = max(lowest, min(highest, block.sum / Double(block.count)))
      for _ in 0..<block.count {
        centres[order[place]] = level + offsets[place]
        place += 1
      }
    }
    return centres
  }
}
