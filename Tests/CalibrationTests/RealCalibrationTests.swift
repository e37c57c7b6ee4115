import Foundation
import Testing

@testable import Calibration

@Suite(.enabled(if: ProcessInfo.processInfo.environment["BULLWHIP_DATA"] != nil)) struct `The gift retailer calibrated` {
  @Test func `prints`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["BULLWHIP_DATA"])
    let c = try Calibrator.calibrate([folder + "/online_retail/order_lines.csv.gz"])
    print(CalibrationText.text(CalibrationText.blocks(c, replay: try c.replay())))
    for f in ScenarioText.files(of: c, name: "gift-retailer") { print("== \(f.name)\n\(f.text.prefix(1500))") }
  }
}
