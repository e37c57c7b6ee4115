/// A sampler as plain data, for tables of samplers in a hot loop: copying it counts no references.
///
/// Valid as long as the sampler it came from; its owner keeps that.
public struct SamplerView: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline enum Kind: UInt8, BitwiseCopyable, Sendable { case constant, line, table, cells }

  @usableFromInline let kind: Kind
  /// A draw is `shift + scale` × the table's value.
  @usableFromInline let shift: Double
  @usableFromInline let scale: Double
  @usableFromInline let table: GuideView
  @usableFromInline let cells: InverseView
  @usableFromInline let units: GuideView?

  init(kind: Kind, shift: Double, scale: Double, table: GuideView, cells: InverseView, units: GuideView?) {
    self.kind = kind
    self.shift = shift
    self.scale = scale
    self.table = table
    self.cells = cells
    self.units = units
  }

  /// As `Sampler.draw`.
  @inlinable
  public func draw(_ uniform: Double) -> Double {
    // In this order, so that NaN too becomes a number inside.
    var u = uniform < 1 - 0x1p-53 ? uniform : 1 - 0x1p-53
    if u < 0x1p-53 { u = 0x1p-53 }
    switch kind {
    case .table: return table.value(u)
    case .cells: return shift + scale * cells.value(u)
    case .line: return shift + scale * u
    case .constant: return shift
    }
  }

  /// As `Sampler.drawInteger`.
  @inlinable
  public func drawInteger(_ bits: UInt64) -> Int64 {
    if let units { return units.wholeValue(bits: bits) }
    if kind == .table, table.isStepped { return table.wholeValue(bits: bits) }
    return wholeUnits(draw(unitInterval(bits)))
  }
}
