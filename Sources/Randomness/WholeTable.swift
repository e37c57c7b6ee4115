/// A stepped law on whole units once more, packed for draws in great number: threshold and value lie side by side, and the view is 32
/// bytes.
///
/// `draw` gives what `Sampler.drawInteger` gives.
public final class WholeTable: Sendable {
  public let view: WholeView

  /// Nil where the law is not a table of steps.
  public init?(_ sampler: Sampler) {
    guard let table = sampler.view.units ?? (sampler.view.kind == .table && sampler.view.table.isStepped ? sampler.view.table : nil) else {
      return nil
    }
    view = WholeView(table)
  }

  deinit { view.deallocate() }
}

/// The memory of a `WholeTable`, read without asking who owns it.
@frozen public struct WholeView: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline let steps: UnsafeMutablePointer<(threshold: UInt64, whole: Int64)>
  @usableFromInline let guide: UnsafeMutablePointer<UInt32>
  @usableFromInline let downshift: UInt64
  @usableFromInline let last: Int

  init(_ table: GuideView) {
    last = table.last
    downshift = table.downshift
    steps = .allocate(capacity: last + 1 + Self.strides)
    for i in 0...last {
      (steps + i).initialize(to: (table.thresholds[i], table.wholes.map { $0[i] } ?? max(0, table.firstWhole &+ Int64(i))))
    }
    // Whoever strides over the end finds the last value there too.
    for i in 1...Self.strides { (steps + last + i).initialize(to: steps[last]) }
    let stretches = 1 << Int(64 - downshift)
    guide = .allocate(capacity: stretches)
    guide.initialize(from: table.guide, count: stretches)
  }

  func deallocate() {
    steps.deallocate()
    guide.deallocate()
  }

  @inlinable @inline(__always)
  public func draw(_ bits: UInt64) -> Int64 {
    // `&>>` would take a shift by 64 for none.
    var i = Int(guide[Int(bits >> downshift)])
    // The first few comparisons are counted and not branched on: which of a stretch's values is meant no processor guesses well.
    for _ in 0..<Self.strides { i &+= steps[i].threshold <= bits ? 1 : 0 }
    while i < last && steps[i].threshold <= bits { i &+= 1 }
    return steps[i].whole
  }

  @inlinable static var strides: Int { 2 }
}
