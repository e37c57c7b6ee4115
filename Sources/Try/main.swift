import Experiment
import Foundation
import Scenario
import Optimization
import Supply
import Simulation
let arguments = CommandLine.arguments
let loaded = try ScenarioLoader.load(path: arguments[1])
var options = StudyOptions(loaded.experiment)
if arguments.count > 2 { options.replications = Int(arguments[2])! }
let clock = ContinuousClock()
let began = clock.now
let result = try PolicyOptimizer(scenario: loaded, options: options).run()
print("took", clock.now - began)
for candidate in result.candidates {
  print(candidate.name, candidate.simulated.value, candidate.simulated.halfWidth ?? 0, "diff", candidate.difference?.value ?? .nan, candidate.difference?.halfWidth ?? .nan, "model", candidate.modelCostPerWeek ?? .nan, candidate.isModel, candidate.isTiedForBest ? "tied" : "")
}
for (name, id) in result.search.scenarios.flatMap({ s in ["fill-rate", "stock.value", "cost.ordering", "cost.holding", "cost.backorder", "cost.lost-sales"].map { (s, $0) } }) {
  if let k = name[id] { print(name.name, id, k.estimate.value) }
}
for note in result.notes { print("-", note) }
