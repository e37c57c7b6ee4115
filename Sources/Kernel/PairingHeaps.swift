/// Several heaps over numbered nodes in one memory: the least of each at hand, and any node out again, wherever it stands.
///
/// For choices among those who are free: by work done, by speed at a step, by number. A node stands in one heap at most; what it stands for
/// is the owner's. Smaller keys come first, by their first part, then by their second, then by the node's number.
///
/// Pairing heaps (Fredman, Sedgewick, Sleator, Tarjan, "The pairing heap: a new form of self-adjusting heap", Algorithmica 1, 1986).
///
/// - Complexity: insertion and the least O(1), removal O(log n) amortised; 40 bytes a node.
@frozen public struct PairingHeaps: ~Copyable {
  /// What a heap is ordered by.
  public struct Key: BitwiseCopyable, Comparable, Sendable {
    public var first: Int64
    public var second: Int64

    public init(_ first: Int64, _ second: Int64 = 0) {
      self.first = first
      self.second = second
    }

    @inlinable public static func < (a: Key, b: Key) -> Bool { a.first < b.first || (a.first == b.first && a.second < b.second) }
  }

  @usableFromInline struct Node: BitwiseCopyable {
    @usableFromInline var key = Key(0)
    /// Its first child, the next of its parent's children, and the one before it, or the parent of the first; -1 = none.
    @usableFromInline var child: Int32 = -1
    @usableFromInline var next: Int32 = -1
    @usableFromInline var before: Int32 = -1
    @usableFromInline var isIn = false
  }

  @usableFromInline var nodes = Slab<Node>()
  @usableFromInline var roots: Slab<Int32>

  /// - Parameter heaps: how many; all are empty.
  public init(heaps: Int) { roots = Slab(repeating: -1, count: heaps) }

  /// Makes room for nodes 0 ..< `count`; none of the new ones stands in a heap.
  public mutating func reserve(nodes count: Int) {
    if count > nodes.count { nodes.append(repeating: Node(), count: count - nodes.count) }
  }

  /// The least node of a heap; nil where it is empty.
  public mutating func least(of heap: Int) -> Int? {
    let root = roots[heap]
    return root < 0 ? nil : Int(root)
  }

  /// The key a node was inserted with.
  public mutating func key(of node: Int) -> Key { nodes[node].key }

  /// Whether a node stands in a heap.
  public mutating func contains(_ node: Int) -> Bool { node < nodes.count && nodes[node].isIn }

  /// - Precondition: there is room for the node, and it stands in no heap; checked in debug builds.
  public mutating func insert(_ node: Int, into heap: Int, key: Key) {
    assert(!nodes[node].isIn, "it stands in a heap already")
    nodes[node] = Node(key: key, isIn: true)
    roots[heap] = meld(roots[heap], Int32(truncatingIfNeeded: node))
  }

  /// - Precondition: the node stands in this heap; checked in debug builds as far as that it stands in one.
  public mutating func remove(_ node: Int, from heap: Int) {
    assert(nodes[node].isIn, "it stands in no heap")
    let rest = meldChildren(of: node)
    if roots[heap] == Int32(truncatingIfNeeded: node) {
      roots[heap] = rest
    } else {
      let before = Int(nodes[node].before), next = nodes[node].next
      if nodes[before].child == Int32(truncatingIfNeeded: node) { nodes[before].child = next } else { nodes[before].next = next }
      if next >= 0 { nodes[Int(next)].before = Int32(truncatingIfNeeded: before) }
      roots[heap] = meld(roots[heap], rest)
    }
    nodes[node].isIn = false
  }

  /// The less of two roots with the other as its first child.
  private mutating func meld(_ a: Int32, _ b: Int32) -> Int32 {
    if a < 0 { return b }
    if b < 0 { return a }
    let one = nodes[Int(a)].key, other = nodes[Int(b)].key
    let isFirst = one < other || (one == other && a < b)
    let parent = isFirst ? a : b, child = isFirst ? b : a
    let elder = nodes[Int(parent)].child
    nodes[Int(child)].next = elder
    nodes[Int(child)].before = parent
    if elder >= 0 { nodes[Int(elder)].before = child }
    nodes[Int(parent)].child = child
    nodes[Int(parent)].next = -1
    nodes[Int(parent)].before = -1
    return parent
  }

  /// Melds a node's children two by two, then from the last pair on with each other; the root of the result, -1 = it had none.
  private mutating func meldChildren(of node: Int) -> Int32 {
    var child = nodes[node].child, pairs: Int32 = -1
    nodes[node].child = -1
    while child >= 0 {
      let other = nodes[Int(child)].next
      let after = other < 0 ? -1 : nodes[Int(other)].next
      detach(child)
      if other >= 0 { detach(other) }
      let pair = meld(child, other)
      nodes[Int(pair)].next = pairs
      pairs = pair
      child = after
    }
    var root: Int32 = -1
    while pairs >= 0 {
      let next = nodes[Int(pairs)].next
      detach(pairs)
      root = meld(root, pairs)
      pairs = next
    }
    return root
  }

  private mutating func detach(_ node: Int32) {
    nodes[Int(node)].next = -1
    nodes[Int(node)].before = -1
  }
}
