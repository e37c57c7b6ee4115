import Groundwork
import Simulation
import Testing

@Suite struct `A replication that is watched` {
  @Test func `ends at once when the flag is up, and is whole while it is down`() throws {
    let plan = try World().compiled()
    let free = PairedRunner([plan]).run(seed: 4, replication: 0)
    let flag = Cancellation()
    let runner = PairedRunner([plan])
    runner.watch(flag)
    #expect(runner.run(seed: 4, replication: 0) == free)
    flag.cancel()
    let cut = runner.run(seed: 4, replication: 0)
    #expect(cut.count == 1 && cut[0].items.isEmpty && cut[0] != free[0])
  }
}
