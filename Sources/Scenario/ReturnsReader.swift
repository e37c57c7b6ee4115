internal import Groundwork
internal import Randomness
internal import Simulation
internal import Supply

/// Reads `returns:`.
struct ReturnsReader {
  let reading: Reading
  let root: Field
  let clock: ReadClock

  private var field: Field { root["returns"] }

  /// nil inside where nothing comes back; nil outside after a complaint.
  func read() -> ReturnsPlan?? {
    let flow = root["warehouse"]["process"]["returns"]
    guard field.isPresent else {
      guard flow.isPresent else { return .some(nil) }
      reading.error(
        "missing-key", "there is a flow for goods that come back, but nothing does",
        "add `returns: { share: 4 %, after: 9 d }`, or remove it", at: flow.parentPlace)
      return nil
    }
    if case .periodic = clock.study {
      reading.error(
        "needs-warehouse", "goods come back to a warehouse, which a periodic study does not know", "use `study: continuous`",
        at: field.parentPlace)
      return nil
    }
    if !root["warehouse"].isPresent {
      reading.error(
        "needs-warehouse", "goods come back to a warehouse, and there is none", "add `warehouse:`, or remove `returns:`",
        at: field.parentPlace)
      return nil
    }
    guard field["share"].require(), field["after"].require(), let share = field["share"].share(), let branch = field["after"].branch,
      let restock = field["restock"].share(), let cost = field["cost"].quantity()
    else { return nil }
    var reader = LawReader(reading, use: .time)
    guard let after = reader.law(branch, key: "after") else { return nil }
    if flow.isPresent, flow.named.isEmpty {
      reading.error(
        "missing-key", "'returns' has no step", "write for example `open: { by: packers, time: 90 s per line }`", at: flow.place)
      return nil
    }
    return .some(ReturnsPlan(share: share, after: after, restock: restock, costPerUnit: cost.value))
  }
}
