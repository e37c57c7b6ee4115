internal import Foundation
public import Groundwork
internal import History
internal import Store

/// A whole calibration: read, fit, replay, write, tell. What `bullwhip calibrate` calls.
public struct CalibrationRun: Sendable {
  public var calibration: Calibration
  /// nil where the data hold no whole week.
  public var replay: CalibrationReplay?
  /// Paths of the files written, the scenario last; empty when nothing was to be written.
  public var written: [String]

  /// - Parameters:
  ///   - paths: CSV files of order lines, plain or gzip.
  ///   - scenario: where to write, for example `scenarios/gift-retailer`: the scenario becomes that path with `.yaml`, its tables a
  ///     folder of that name. nil writes nothing.
  ///   - cancellation: polled while reading and between replications.
  /// - Throws: `InputErrors` (files, columns, options), `StoreError` (writing; nothing half-written stays), `Cancelled`.
  public static func run(
    _ paths: [String], options: CalibrationOptions = CalibrationOptions(), write scenario: String? = nil, cancellation: Cancellation? = nil
  ) throws -> CalibrationRun {
    if paths.isEmpty {
      throw InputErrors(
        Diagnostic(.error, code: "no-data", "no file of order lines is given", remedy: "name one: bullwhip calibrate order-lines.csv"))
    }
    // A name that cannot be written is told before minutes of reading.
    let target = try scenario.map { try Target($0) }
    if let target {
      try target.refuseExisting()
      try AtomicFolder.expectWritable(target.folder)
    }
    let calibration = try Calibrator.calibrate(paths, options: options, cancellation: cancellation)
    let replay = try calibration.replay(cancellation: cancellation)
    return CalibrationRun(calibration: calibration, replay: replay, written: try target.map { try write(calibration, replay, to: $0) } ?? [])
  }

  /// The blocks a person reads, each with a title.
  public var blocks: [CalibrationText.Block] {
    var blocks = CalibrationText.blocks(calibration, replay: replay)
    if !written.isEmpty { blocks.append(CalibrationText.Block(title: "Written", lines: written)) }
    return blocks
  }

  public var text: String { CalibrationText.text(blocks) }

  /// Bad rows with their places, as warnings: they were left out and counted.
  public var diagnostics: [Diagnostic] {
    calibration.quality.diagnostics.map { problem in
      var warning = problem
      warning.severity = .warning
      return warning
    }
  }

  /// `scenarios/gift-retailer` or `scenarios/gift-retailer.yaml`.
  struct Target {
    var folder: String
    var name: String

    init(_ path: String) throws(InputErrors) {
      let bare = path.hasSuffix(".yaml") ? String(path.dropLast(5)) : path.hasSuffix("/") ? String(path.dropLast()) : path
      let parts = bare.split(separator: "/", omittingEmptySubsequences: false)
      name = String(parts.last ?? "")
      let head = parts.dropLast().joined(separator: "/")
      folder = parts.count == 1 ? "." : head.isEmpty ? "/" : head
      if name.isEmpty || name == "." || name == ".." {
        throw InputErrors(
          Diagnostic(
            .error, code: "bad-name", "'\(path)' names no scenario", remedy: "write for example --write scenarios/gift-retailer", at: nil))
      }
    }

    /// What a planner completed by hand is never replaced by what was measured: neither the scenario nor its tables.
    func refuseExisting() throws(InputErrors) {
      let found = ["\(folder)/\(name).yaml", "\(folder)/\(name)"].filter { FileManager.default.fileExists(atPath: $0) }
      if found.isEmpty { return }
      throw InputErrors(
        found.map {
          Diagnostic(
            .error, code: "file-exists", "'\($0.hasPrefix("./") ? String($0.dropFirst(2)) : $0)' is already there",
            remedy: "give another name and take over what you want to keep, or remove it first")
        })
    }
  }

  private static func write(_ calibration: Calibration, _ replay: CalibrationReplay?, to target: Target) throws(StoreError) -> [String] {
    var folder = try AtomicFolder(target.folder)
    for file in ScenarioText.files(of: calibration, replay: replay, name: target.name) { try folder.add(file.name, file.text) }
    return try folder.commit()
  }
}
