import Foundation

// Usage: Benchmarks [--quick] [--only WORD]
let arguments = Array(CommandLine.arguments.dropFirst())
let only = arguments.firstIndex(of: "--only").flatMap { $0 + 1 < arguments.count ? arguments[$0 + 1] : nil }
var suite = Suite(quick: arguments.contains("--quick"), only: only)

do {
  try suite.queues()
  try suite.stock()
  try suite.pickPack()
  try suite.scaling()
  suite.holds()
  try suite.lostSales()
  try suite.programs()
} catch {
  print(error)
  exit(70)
}

let heading = ["work", "counts", "C++ M/s", "Bullwhip M/s", "ratio", "spread", "target", "", "check (C++ | Bullwhip)"]
print(table([heading] + suite.contests.map(\.row), left: [0, 1, 7, 8]))
if !suite.timings.isEmpty {
  print("")
  print(table([["program", "ms", "spread", "target", "", "answer"]] + suite.timings.map(\.row), left: [0, 4, 5]))
}
if !suite.scales.isEmpty {
  print("")
  let heading = ["floor", "orders", "ns an order", "growth", "flat", "", "MB at most", "growth", "flat", ""]
  print(table([heading] + suite.scales.map(\.row), left: [0, 5, 9]))
}
print(
  """

  Medians of \(suite.repetitions) interleaved rounds on one core, by the thread's own processor time; the spread is the smallest and the largest
  ratio of a round. The C++ loops draw from xoshiro256++ unless another generator is named; Bullwhip draws keyed Philox 4x32-10. "kernel" is a
  model written on the agenda; "scenario" is a plan run by the simulator, with all the statistics it keeps.
  """)
if suite.wanted("SimPy") {
  if let peer = SimPy.measure(customers: suite.quick ? 20_000 : 200_000) {
    let line = "SimPy \(peer.version): M/M/1 " + String(format: "%.3f M customers/s (mean wait %.2f)", peer.rate, peer.wait)
    let ours = suite.contests.first { $0.work.hasPrefix("M/M/1, ") }.map { Contest.median($0.ours) }
    print(line + (ours.map { String(format: "; Bullwhip %.1f M/s, %.0f times as many", $0, $0 / peer.rate) } ?? ""))
  } else {
    print("SimPy is not installed (python3 -m pip install simpy), so it is not measured.")
  }
}
