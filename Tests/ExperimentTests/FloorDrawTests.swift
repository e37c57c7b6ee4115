import Kernel
import Simulation
import Testing
import Warehouse

@testable import Experiment

/// One test a row of the table that says what each draw of the floor is keyed to.
@Suite struct `Draws of the floor move only with what they are keyed to` {
  private func yaml(pickers: Int = 3, packers: Int = 2, perHour: Double = 6, wage: Int = 14) -> String {
    """
    bullwhip: 1
    name: Draws
    currency: EUR
    clock: { start: day 0, horizon: 21 d }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    locations: { house: { stock: unlimited } }
    demand: { streams: { orders: { at: house, orders: { arrivals: { poisson: { mean: \(perHour) /h } }, lines: 1, quantity: 1 } } } }
    warehouse:
      accounts: full
      shifts: { day: { hours: 06:00-22:00 } }
      workers:
        pickers: { count: \(pickers), shift: day, skills: { pick: 100 % }, wage: \(wage) EUR/h, absence: 20 % }
        packers: { count: \(packers), shift: day, skills: { pack: 100 % } }
      equipment:
        carts: { count: 9, failures: { up: { exponential: { mean: 60 h } }, down: { exponential: { mean: 5 h } }, clock: calendar } }
      process:
        outbound:
          pick: { by: pickers, with: carts, time: { exponential: { mean: 8 min } } }
          pack: { by: packers, time: { lognormal: { mean: 6 min, cv: 0.6 } } }
    experiment: { replications: 2, seed: 4 }

    """
  }

  /// What somebody who watches writes down: minutes of work by order and step, who is absent from when, which unit fails when.
  private struct Notes {
    var work: [String: Int64] = [:]
    var absences: Set<String> = []
    var failures: Set<String> = []
  }

  private func notes(_ yaml: String) throws -> Notes {
    let run = try TracedRun(try Watched.study(yaml))
    var notes = Notes(), begun: [String: Int64] = [:], broken: Set<String> = []
    _ = run.watch { event in
      guard let floor = event.floor else { return }
      let job = "\(event.order) \(floor.station)"
      switch floor.kind {
      case .begun: begun[job] = event.time.ticks
      // Whoever lost its cart takes another; such work is not looked at.
      case .stopped, .putBack, .resumed: broken.insert(job)
      case .done: if let start = begun[job], !broken.contains(job) { notes.work[job] = event.time.ticks - start }
      case .person:
        let day = event.time.ticks / SimTime.ticksPerDay
        if floor.state == PersonState.absent.rawValue, floor.pool == 0 { notes.absences.insert("\(floor.person) \(day)") }
      case .equipment: if floor.state == 2 { notes.failures.insert("\(floor.unit) \(event.time.ticks)") }
      default: break
      }
    }
    return notes
  }

  @Test func `work takes as long whoever does it and however many they are`() throws {
    let base = try notes(yaml()), more = try notes(yaml(pickers: 5, packers: 4, wage: 20))
    let both = base.work.keys.filter { more.work[$0] != nil }
    #expect(both.count > 4_000)
    #expect(both.allSatisfy { base.work[$0] == more.work[$0] })
    #expect(Set(base.work.values).count > 3_000)
  }

  @Test func `who is absent does not hang on the work, the wage, other pools, or colleagues who come`() throws {
    let base = try notes(yaml())
    #expect(base.absences.count > 5)
    #expect(try notes(yaml(packers: 5, perHour: 2, wage: 30)).absences == base.absences)
    let more = try notes(yaml(pickers: 6)).absences
    #expect(base.absences.isSubset(of: more) && more.count > base.absences.count)
  }

  @Test func `what fails by the calendar fails then, whatever is done with it`() throws {
    let base = try notes(yaml())
    #expect(base.failures.count > 20)
    #expect(try notes(yaml(pickers: 5, packers: 1, perHour: 3)).failures == base.failures)
  }
}
