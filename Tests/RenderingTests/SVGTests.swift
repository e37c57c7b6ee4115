import Charts
import Foundation
import Rendering
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Elements of an XML document in order, with their attributes and text.
private final class Elements: NSObject, XMLParserDelegate {
  struct Element {
    var name: String
    var attributes: [String: String]
    var text = ""
  }
  var list: [Element] = []
  private var open: [Int] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    open.append(list.count)
    list.append(Element(name: name, attributes: attributes))
  }
  func parser(_ parser: XMLParser, foundCharacters text: String) { if let last = open.last { list[last].text += text } }
  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { open.removeLast() }
}

@Suite struct `SVG files` {
  let renderer: Renderer
  let scene: Scene

  init() throws {
    renderer = try Renderer()
    scene = sampleScene(renderer.measurer)
  }

  private func elements(_ scene: Scene) throws -> [Elements.Element] {
    let parser = XMLParser(data: Data(try renderer.svg(scene)))
    let elements = Elements()
    parser.delegate = elements
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
    return elements.list
  }

  @Test func `hold real text as wide as it was measured, and words for those who cannot see`() throws {
    let list = try elements(scene)
    #expect(list[0].attributes["role"] == "img")
    #expect(list[0].attributes["viewBox"] == "0 0 240 120")
    #expect(list.first { $0.name == "title" }?.text == scene.title)
    #expect(list.first { $0.name == "desc" }?.text == scene.altText)
    let texts = list.filter { $0.name == "text" }
    #expect(texts.map(\.text) == ["Less stock, better service", "FIGURE 3", "1,111 ± 0.06 & “−9” <ü>"])
    let style = TextStyle(.display, weight: .semibold, size: 16)
    let width = renderer.measurer.extent(of: texts[0].text, style: style).width
    #expect(abs((Double(texts[0].attributes["textLength"] ?? "") ?? 0) - width) <= 0.0005)
    #expect(texts[0].attributes["font-weight"] == "600" && texts[1].attributes["text-anchor"] == "end")
    #expect(texts[2].attributes["paint-order"] == "stroke")
  }

  @Test func `count clip ids from c0 in every document, and close every group`() throws {
    for _ in 0..<2 {
      let list = try elements(scene)
      #expect(list.filter { $0.name == "clipPath" }.map { $0.attributes["id"] } == ["c0"])
      #expect(list.filter { $0.name == "g" }.map { $0.attributes["clip-path"] } == ["url(#c0)"])
    }
  }

  @Test func `write no negative zero and no more than three decimals`() throws {
    let text = String(decoding: try renderer.svg(scene), as: UTF8.self)
    #expect(text.contains("L60 80"))  // 60.00049 rounds to 60
    #expect(text.contains("110 0 90Z"))  // -0.0
    #expect(!text.contains("\"-0\"") && !text.contains(" -0 "))
    let marks = Scene(
      width: 10, height: 10,
      commands: [.path([.move(Point(-0.0004, 1.0005)), .line(Point(-1.25, 0.009))], fill: nil, stroke: nil, role: "")])
    #expect(String(decoding: try renderer.svg(marks), as: UTF8.self).contains("d=\"M0 1.001L-1.25 0.009\""))
  }
}
