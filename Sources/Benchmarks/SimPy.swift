import Foundation

/// The peer most modellers know, asked in its own process when it is installed: M/M/1 as its documentation would write it, with the sums
/// of waits.
enum SimPy {
  private static let program = """
    import random, sys, time
    import simpy
    customers = int(sys.argv[1])
    draw = random.Random(1).expovariate
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    waits = [0, 0.0, 0.0]
    def customer():
        came = env.now
        with server.request() as turn:
            yield turn
            wait = env.now - came
            waits[0] += 1
            waits[1] += wait
            waits[2] += wait * wait
            yield env.timeout(draw(1.0))
    def source():
        for _ in range(customers):
            yield env.timeout(draw(0.9))
            env.process(customer())
    env.process(source())
    begin = time.process_time()
    env.run()
    print(simpy.__version__, customers / (time.process_time() - begin), waits[1] / waits[0])
    """

  /// Version, millions of customers a second, mean wait; nil when it is not there.
  static func measure(customers: Int) -> (version: String, rate: Double, wait: Double)? {
    let process = Process(), output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", program, "\(customers)"]
    process.standardOutput = output
    process.standardError = Pipe()
    guard (try? process.run()) != nil else { return nil }
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let words = String(decoding: said, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard process.terminationStatus == 0, words.count == 3, let rate = Double(words[1]), let wait = Double(words[2]) else { return nil }
    return (String(words[0]), rate / 1e6, wait)
  }
}
