/// Every key of the scenario language. What is not here is unknown; what is here but not built is refused as such.
public enum KeyCatalogue {
  /// In the order of the language's description: a block's keys follow it.
  public static let all: [KeyDeclaration] =
    generalKeys + goodsKeys + demandKeys + newItemKeys + returnKeys + policyKeys + floorKeys + resultKeys + laterKeys

  /// The declaration of an address (names of the planner's own match `*`), or nil.
  public static func declaration(for keys: [String]) -> KeyDeclaration? { tree.descend(keys)?.declaration }

  /// The keys that may stand directly below an address.
  public static func children(of keys: [String]) -> [String] { tree.descend(keys)?.order ?? [] }

  static let tree: Shelf = {
    let root = Shelf.Builder()
    for declaration in all { root.insert(declaration, keys: declaration.keys[...]) }
    return root.build()
  }()

  /// The catalogue as a tree of keys.
  struct Shelf: Sendable {
    var declaration: KeyDeclaration?
    var order: [String]
    var children: [String: Shelf]

    func child(_ key: String) -> Shelf? { children[key] ?? children["*"] }

    func descend(_ keys: [String]) -> Shelf? {
      var shelf = self
      for key in keys {
        guard let next = shelf.child(key) else { return nil }
        shelf = next
      }
      return shelf
    }

    final class Builder {
      var declaration: KeyDeclaration?
      var order: [String] = []
      var children: [String: Builder] = [:]

      func insert(_ new: KeyDeclaration, keys: ArraySlice<String>) {
        guard let key = keys.first else {
          precondition(declaration == nil, "the key \(new.pattern) is declared twice")
          declaration = new
          return
        }
        if children[key] == nil {
          children[key] = Builder()
          order.append(key)
        }
        children[key]!.insert(new, keys: keys.dropFirst())
      }

      func build() -> Shelf { Shelf(declaration: declaration, order: order, children: children.mapValues { $0.build() }) }
    }
  }
}
