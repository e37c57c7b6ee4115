import Charts
import Rendering
import Testing

@Suite struct `PNG files` {
  let renderer: Renderer
  let scene: Scene

  init() throws {
    renderer = try Renderer(scale: 1)
    scene = sampleScene(renderer.measurer)
  }

  @Test func `hold size, resolution, title and description, and no time`() throws {
    let file = try PNGFile(Renderer(scale: 2, measurer: renderer.measurer).png(scene))
    #expect((file.width, file.height) == (480, 240))
    #expect(file.chunks.map(\.type) == ["IHDR", "sRGB", "pHYs", "iTXt", "iTXt", "IDAT", "IEND"])
    // 144 dots an inch are 144 / 0.0254 = 5669.29 dots a metre.
    #expect(file.chunks[2].body == [0, 0, 0x16, 0x25, 0, 0, 0x16, 0x25, 1])
    #expect(file.chunks[3].body == Array("Title\0\0\0\0\0Less stock & better service".utf8))
    #expect(file.chunks[4].body == Array("Description\0\0\0\0\0A bar, an area and a dot; “ü” is a letter".utf8))
    for chunk in file.chunks { #expect(chunk.checksum == PNGFile.checksum(Array(chunk.type.utf8) + chunk.body)) }
  }

  @Test func `show the scene's colours where the scene puts them`() throws {
    let file = try PNGFile(renderer.png(scene))
    #expect(file.colour(50, 55) == 0x2C8C80)  // the bar's middle
    #expect(file.colour(220, 100) == 0xFFFFFF)  // nothing: white paper
    #expect(file.colour(150, 60) == 0x0B3C73)  // the dot
    #expect(file.colour(155, 90) == 0xEDF2F8)  // the wash inside its clip
    #expect(file.colour(185, 90) == 0xFFFFFF)  // and outside
    #expect(file.colour(10, 40) != 0x2C8C80)  // a rounded corner is not filled
  }

  @Test func `round a broken size up, and blend translucent ink with the paper`() throws {
    let half = Scene(
      width: 10.4, height: 3.2,
      commands: [
        .rect(Rect(x: 0, y: 0, width: 20, height: 20), cornerRadius: 0, fill: Colour(hex: 0x000000, alpha: 0.4), stroke: nil, role: "wash")
      ])
    let file = try PNGFile(renderer.png(half))
    #expect((file.width, file.height) == (11, 4))
    // 0.6 of white is 153.
    #expect(file.colour(3, 1) == 0x999999)
  }

  @Test func `are refused for scenes that cannot be drawn`() {
    func refuses(_ scene: Scene) -> Bool {
      do {
        _ = try renderer.png(scene)
        return false
      } catch RenderingError.invalidScene { return true } catch { return false }
    }
    let ink = Colour(hex: 0)
    func with(_ command: DrawingCommand) -> Scene { Scene(width: 10, height: 10, commands: [command]) }
    #expect(refuses(Scene(width: 0, height: 10)))
    #expect(refuses(Scene(width: .nan, height: 10)))
    #expect(refuses(Scene(width: .infinity, height: 10)))
    #expect(refuses(Scene(width: 1e9, height: 10)))
    #expect(refuses(Scene(width: 14_000, height: 14_000)))
    #expect(refuses(Scene(width: 10, height: 10, commands: [.popClip])))
    #expect(refuses(with(.pushClip(Rect(x: 0, y: 0, width: 1, height: 1)))))
    #expect(refuses(with(.path([.move(Point(.nan, 0))], fill: ink, stroke: nil, role: ""))))
    #expect(refuses(with(.path([.curve(Point(0, 0), Point(1e300, 0), Point(0, 0))], fill: ink, stroke: nil, role: ""))))
    #expect(refuses(with(.circle(centre: Point(0, 0), radius: -1, fill: ink, stroke: nil, role: ""))))
    #expect(
      refuses(with(.rect(Rect(x: 0, y: 0, width: 1, height: 1), cornerRadius: 0, fill: nil, stroke: Stroke(ink, width: -1), role: ""))))
    #expect(
      refuses(
        with(
          .rect(Rect(x: 0, y: 0, width: 1, height: 1), cornerRadius: 0, fill: Colour(red: .nan, green: 0, blue: 0), stroke: nil, role: "")))
    )
    #expect(refuses(with(.text(TextRun("a", at: Point(0, 0), style: TextStyle(size: 0), colour: ink, width: 1), role: ""))))
    #expect(refuses(with(.text(TextRun("a", at: Point(0, .infinity), style: TextStyle(size: 8), colour: ink, width: 1), role: ""))))
    #expect(throws: RenderingError.self) { try Renderer(scale: 0) }
    #expect(throws: RenderingError.self) { try Renderer(scale: .nan) }
  }

  @Test func `survive odd but drawable scenes`() throws {
    let ink = Colour(hex: 0x123456)
    var commands: [DrawingCommand] = [
      .path([], fill: ink, stroke: nil, role: ""), .path([.close], fill: ink, stroke: nil, role: ""),
      .path([.line(Point(3, 3)), .line(Point(8, 8))], fill: nil, stroke: Stroke(ink, width: 1, dash: [0, 0]), role: ""),
      .path([.move(Point(3, 3)), .line(Point(8, 8))], fill: nil, stroke: Stroke(ink, width: 1, dash: [0, 3]), role: ""),
      .rect(Rect(x: 8, y: 8, width: -4, height: -4), cornerRadius: 3, fill: ink, stroke: nil, role: ""),
      .circle(centre: Point(5, 5), radius: 0, fill: ink, stroke: Stroke(ink, width: 0), role: ""),
      .pushClip(Rect(x: 1, y: 1, width: 0, height: 0)), .popClip,
    ]
    for words in [
      "", " ", "\n", "a\nb\u{2029}c", "a\0b", "\u{202E}שלום", "e\u{301}\u{301}", "👩‍👩‍👧", "漢字", String(repeating: "x", count: 5000),
    ] {
      commands.append(.text(TextRun(words, at: Point(0, 9), style: TextStyle(size: 8), colour: ink, halo: ink, width: 0), role: ""))
    }
    let odd = Scene(width: 12, height: 12, commands: commands, title: "a\u{0}b", altText: "\u{1}")
    #expect(try PNGFile(renderer.png(odd)).width == 12)
    #expect(try renderer.pdf(odd, sampleMetadata).starts(with: Array("%PDF-1.4".utf8)))
    #expect(try renderer.svg(odd).starts(with: Array("<?xml".utf8)))
  }
}
