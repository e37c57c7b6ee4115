internal import Foundation
internal import GRDB

/// All runs of a scenario in one SQLite file that BI tools can open.
///
/// A run goes in within one transaction, so a kill or a full disk leaves the runs that were there before, and all of them. A run with an
/// identity
/// already there replaces that one. Runs are numbered in the order they came.
public final class RunArchive: Sendable {
  public static let schemaVersion = 3

  private let database: DatabaseQueue
  private let path: String

  /// Opens the archive, making it or bringing its schema up to date.
  /// - Throws: `StoreError` where it cannot be opened, is no archive, or was written by a newer version.
  public init(path: String) throws(StoreError) {
    self.path = path
    do {
      var configuration = Configuration()
      configuration.busyMode = .timeout(30)
      // A `PendingRun` leaves its transaction open from one access to the next.
      configuration.allowsUnsafeTransactions = true
      // A run's pages stay in memory until it is kept: pages written early have to reach the disk one lot after another.
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -65536") }
      database = try DatabaseQueue(path: path, configuration: configuration)
      let found = try database.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
      if found > Self.schemaVersion {
        throw StoreError(path: path, action: "open archive", reason: .newerArchive(found: found, known: Self.schemaVersion))
      }
      try Self.migrator.migrate(database)
    } catch {
      throw Self.failure(error, path: path, action: "open archive")
    }
  }

  /// Adds a run, or puts it in the place of the one with its identity.
  public func save(_ run: ArchivedRun) throws(StoreError) { try begin(run).keep(document: run.document) }

  /// Writes a run's rows, all but its document, for nobody to see before it is kept. Others who want to write wait meanwhile.
  public func begin(_ run: ArchivedRun) throws(StoreError) -> PendingRun {
    do {
      let number = try database.writeWithoutTransaction { db in
        try db.beginTransaction(.immediate)
        do {
          try db.execute(sql: "DELETE FROM runs WHERE identity = ?", arguments: [run.header.identity])
          let h = run.header
          try db.execute(
            sql: """
              INSERT INTO runs (identity, title, scenario_file, version, currency, seed, replications, weeks, warm_up_days)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
            arguments: [h.identity, h.title, h.scenarioFile, h.version, h.currency, String(h.seed), h.replications, h.weeks, h.warmUpDays])
          let number = db.lastInsertedRowID
          try Self.insert(run, as: number, into: db)
          return number
        } catch {
          try? db.rollback()
          throw error
        }
      }
      return PendingRun(database: database, number: number, path: path)
    } catch {
      throw Self.failure(error, path: path, action: "save run in")
    }
  }

  /// Runs in the order they came, oldest first.
  public func runs() throws(StoreError) -> [ArchivedRun.Header] {
    do {
      return try database.read { db in try Row.fetchAll(db, sql: "SELECT * FROM runs ORDER BY run").map(Self.header) }
    } catch {
      throw Self.failure(error, path: path, action: "read")
    }
  }

  /// The run named by its identity, a prefix of it that fits one run only, or `last`; nil where none or several fit.
  public func find(_ name: String) throws(StoreError) -> ArchivedRun.Header? {
    let all = try runs()
    if name == "last" { return all.last }
    if name.isEmpty { return nil }
    let fitting = all.filter { $0.identity.hasPrefix(name.lowercased()) }
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// Everything kept of a run; nil where the identity is unknown.
  public func load(identity: String) throws(StoreError) -> ArchivedRun? {
    do {
      return try database.read { db in
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM runs WHERE identity = ?", arguments: [identity]) else { return nil }
        let number: Int64 = row["run"]
        var run = ArchivedRun(header: Self.header(row))
        run.kpis = try Row.fetchAll(db, sql: "SELECT * FROM kpis WHERE run = ? ORDER BY rowid", arguments: [number]).map { r in
          ArchivedRun.KPIRow(
            scenario: r["scenario"], kpi: r["kpi"], unit: r["unit"], value: r["value"], lower: r["lower"], upper: r["upper"], n: r["n"],
            level: r["level"],
            difference: r["difference"], differenceLower: r["difference_lower"], differenceUpper: r["difference_upper"],
            verdict: r["verdict"], bound: r["bound"])
        }
        run.replications = try Row.fetchAll(db, sql: "SELECT * FROM replications WHERE run = ? ORDER BY rowid", arguments: [number]).map {
          r in
          ArchivedRun.ReplicationRow(
            scenario: r["scenario"], replication: r["replication"], kpi: r["kpi"], value: r["value"], numerator: r["numerator"],
            denominator: r["denominator"])
        }
        run.items = try Row.fetchAll(db, sql: "SELECT * FROM items WHERE run = ? ORDER BY rowid", arguments: [number]).map { r in
          ArchivedRun.ItemRow(
            scenario: r["scenario"], item: r["item"], location: r["location"], measure: r["measure"], value: r["value"], lower: r["lower"],
            upper: r["upper"])
        }
        run.series = try Row.fetchAll(db, sql: "SELECT * FROM series WHERE run = ? ORDER BY rowid", arguments: [number]).map { r in
          ArchivedRun.SeriesRow(
            scenario: r["scenario"], measure: r["measure"], day: r["day"], mean: r["mean"], quantiles: Self.quantileColumns.map { r[$0] })
        }
        run.document = try String.fetchOne(db, sql: "SELECT document FROM documents WHERE run = ?", arguments: [number])
        return run
      }
    } catch {
      throw Self.failure(error, path: path, action: "read")
    }
  }

  /// The stored document of a run; nil where the identity is unknown or nothing was stored.
  public func document(identity: String) throws(StoreError) -> String? {
    do {
      return try database.read { db in
        try String.fetchOne(
          db, sql: "SELECT document FROM documents JOIN runs ON runs.run = documents.run WHERE identity = ?", arguments: [identity])
      }
    } catch {
      throw Self.failure(error, path: path, action: "read")
    }
  }

  static let quantileColumns = ["p2_5", "p10", "p25", "p50", "p75", "p90", "p97_5"]

  private static func insert(_ run: ArchivedRun, as number: Int64, into db: Database) throws {
    let kpi = try db.makeStatement(sql: "INSERT INTO kpis VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for r in run.kpis {
      try kpi.execute(arguments: [
        number, r.scenario, r.kpi, r.unit, r.value, r.lower, r.upper, r.n, r.level, r.difference, r.differenceLower, r.differenceUpper,
        r.verdict, r.bound,
      ])
    }
    let replication = try db.makeStatement(sql: "INSERT INTO replications VALUES (?, ?, ?, ?, ?, ?, ?)")
    for r in run.replications {
      try replication.execute(arguments: [number, r.scenario, r.replication, r.kpi, r.value, r.numerator, r.denominator])
    }
    let item = try db.makeStatement(sql: "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    for r in run.items { try item.execute(arguments: [number, r.scenario, r.item, r.location, r.measure, r.value, r.lower, r.upper]) }
    let series = try db.makeStatement(sql: "INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for r in run.series {
      var values: [(any DatabaseValueConvertible)?] = [number, r.scenario, r.measure, r.day, r.mean]
      for i in quantileColumns.indices { values.append(i < r.quantiles.count ? r.quantiles[i] : nil) }
      try series.execute(arguments: StatementArguments(values))
    }
  }

  private static func header(_ row: Row) -> ArchivedRun.Header {
    let seed: String = row["seed"]
    return ArchivedRun.Header(
      identity: row["identity"], title: row["title"], scenarioFile: row["scenario_file"], version: row["version"],
      currency: row["currency"],
      seed: UInt64(seed) ?? 0, replications: row["replications"], weeks: row["weeks"], warmUpDays: row["warm_up_days"])
  }

  static func failure(_ error: any Error, path: String, action: String) -> StoreError {
    if let own = error as? StoreError { return own }
    if let database = error as? DatabaseError {
      let words = database.message ?? "\(database.resultCode)"
      let isForeign = [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(database.resultCode)
      return StoreError(
        path: path, action: action, reason: .archive(words + (isForeign ? "; move it away, or use another --out" : "")))
    }
    return StoreError(path: path, action: action, reason: .archive("\(error)"))
  }
}
