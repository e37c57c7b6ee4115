// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  // Measured: without it the small generic pieces of the kernel are not specialised in other rooms, and an event costs several times as
  // much.
  .unsafeFlags(["-cross-module-optimization"], .when(configuration: .release)),
] + refusals

/// Warnings are errors in our continuous integration: a build that goes on from an earlier one does not repeat those of what it keeps.
/// Elsewhere the new warning of a newer compiler stops nobody.
var refusals: [SwiftSetting] { Context.environment["BULLWHIP_STRICT"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])] }

/// The rooms of the house and their doors. A room may also open the doors of the rooms it stands on; a test holds the imports against this
/// list.
func room(_ name: String, on doors: [Target.Dependency], settings: [SwiftSetting] = []) -> Target {
  .target(name: name, dependencies: doors, swiftSettings: strict + settings)
}

func proof(_ room: String, also: [Target.Dependency] = [], snapshots: [String] = []) -> Target {
  .testTarget(
    name: room + "Tests", dependencies: [.target(name: room)] + also, exclude: snapshots,
    swiftSettings: strict)
}

let package = Package(
  name: "bullwhip",
  products: [.executable(name: "bullwhip", targets: ["bullwhip"])],
  traits: [
    .trait(name: "Reports", description: "Charts and reports as PNG and PDF, through Cairo and Pango."),
    .default(enabledTraits: ["Reports"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo",
      providers: [.apt(["libcairo2-dev", "libpango1.0-dev", "libfontconfig-dev"]), .brew(["cairo", "pango", "fontconfig"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    room("Kernel", on: []),
    room("Groundwork", on: ["CZlib"]),
    room("Randomness", on: ["CGSL", "Groundwork"]),
    room("Estimation", on: ["Randomness", "Groundwork"]),
    room("Supply", on: ["Kernel", "Randomness", "Groundwork"]),
    room("Warehouse", on: ["Kernel", "Randomness", "Groundwork"]),
    room("Simulation", on: ["Supply", "Warehouse", "Kernel", "Randomness", "Groundwork"]),
    room("Scenario", on: ["Simulation", "Supply", "Warehouse", "Kernel", "Randomness", "Groundwork", .product(name: "Yams", package: "Yams")]),
    room("Optimization", on: ["Supply", "Randomness", "Groundwork"]),
    room("Store", on: ["Groundwork", .product(name: "GRDB", package: "GRDB.swift")]),
    room("History", on: ["Store", "Randomness", "Groundwork"]),
    room("Experiment", on: [
      "Scenario", "Optimization", "Estimation", "Store", "Simulation", "Supply", "Warehouse", "Kernel", "Randomness", "Groundwork",
    ]),
    room("Calibration", on: ["Experiment", "History", "Scenario", "Simulation", "Estimation", "Supply", "Store", "Kernel", "Randomness", "Groundwork"]),
    room("Verification", on: [
      "Experiment", "Scenario", "Optimization", "Estimation", "Simulation", "Supply", "Warehouse", "Kernel", "Randomness", "Groundwork",
    ]),
    room("Charts", on: ["Groundwork"]),
    room("Rendering", on: ["Charts", "Groundwork", "CZlib", .target(name: "CCairo", condition: .when(traits: ["Reports"]))]),
    room("Reports", on: [
      "Experiment", "Verification", "Rendering", "Charts", "Optimization", "Estimation", "Simulation", "Supply", "Warehouse", "Scenario", "Store",
      "Kernel", "Randomness", "Groundwork",
    ]),
    .executableTarget(
      name: "bullwhip",
      dependencies: [
        "Reports", "Verification", "Calibration", "Experiment", "Optimization", "Estimation", "Simulation", "Supply", "Warehouse", "Scenario", "Store", "Rendering", "Charts", "Kernel",
        "History", "Randomness", "Groundwork", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: strict),

    .target(name: "CxxLoops"),
    .executableTarget(
      name: "Benchmarks", dependencies: ["CxxLoops", "Kernel", "Randomness", "Supply", "Warehouse", "Simulation", "Optimization", "Groundwork", "Experiment"],
      swiftSettings: strict),

    proof("Kernel"), proof("Groundwork"), proof("Randomness", also: ["Groundwork"]), proof("Estimation", also: ["Randomness", "Groundwork"]), proof("Supply", also: ["Kernel", "Randomness"]), proof("Warehouse", also: ["Kernel", "Randomness"]),
    proof("Simulation", also: ["Supply", "Warehouse", "Kernel", "Randomness", "Groundwork", "Estimation"]),
    proof("Scenario", also: ["Simulation", "Supply", "Warehouse", "Groundwork", "Randomness", "Kernel", .product(name: "Yams", package: "Yams")]),
    proof("Optimization", also: ["Supply", "Randomness", "Groundwork"]),
    proof("Store", also: ["Groundwork", .product(name: "GRDB", package: "GRDB.swift")]), proof("History", also: ["Groundwork", "Store"]),
    proof("Experiment", also: [
      "Scenario", "Simulation", "Estimation", "Groundwork", "Supply", "Warehouse", "Optimization", "Kernel", "Randomness", "Store",
    ], snapshots: ["Snapshots"]),
    proof("Calibration", also: ["History", "Scenario", "Simulation", "Supply", "Kernel", "Randomness", "Groundwork"]),
    proof("Verification", also: ["Experiment", "Optimization", "Estimation", "Kernel", "Randomness", "Groundwork"]),
    proof("Charts", also: ["Groundwork"], snapshots: ["Snapshots"]), proof("Rendering", also: ["Charts", "Groundwork"]),
    proof("Reports", also: [
      "Experiment", "Charts", "Rendering", "Groundwork", "Estimation", "Simulation", "Scenario", "Supply", "Kernel", "Store",
    ]),
    .testTarget(
      name: "bullwhipTests",
      dependencies: [
        "bullwhip", "Reports", "Experiment", "Estimation", "Scenario", "Simulation", "Store", "Kernel", "Randomness", "Groundwork", "CZlib",
      ], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx20
)
