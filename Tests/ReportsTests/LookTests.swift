import Foundation
import Testing
import Rendering
import Reports
@Test func lookReport() throws {
  let m = try PangoMeasurer()
  try Data(DemoReport.report().pdf(measurer: m)).write(to: URL(fileURLWithPath: "/tmp/ref/demo.pdf"))
  try Data(DemoReport.report(paper: .letter, sections: 1).pdf(measurer: m)).write(to: URL(fileURLWithPath: "/tmp/ref/demoL.pdf"))
}
