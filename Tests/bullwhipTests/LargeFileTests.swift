import Foundation
import Testing

@Suite(.serialized, .enabled(if: Product.release != nil, "needs the release build in BULLWHIP_BINARY"))
struct `Order lines by the million` {
  /// Order lines of a shop of 3 000 articles, eight to an order, over a year.
  private static func write(_ count: Int, to path: String) throws {
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    var text = "order,item,quantity,date,price\n"
    for line in 0..<count {
      let minute = line / 8 * 525_600 / (count / 8 + 1), day = minute / 1_440
      let month = day % 360 / 30 + 1, date = day % 28 + 1
      text += "\(line / 8),sku-\(line &* 7_919 % 3_000),\(1 + line % 5),"
      text += "2023-\(month < 10 ? "0" : "")\(month)-\(date < 10 ? "0" : "")\(date) "
      text += "\(10 + minute % 1_440 / 144):\(10 + minute % 50),2.50\n"
      if text.utf8.count > 1 << 20 {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
    try file.write(contentsOf: Data(text.utf8))
  }

  /// Bytes that `calibrate` held at most while it read the file.
  private static func peak(_ shell: Shell, _ file: String) throws -> Int {
    let (process, _, err) = try shell.start(["calibrate", file, "--replications", "2"], program: Product.program)
    var most = 0
    while process.isRunning {
      most = max(most, process.peakMemory ?? 0)
      usleep(2_000)
    }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\((try? String(contentsOf: err, encoding: .utf8)) ?? "")")
    return most
  }

  /// Four times the lines, so that tables that double are equally full; what ten million would take lies on the straight line.
  @Test func `ten million are read in less than a gibibyte`() throws {
    let shell = try Shell()
    defer { shell.remove() }
    let few = 250_000, many = 1_000_000
    var held: [Double] = []
    for count in [few, many] {
      try Self.write(count, to: shell.folder.path + "/\(count).csv")
      held.append(Double(try Self.peak(shell, "\(count).csv")))
    }
    let bytesALine = (held[1] - held[0]) / Double(many - few)
    #expect(held[0] > 1e6 && bytesALine > 1, "the peaks were seen")
    let ofTenMillion = held[0] + bytesALine * Double(10_000_000 - few)
    print("order lines: \(Int(bytesALine)) bytes a line, \(Int(ofTenMillion / 1_048_576)) MiB for ten million")
    #expect(ofTenMillion < 1_073_741_824)
  }
}
