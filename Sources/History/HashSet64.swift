/// A set of 64-bit hashes in one flat table, about 13 bytes a member: ten million rows in 134 MB.
///
/// Two different rows share a hash with probability n²/2⁶⁵: 3 in a million for ten million rows.
struct HashSet64 {
  private var slots: [UInt64]
  private var count = 0
  private var hasZero = false
  private var mask: Int

  init() {
    slots = [UInt64](repeating: 0, count: 1 << 12)
    mask = slots.count - 1
  }

  /// - Returns: false where the hash was already there.
  mutating func insert(_ hash: UInt64) -> Bool {
    if hash == 0 {
      defer { hasZero = true }
      return !hasZero
    }
    var at = Int(truncatingIfNeeded: hash) & mask
    while slots[at] != 0 {
      if slots[at] == hash { return false }
      at = (at + 1) & mask
    }
    slots[at] = hash
    count += 1
    if count * 4 > slots.count * 3 { grow() }
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = [UInt64](repeating: 0, count: old.count * 2)
    mask = slots.count - 1
    for hash in old where hash != 0 {
      var at = Int(truncatingIfNeeded: hash) & mask
      while slots[at] != 0 { at = (at + 1) & mask }
      slots[at] = hash
    }
  }
}
