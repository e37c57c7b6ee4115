internal import GRDB

extension RunArchive {
  /// One step per schema version; a step once released is never changed. `PRAGMA user_version` carries the number for other tools.
  ///
  /// The seed is text, since SQLite's integers are signed.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(
        sql: """
          CREATE TABLE runs (
            run INTEGER PRIMARY KEY AUTOINCREMENT, identity TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
            scenario_file TEXT NOT NULL, version TEXT NOT NULL,
            currency TEXT NOT NULL, seed TEXT NOT NULL, replications INTEGER NOT NULL, weeks DOUBLE NOT NULL, warm_up_days DOUBLE NOT NULL);
          CREATE TABLE kpis (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, scenario TEXT NOT NULL, kpi TEXT NOT NULL, unit TEXT NOT NULL,
            value DOUBLE, lower DOUBLE, upper DOUBLE, n INTEGER NOT NULL, level DOUBLE NOT NULL,
            difference DOUBLE, difference_lower DOUBLE, difference_upper DOUBLE, verdict TEXT);
          CREATE TABLE replications (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, scenario TEXT NOT NULL, replication INTEGER NOT NULL, kpi TEXT NOT NULL,
            value DOUBLE, numerator DOUBLE, denominator DOUBLE);
          CREATE TABLE items (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, scenario TEXT NOT NULL, item TEXT NOT NULL, location TEXT NOT NULL,
            measure TEXT NOT NULL, value DOUBLE, lower DOUBLE, upper DOUBLE);
          CREATE TABLE series (
            run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, scenario TEXT NOT NULL, measure TEXT NOT NULL, day INTEGER NOT NULL,
            mean DOUBLE NOT NULL, p2_5 DOUBLE, p10 DOUBLE, p25 DOUBLE, p50 DOUBLE, p75 DOUBLE, p90 DOUBLE, p97_5 DOUBLE);
          CREATE INDEX kpis_run ON kpis (run);
          CREATE INDEX replications_run ON replications (run);
          CREATE INDEX items_run ON items (run);
          CREATE INDEX series_run ON series (run);
          PRAGMA user_version = 1;
          """)
    }
    migrator.registerMigration("2") { db in
      try db.execute(
        sql: """
          CREATE TABLE documents (run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE, document TEXT NOT NULL);
          PRAGMA user_version = 2;
          """)
    }
    migrator.registerMigration("3") { db in
      try db.execute(sql: "ALTER TABLE kpis ADD COLUMN bound TEXT; PRAGMA user_version = 3;")
    }
    return migrator
  }
}
