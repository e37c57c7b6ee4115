import Kernel
import Simulation
import Testing
import Warehouse

@testable import Experiment

/// Queues beside an obvious implementation: a list that is searched from end to end whenever the server is free.
@Suite struct `One server and a list` {
  struct Customer {
    var number: Int
    var came: Int64
    var due: Int64
    var priority: Int
    /// Ticks of work.
    var work: Int64 = 0
  }

  static func yaml(_ queue: String, time: String = "{ lognormal: { mean: 12 min, cv: 0.8 } }") -> String {
    """
    bullwhip: 1
    name: Line
    currency: EUR
    clock: { start: day 0, horizon: 20 d }
    items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
    locations: { house: { stock: unlimited } }
    demand:
      streams:
        urgent: { at: house, orders: { arrivals: { poisson: { mean: 1.5 /h } }, lines: 1, quantity: 1, priority: 1, due: 1 h } }
        ordinary: { at: house, orders: { arrivals: { poisson: { mean: 2.5 /h } }, lines: 1, quantity: 1, priority: 2, due: 9 h } }
    warehouse:
      shifts: { always: { hours: 00:00-24:00 } }
      workers: { clerks: { count: 1, shift: always, skills: { serve: 100 % } } }
      process: { outbound: { serve: { by: clerks, time: \(time), \(queue) } } }
    experiment: { replications: 2, seed: 1 }

    """
  }

  /// Who came when, how long the work of each took in the end, and when each was done.
  private func watched(_ yaml: String) throws -> (customers: [Customer], done: [Int: Int64]) {
    let run = try TracedRun(try Watched.study(yaml))
    var customers: [Customer] = [], begun: [Int: Int64] = [:], done: [Int: Int64] = [:]
    _ = run.watch { event in
      if event.kind == .orderPlaced {
        customers.append(
          Customer(number: event.order, came: event.time.ticks, due: event.due?.ticks ?? .max, priority: event.stream == 0 ? 1 : 2))
      }
      guard let floor = event.floor else { return }
      if floor.kind == .begun { begun[event.order] = event.time.ticks }
      if floor.kind == .done {
        done[event.order] = event.time.ticks
        customers[event.order - 1].work = event.time.ticks - begun[event.order]!
      }
    }
    return (customers, done)
  }

  /// Serves them one after another; `isBefore` says who of two that wait goes first.
  private func served(_ customers: [Customer], _ isBefore: (Customer, Customer) -> Bool) -> [Int: Int64] {
    var done: [Int: Int64] = [:], rest = customers, now: Int64 = 0
    while !rest.isEmpty {
      let here = rest.filter { $0.came <= now }
      guard var best = here.first else {
        now = rest.map(\.came).min()!
        continue
      }
      for other in here.dropFirst() where isBefore(other, best) { best = other }
      now += best.work
      done[best.number] = now
      rest.removeAll { $0.number == best.number }
    }
    return done
  }

  @Test func `serve the earliest due date first`() throws {
    let (customers, done) = try watched(Self.yaml("queue: due date"))
    let ended = customers.filter { done[$0.number] != nil }
    #expect(ended.count > 1500 && ended.count == customers.count)
    let obvious = served(ended) { ($0.due, $0.number) < ($1.due, $1.number) }
    #expect(done == obvious)
    // It is another line than first come, first served: the test would see the difference.
    #expect(served(ended) { $0.number < $1.number } != obvious)
  }

  @Test func `serve the shortest work first, and the last that came first`() throws {
    let (short, shortDone) = try watched(Self.yaml("queue: shortest"))
    #expect(shortDone == served(short) { ($0.work, $0.number) < ($1.work, $1.number) })
    let (last, lastDone) = try watched(Self.yaml("queue: lifo"))
    #expect(lastDone == served(last) { $0.number > $1.number })
  }

  /// Preemptive restart: who is displaced begins again from the start and needs as long as the first time. Event by event over a plain
  /// list.
  @Test func `begin again from the start when a more urgent one displaces`() throws {
    let (customers, done) = try watched(Self.yaml("queue: priority, preempt: restart", time: "{ lognormal: { mean: 7 min, cv: 0.8 } }"))
    var obvious: [Int: Int64] = [:], waiting: [Customer] = [], busy: (customer: Customer, end: Int64)?, displaced = 0
    func next() -> Customer? {
      guard let best = waiting.min(by: { ($0.priority, $0.number) < ($1.priority, $1.number) }) else { return nil }
      waiting.removeAll { $0.number == best.number }
      return best
    }
    func finish(until now: Int64) {
      while let work = busy, work.end <= now {
        obvious[work.customer.number] = work.end
        busy = next().map { ($0, work.end + $0.work) }
      }
    }
    for customer in customers {
      finish(until: customer.came)
      if let work = busy {
        if customer.priority < work.customer.priority {
          waiting.append(work.customer)
          busy = (customer, customer.came + customer.work)
          displaced += 1
        } else {
          waiting.append(customer)
        }
      } else {
        busy = (customer, customer.came + customer.work)
      }
    }
    finish(until: .max)
    #expect(customers.count > 1500 && displaced > 100)
    #expect(done == obvious)
  }

  /// With `ties: shuffled` those who come at one instant change places, and nothing else: the same work is done for the same orders.
  @Test func `a shuffle of ties changes who is first and loses nobody`() throws {
    let yaml = """
      bullwhip: 1
      name: Ties
      currency: EUR
      clock: { start: day 0, horizon: 10 d }
      items: { list: { thing: { unit-cost: 1 EUR, price: 5 EUR } } }
      locations: { house: { stock: unlimited } }
      demand: { streams: { orders: { at: house, orders: { arrivals: { poisson: { mean: 3 /h } }, lines: 1, quantity: 1 } } } }
      warehouse:
        shifts: { always: { hours: 00:00-24:00 } }
        workers: { clerks: { count: 1, shift: always, skills: { serve: 100 % } } }
        accounts: full
        process:
          outbound:
            gather: { batch: 6 orders }
            serve: { by: clerks, time: { lognormal: { mean: 12 min, cv: 0.8 } } }
      experiment: { replications: 2, seed: 1 }

      """
    let shuffled = yaml.replacing("accounts: full", with: "accounts: full\n  ties: shuffled")
    let (first, firstDone) = try watched(yaml), (second, secondDone) = try watched(shuffled)
    #expect(first.map(\.came) == second.map(\.came))
    #expect(first.map(\.work) == second.map(\.work))
    #expect(Set(firstDone.keys) == Set(secondDone.keys) && firstDone.count > 600)
    #expect(firstDone.values.max() == secondDone.values.max())
    func sequence(_ done: [Int: Int64]) -> [Int] { done.sorted { $0.value < $1.value }.map(\.key) }
    #expect(sequence(firstDone) == sequence(firstDone).sorted())
    #expect(sequence(secondDone) != sequence(firstDone))
    // Nobody changes places with somebody of another gathering.
    for (place, number) in sequence(secondDone).enumerated() { #expect((number - 1) / 6 == place / 6) }
  }
}
