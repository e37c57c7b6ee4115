internal import Charts
internal import Experiment
internal import Groundwork
internal import Simulation
internal import Warehouse

/// The plan of the picking floor: today's, and beside it the recommended one, or the last alternative that is laid out another way.
enum FloorPlanPicture {
  static func make(_ study: StudyResult, words: StudyWords, stamp: String) -> StudyPictures.Picture? {
    let plan = study.base.plan
    guard let today = FloorPlanRecord(plan, seed: study.seed) else { return nil }
    let candidates = [words.recommended] + study.scenarios.indices.reversed()
    var other: (index: Int, record: FloorPlanRecord)?
    for index in candidates where index > 0 && other == nil {
      guard study.scenarios[index].plan.floor?.layout != plan.floor?.layout,
        let record = FloorPlanRecord(study.scenarios[index].plan, reference: plan, seed: study.seed)
      else { continue }
      other = (index, record)
    }
    var panels = [panel("Today", today)]
    let count = "\(today.lines) line\(today.lines == 1 ? "" : "s")"
    let length = FloorPlanChart.text(today.metres)
    var title = "A round of \(count) walks \(length) on the \(name(today.route))"
    var means = "The mean of all lists is \(FloorPlanChart.text(today.meanMetres))"
    if let other {
      panels.append(panel(words.name(other.index), other.record))
      let its = FloorPlanChart.text(other.record.metres)
      title =
        its == length
        ? "A round of \(count) walks \(length) today and under \(words.quoted(other.index))"
        : "A round of \(count) walks \(length) today, \(its) under \(words.quoted(other.index))"
      means += " today, \(FloorPlanChart.text(other.record.meanMetres)) under \(words.quoted(other.index))"
    }
    if title.count > 110 { title = String(title.prefix(108)) + "…" }
    let orders = "\(today.orders) order\(today.orders == 1 ? "" : "s")"
    let note = """
      Not simulated: shares follow from the items’ popularity and the storage rule. The round is that of the median length today among \
      \(FloorPlanRecord.lists) drawn pick lists of \(orders); \(panels.count > 1 ? "both floors show the same list. " : "")\(means). \
      Walks run along the middle of the aisles and the cross aisles at \
      their ends (dashed); there and back are drawn side by side.
      """
    let chart = FloorPlanChart(
      panels: panels,
      caption: Caption(
        eyebrow: "Picking floor · shares of picks and one round", title: title, note: note,
        stamp: "\(stamp) · scenario \(study.identity.prefix(6)) · seed \(study.seed)"))
    return StudyPictures.Picture(name: "floor-plan", specification: .floorPlan(chart), size: Size(680, 470), reportHeight: 400)
  }

  private static func panel(_ name: String, _ record: FloorPlanRecord) -> FloorPlanChart.Panel {
    let block = record.block
    return FloorPlanChart.Panel(
      name, detail: "\(capitalised(Self.name(record.route))) · \(Self.name(record.storage))", aisles: block.aisles, bays: block.bays,
      length: block.length, width: block.width, depot: block.depot * block.width, shares: record.shares,
      picks: (0..<block.sectionCount).filter { record.picks >> UInt64($0) & 1 == 1 }, path: record.path.map { Point($0.x, $0.y) },
      metres: record.metres)
  }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  private static func name(_ route: LayoutPlan.Route) -> String {
    switch route {
    case .sShape: "s-shape route"
    case .returning: "return route"
    case .largestGap: "largest-gap route"
    case .exact: "exact route"
    }
  }

  private static func name(_ rule: StorageRule?) -> String {
    switch rule {
    case .popularity: "stored by popularity"
    case .classBased: "stored by class"
    case .random: "stored at random"
    case .dedicated: "stored at given places"
    case .affinity: "stored by affinity"
    case nil: "stored aisle by aisle"
    }
  }
}
