internal import GRDB

/// A run whose rows stand in an archive's open transaction: `keep` makes it one of the archive's runs; without it the archive stays as it
/// was.
public struct PendingRun: ~Copyable, Sendable {
  private let database: DatabaseQueue
  private let number: Int64
  private let path: String

  init(database: DatabaseQueue, number: Int64, path: String) {
    self.database = database
    self.number = number
    self.path = path
  }

  /// Adds the document and ends the transaction.
  /// - Parameter document: what `report RUN` lays out again; nil = none.
  /// - Throws: `StoreError`; then the archive stays as it was.
  public consuming func keep(document: String?) throws(StoreError) {
    do {
      try database.writeWithoutTransaction { db in
        if let document { try db.execute(sql: "INSERT INTO documents VALUES (?, ?)", arguments: [number, document]) }
        try db.commit()
      }
    } catch {
      throw RunArchive.failure(error, path: path, action: "save run in")
    }
  }

  deinit {
    // Nothing is open any more where it was kept.
    try? database.writeWithoutTransaction { db in if db.isInsideTransaction { try db.rollback() } }
  }
}
