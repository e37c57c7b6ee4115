import Foundation
import Testing
import Rendering
@Test func look() throws {
  let r = try Renderer()
  let s = sampleScene(r.measurer)
  try Data(r.png(s)).write(to: URL(fileURLWithPath: "/tmp/ref/a.png"))
  try Data(r.pdf(s, sampleMetadata)).write(to: URL(fileURLWithPath: "/tmp/ref/a.pdf"))
  try Data(r.svg(s)).write(to: URL(fileURLWithPath: "/tmp/ref/a.svg"))
  print(r.measurer.fonts.version, r.diagnostics)
}
import Charts
@Test func lookTags() throws {
  let m = try PangoMeasurer()
  let book = try PDFBook(metadata: sampleMetadata, measurer: m)
  func t(_ s: String, _ y: Double) throws {
    try book.draw(Scene(width: 300, height: 200, commands: [.text(TextRun(s, at: Point(20, y), style: TextStyle(size: 10), colour: Colour(hex: 0), width: 0), role: "")]))
  }
  try book.beginPage(width: 300, height: 200, label: "1")
  book.beginTag(.document)
  book.beginTag(.section)
  book.markDestination("h'1", at: Point(0, 10))
  book.beginTag(.heading1); try t("Results", 30); book.endTag()
  book.addOutline("Résults – “x”", to: "h'1")
  book.beginTag(.paragraph)
  book.beginTag(.span); try t("Paragraph one, line one", 50); book.endTag()
  book.beginLink(to: .destination("f1")); try t("Figure 1", 62); book.endLink()
  book.beginTag(.span); try t("more words", 74); book.endTag()
  try t("footer untagged", 190)
  try book.beginPage(width: 300, height: 200, label: "2")
  book.beginTag(.span); try t("continued words", 40); book.endTag()
  book.endTag()
  book.markDestination("f1", at: Point(0, 50))
  book.beginTag(.figure(alternative: "Alt äß")); try t("fig", 60); book.endTag()
  book.beginTag(.table)
  book.beginTag(.caption); try t("Table 1", 80); book.endTag()
  for i in 0..<3 { book.beginTag(.tableRow); book.beginTag(.tableCell); try t("cell \(i)", 90 + 10 * Double(i)); book.endTag(); book.endTag() }
  try book.beginPage(width: 300, height: 200, label: "3")
  for i in 0..<3 { book.beginTag(.tableRow); book.beginTag(.tableCell); try t("cell \(i)", 90 + 10 * Double(i)); book.endTag(); book.endTag() }
  book.endTag()
  book.endTag()
  book.beginTag(.section)
  book.beginTag(.heading1); try t("Next", 130); book.endTag()
  book.beginTag(.paragraph); try t("end", 140); book.endTag()
  book.endTag()
  book.endTag()
  try Data(book.finish()).write(to: URL(fileURLWithPath: "/tmp/ref/t.pdf"))
}
