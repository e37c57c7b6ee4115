/// Any chart of the catalogue as a value that can be stored and read back: the picture of a finished study is laid out again from its
/// numbers, without simulating.
public enum ChartSpecification: Sendable, Hashable, Codable {
  case comparison(ComparisonChart)
  case fan(FanChart)
  case bridge(BridgeChart)
  case heatmap(ActionHeatmap)
  case levels(LevelCurve)
  case timeline(TimelineChart)
  case distribution(DistributionChart)
  case ranked(RankedChart)
  case surface(SurfaceChart)
  case regret(RegretChart)
  case costCurve(CostCurveChart)
  case floorPlan(FloorPlanChart)
  case story(StoryChart)
  case floorFrame(FloorFrameChart)
  case queues(QueueChart)
  case ladder(LadderChart)
  case duty(DutyChart)

  public var chart: any Chart {
    switch self {
    case .comparison(let chart): chart
    case .fan(let chart): chart
    case .bridge(let chart): chart
    case .heatmap(let chart): chart
    case .levels(let chart): chart
    case .timeline(let chart): chart
    case .distribution(let chart): chart
    case .ranked(let chart): chart
    case .surface(let chart): chart
    case .regret(let chart): chart
    case .costCurve(let chart): chart
    case .floorPlan(let chart): chart
    case .story(let chart): chart
    case .floorFrame(let chart): chart
    case .queues(let chart): chart
    case .ladder(let chart): chart
    case .duty(let chart): chart
    }
  }
}
