import Kernel
import Randomness
import Testing

@testable import Simulation

@Suite struct `The book of orders` {
  /// Chains that are begun, lengthened and taken back at random, beside arrays of what they hold.
  @Test func `Chains of goods keep what was put there, and give their memory back`() {
    let key = DrawKey(seed: 3, phase: .main, replication: 0)
    var book = OrderBook(stockPoints: 1), chains: [(first: Int32, quantities: [Int64])] = [], made: Int64 = 0, mostBlocks = 0
    for step in 0..<20_000 {
      let bits = key.bits(source: 1, ordinal: UInt64(step)), place = Int(bits >> 32) % max(1, chains.count)
      switch bits & 3 {
      case 0 where chains.count < 60: chains.append((-1, []))
      case 3 where !chains.isEmpty:
        let chain = chains.remove(at: place)
        book.removeGoods(chain.first)
      default:
        if chains.isEmpty { continue }
        made += 1
        chains[place].first = book.makeGoods(stockPoint: 0, line: Int32(step), quantity: made, next: chains[place].first)
        chains[place].quantities.insert(made, at: 0)
      }
      mostBlocks = max(mostBlocks, chains.reduce(0) { $0 + ($1.quantities.count + 7) / 8 })
      if step % 50 == 0 { for chain in chains { #expect(Self.quantities(book, chain.first) == chain.quantities) } }
    }
    #expect(made > 5_000)
    #expect(book.goods.count == 8 * mostBlocks)
  }

  private static func quantities(_ book: borrowing OrderBook, _ first: Int32) -> [Int64] {
    var result: [Int64] = [], slot = first
    while slot >= 0 {
      result.append(book.goods[Int(slot)].quantity)
      slot = book.goods[Int(slot)].next
    }
    return result
  }
}
