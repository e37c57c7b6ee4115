/// The shortest round through the picks of one block, by the dynamic program of Ratliff & Rosenthal, "Order-picking in a rectangular
/// warehouse: a
/// solvable case of the traveling salesman problem", Operations Research 31(3), 1983.
///
/// A round is a connected set of stretches, each walked once or twice, in which every point is left as often as it is entered.
/// Building it aisle by aisle from the
/// left, all that matters of the part built is how its front and back corner stand: untouched, even or odd, and whether both hang
/// together. The depot is a
/// stop at the front of its aisle, or of a column of its own without an aisle when it lies between two.
enum ExactRound {
  /// Best length for each way the part built so far can end; `.infinity` where it cannot.
  private struct States {
    var nothing = Double.infinity
    /// Back and front corner left an odd number of times; one part.
    var odd = Double.infinity
    /// Only the back, or only the front corner is touched, evenly; one part.
    var back = Double.infinity
    var front = Double.infinity
    /// Both touched evenly: in one part, or in two.
    var one = Double.infinity
    var two = Double.infinity
  }

  /// Metres of the shortest round from the depot through `sections`. Cost: linear in aisles, without memory from the heap.
  static func metres(_ block: some AisleGeometry, _ sections: some SectionSet) -> Double {
    let first = block.position(sections.first), last = block.position(sections.last)
    let end = max(last, block.depot)
    var x = min(first, block.depot), aisle = block.firstAisle(notBefore: x)
    var states = States()
    states.nothing = 0
    while true {
      let isAisle = aisle < block.aisleCount && block.position(aisle) == x
      if isAisle {
        var need = AisleBlock.Need()
        // The depot's own aisle may lie beyond those with picks.
        let picks = block.need(aisle, bits: sections.bits(aisle))
        if x == block.depot {
          need = AisleBlock.Need(isEmpty: false, low: 0, high: picks.high, gap: picks.isEmpty ? 0 : max(picks.low, picks.gap))
        } else {
          need = picks
        }
        states = pass(states, need, block.length)
        aisle += 1
      } else {
        states = touchFront(states)
      }
      if x >= end { break }
      // The next aisle, or the depot when that lies before it.
      var next = aisle < block.aisleCount ? block.position(aisle) : .infinity
      if block.depot > x, block.depot < next { next = block.depot }
      states = cross(states, (next - x) * block.width)
      x = next
    }
    return min(states.back, states.front, states.one)
  }

  /// The ways to serve one aisle: through, through twice, from the back, from the front, from both up to the widest gap, not at all.
  private static func pass(_ s: States, _ need: AisleBlock.Need, _ length: Double) -> States {
    let once = length, twice = 2 * length
    let fromBack = need.isEmpty ? Double.infinity : 2 * (length - need.low)
    let fromFront = need.isEmpty ? Double.infinity : 2 * need.high
    let both = need.isEmpty || need.low == need.high ? Double.infinity : 2 * (length - need.gap)
    let none = need.isEmpty ? 0 : Double.infinity
    let inside = min(fromBack, fromFront, both, none)
    var t = States()
    t.nothing = s.nothing + none
    t.odd = min(s.nothing, s.back, s.front, min(s.one, s.two)) + once
    t.odd = min(t.odd, s.odd + min(inside, twice))
    t.back = min(s.nothing + fromBack, s.back + min(fromBack, none))
    t.front = min(s.nothing + fromFront, s.front + min(fromFront, none))
    t.one = min(min(s.nothing, s.back, s.front, s.two) + twice, s.odd + once, s.one + min(inside, twice))
    t.two = min(s.nothing + both, s.back + min(fromFront, both), s.front + min(fromBack, both), s.two + inside)
    return t
  }

  /// A column that is the depot only: its front corner belongs to the round.
  private static func touchFront(_ s: States) -> States {
    var t = s
    t.nothing = .infinity
    t.front = min(s.front, s.nothing)
    t.two = min(s.two, s.back)
    t.back = .infinity
    return t
  }

  /// The ways across to the next column: front and back once each, or one of them twice, or both twice.
  private static func cross(_ s: States, _ width: Double) -> States {
    var t = States()
    t.odd = s.odd + 2 * width
    t.back = min(s.back, s.one) + 2 * width
    t.front = min(s.front, s.one) + 2 * width
    t.one = s.one + 4 * width
    t.two = s.two + 4 * width
    return t
  }
}
