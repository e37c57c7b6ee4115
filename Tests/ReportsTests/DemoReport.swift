import Charts
import Rendering
import Reports

/// An invented study of an invented company, with one of everything a report can hold.
enum DemoReport {
  static let metadata = DocumentMetadata(
    title: "Less stock, better service: DC North scenario study", author: "Harbour & Pine", subject: "Scenario study",
    keywords: ["inventory", "simulation"], creator: "Bullwhip 1.0", created: "2026-01-05T09:00:00Z", language: "en-GB")

  /// A stand-in for a chart: bars over a baseline that fill whatever room they get.
  static func bars(_ title: String, _ values: [Double]) -> @Sendable (Double, Double, any TextMeasurer) throws -> Scene {
    { width, height, measurer in
      var commands: [DrawingCommand] = []
      func text(_ words: String, _ x: Double, _ y: Double, _ style: TextStyle, _ hex: UInt32, _ anchor: TextRun.Anchor = .start) {
        let wide = measurer.extent(of: words, style: style).width
        commands.append(
          .text(TextRun(words, at: Point(x, y), anchor: anchor, style: style, colour: Colour(hex: hex), width: wide), role: "label"))
      }
      text(title, 0, 12, TextStyle(.display, weight: .semibold, size: 12), 0x14202B)
      text("Expected annual cost, $m, 200 paired replications", 0, 26, TextStyle(size: 8.1), 0x4A5764)
      let base = height - 20
      let most = values.max() ?? 1
      let band = width / Double(values.count)
      for (index, value) in values.enumerated() {
        let tall = (base - 56) * value / most
        let x = band * Double(index) + band * 0.16
        commands.append(
          .rect(
            Rect(x: x, y: base - tall, width: band * 0.68, height: tall), cornerRadius: 0,
            fill: Colour(hex: index == 0 ? 0x4A5764 : 0x0B3C73),
            stroke: nil, role: "bar"))
        text("\(value)", x + band * 0.34, base - tall - 5, TextStyle(weight: .semibold, size: 9), 0x14202B, .middle)
        text("Policy \(index + 1)", x + band * 0.34, base + 13, TextStyle(size: 8.2), 0x626F7C, .middle)
      }
      commands.append(
        .path(
          [.move(Point(0, base)), .line(Point(width, base))], fill: nil, stroke: Stroke(Colour(hex: 0x14202B), width: 0.9), role: "axis"))
      return Scene(
        width: width, height: height, commands: commands, title: title,
        altText: "Bar chart of \(values.count) policies; lowest \(values.min() ?? 0)")
    }
  }

  /// A walk without a random generator: sines of unrelated periods.
  static func art() -> CoverArt {
    func walk(_ path: Int) -> [Point] {
      (0...24).map { step in
        let t = Double(step) / 24
        let spread = t.squareRoot() * 0.22
        let wobble = 0.5 * wave(Double(path) * 12.9898 + Double(step) * 0.9) + 0.5 * wave(Double(path) * 78.233 + Double(step) * 0.37)
        return Point(0.2 + 0.82 * t, middle(t) + spread * wobble)
      }
    }
    let median = [Point(0, 0.55), Point(0.1, 0.52)] + (0...24).map { Point(0.2 + 0.82 * Double($0) / 24, middle(Double($0) / 24)) }
    return CoverArt(
      paths: (0..<140).map(walk), median: median, today: Point(0.2, middle(0)),
      caption: "Cover: 140 of 4,000 simulated inventory paths from this study’s base scenario.")
  }

  private static func middle(_ t: Double) -> Double { 0.48 + 0.24 * wave(3.4 + t * 5.2) * t }

  /// A sine by its series, so that the demonstration hangs on no mathematics library.
  private static func wave(_ x: Double) -> Double {
    let turn = 6.283185307179586
    var y = x - (x / turn).rounded() * turn
    if y > turn / 4 { y = turn / 2 - y } else if y < -turn / 4 { y = -turn / 2 - y }
    let z = y * y
    return y * (1 - z / 6 * (1 - z / 20 * (1 - z / 42 * (1 - z / 72))))
  }

  static let policies: [(String, String, String, String, String, String, String)] = [
    ("Echelon base-stock + DP safety stock", "11.86", "0.06", "1.88", "0.13", "97.4", "12.61"),
    ("Echelon base-stock", "11.91", "0.06", "1.83", "0.13", "97.3", "12.74"),
    ("DP (s, S), weekly review", "12.55", "0.08", "1.19", "0.13", "97.0", "13.49"),
    ("Vendor-managed, consignment", "12.78", "0.14", "0.96", "0.17", "96.8", "14.62"),
    ("Current policy (min/max)", "13.74", "0.12", "", "", "96.1", "15.34"),
    ("Current + 10% safety stock", "14.05", "0.08", "−0.31", "0.13", "96.9", "15.20"),
    ("Fixed order quantity (EOQ)", "14.62", "0.18", "−0.88", "0.19", "95.2", "17.35"),
  ]

  static func ranking() -> ReportTable {
    ReportTable(
      id: "ranking", title: "Every alternative, ranked by mean annual cost",
      columns: [
        .init("Scenario", isKey: true), .init("Cost, $m", .number, isKey: true), .init("± 95%", .interval),
        .init("Saving, $m", .number, isKey: true),
        .init("± 95%", .interval), .init("Fill rate, %", .number), .init("P95, $m", .number),
      ],
      rows: policies.enumerated().map { index, p in
        .init([.init(p.0), .init(p.1), .init(p.2), .init(p.3), .init(p.4), .init(p.5), .init(p.6)], isHighlighted: index < 2)
      },
      note: "Shaded: tied for best at 95%. Savings are paired with the current policy; their intervals are not sums of the cost intervals.")
  }

  static func longTable() -> ReportTable {
    ReportTable(
      id: "items", title: "Reorder levels and order-up-to levels of all items",
      columns: [
        .init("Item"), .init("What it is"), .init("s", .number), .init("S", .number), .init("Mean daily demand", .number),
        .init("Share of cost", .number),
      ],
      rows: (1...64).map { i in
        .init([
          .init("SKU-\(1000 + i * 7)"),
          .init(i % 5 == 0 ? "A gift with a name that goes on and on, in a box of twelve with a ribbon and a card" : "Gift \(i)"),
          .init("\(i * 13 % 97)"), .init("\(i * 13 % 97 + 40 + i)"), .init("\(i % 9).\(i * 37 % 100)"),
          .init(i % 11 == 0 ? "" : "\(i % 4).\(i % 10)%"),
        ])
      }, note: "Levels are exact for the item’s demand law.")
  }

  static let prose: RichText = """
    The two echelon policies are cheaper than everything else we tried, and by more than chance explains. \
    They hold less safety stock at the store and more at the distribution centre, where it protects every store at once. \
    What they cost is freight: smaller loads arrive more often, and the carrier’s minimum is met on fewer days. \
    \(bold: "The saving stays positive at twice today’s freight rate."), as \(ref: "bridge") shows and \(ref: "ranking") lists in full. \
    The method is described by \(link: "the documentation", to: "https://example.org/method?a=1&b='x'").
    """

  static func report(paper: PaperSize = .a4, sections: Int = 3) -> ReportDocument {
    let chapters: [ReportSection] = [
      ReportSection(
        id: "results", title: "Results",
        [
          .paragraph("Two policies tie for cheapest (\(ref: "tie")). The fill rate rises with both."),
          .figure(
            ReportFigure(
              id: "tie", title: "Two echelon policies tie for cheapest", height: 250,
              note: "Paired-t 95% intervals, Bonferroni-adjusted for 6 comparisons.",
              scene: bars("Two echelon policies tie for cheapest; both cut bad-year cost", [13.74, 11.86, 11.91, 12.55]))),
          .table(ranking()), .heading("Where the saving comes from"), .paragraph(prose), .paragraph(prose), .paragraph(prose),
          .bullets([
            "Safety stock moves upstream.", "Reviews happen weekly; the reorder point follows the season (\(ref: "season")).", prose,
          ]),
          .figure(
            ReportFigure(
              id: "season", title: "The reorder point follows the season", showsTitle: true, height: 240,
              scene: bars("", [3, 4, 5, 6, 7, 6, 5]))),
          .paragraph(prose),
        ]),
      ReportSection(
        id: "method", title: "Method",
        [
          .paragraph("Every replication draws the same demand for every policy (common random numbers)."), .heading("Replications"),
          .numbered(["Warm-up is cut by MSER-5.", "Intervals are paired-t.", "200 replications."]), .paragraph(prose),
        ]),
      ReportSection(
        id: "assumptions", title: "Appendix A: Assumptions", startsNewPage: false,
        [
          .facts([
            Fact("Demand", "212 SKUs, gamma–Poisson, weekly season"), Fact("Lead time", "3–5 weeks, empirical (n = 418)"),
            Fact("Holding", "18% of unit cost a year"), Fact("Labour", "6 pickers, 2 packers, 76 lines an hour"),
          ]), .table(longTable()),
        ]),
    ]
    return ReportDocument(
      metadata: metadata, paper: paper, runningTitle: "Northwind Foods · Inventory and warehouse scenarios",
      footer: "Prepared by Harbour & Pine · 5 January 2026 · Confidential",
      cover: Cover(
        eyebrow: "Scenario study", title: "Less stock, better service",
        subtitle: "What an echelon base-stock policy would change at DC North",
        facts: [Fact("Prepared for", "Northwind Foods"), Fact("Prepared by", "Harbour & Pine"), Fact("Date", "5 January 2026")],
        answer:
          """
          Adopt echelon base-stock with optimised safety stock: it saves $1.88m a year (95% CI $1.75m to $2.01m) and lifts the \
          fill rate from 96.1% to 97.4%.
          """,
        art: art()),
      summary: ExecutiveSummary(
        headline: Headline(
          number: "−$1.88m", meaning: "expected annual cost, recommended vs current",
          interval: HeadlineInterval(
            low: -2.01, high: -1.75, estimate: -1.88, label: "95% CI −$2.01m to −$1.75m",
            note: "200 paired replications, common random numbers, $m",
            unit: .money("USD"))),
        tiles: [
          KPITile(
            label: "Annual cost", value: "$11.86m", from: "from $13.74m", change: "−13.7%", tone: .favourable, interval: "±0.9 points"),
          KPITile(
            label: "Fill rate", value: "97.4%", from: "from 96.1%", change: "+1.3 points", tone: .favourable, interval: "±0.2 points"),
          KPITile(
            label: "Average inventory", value: "38.2k", from: "from 45.6k", change: "−16.2%", tone: .favourable, interval: "±0.7 points"),
          KPITile(
            label: "Inbound freight", value: "$2.31m", from: "from $1.97m", change: "+17.3%", tone: .adverse, interval: "±1.5 points"),
        ],
        findings: [
          Finding(
            "Stock sits in the wrong place.",
            """
            Positioning safety stock by echelon removes 7,400 units of average inventory without lengthening any lead time to \
            stores (\(ref: "bridge")).
            """
          ),
          Finding(
            "Shortages fall because replenishment is earlier, not larger.",
            "The reorder point moves with the season; the late-March risk of breaching safety stock drops from 34% to 16%."),
          Finding(
            "Freight is the price.",
            "Smaller, more frequent inbound loads add $0.34m a year. The saving remains positive at twice today’s freight rate."),
        ],
        figure: ReportFigure(
          id: "bridge", title: "Savings outweigh the added freight five to one", height: 320,
          scene: bars(
            "Savings outweigh the added freight and training costs five to one", [13.74, 12.56, 11.92, 11.61, 11.39, 11.73, 11.86]))),
      sections: Array(chapters.prefix(sections)),
      glossary: [
        GlossaryTerm("Safety stock", "Stock held against demand and lead times being worse than expected."),
        GlossaryTerm("Fill rate", "The share of units served from stock at once."),
        GlossaryTerm("Common random numbers", "Every policy meets the same demand, so that differences are due to the policy."),
        GlossaryTerm("Kanban", "Not used in this report, so it is not printed."),
      ],
      reproduction: ReproductionBox(facts: [
        Fact("Command", "bullwhip report scenarios/dc-north.yaml --seed 20260105"),
        Fact("Engine", "bullwhip 1.0.0 (x86_64 Linux), Inter 4.0"),
        Fact("Scenario", "sha256 4f2a9c17e05b88d14f2a9c17e05b88d14f2a9c17e05b88d14f2a9c17e05b88d14f2a9c17e05b88d14f2a9c17e05b88d1"),
        Fact("Seed", "20260105, 200 replications"), Fact("Inputs", "4 files, sha256 in appendix B"),
        Fact("Generated", "5 January 2026, 09:00 UTC"),
      ]))
  }
}
