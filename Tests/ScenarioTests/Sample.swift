/// The specification's own sample, with its tables, and a smaller scenario that the tests of errors change word by word.
enum Sample {
  static let product = """
    bullwhip: 1
    name: Gift retailer, one distribution centre
    currency: GBP
    clock: { start: 2011-01-03, horizon: 52 weeks, warm-up: 8 weeks, time-zone: Europe/London }

    items: { from: items.csv }       # sku, unit-cost, price, volume, zone, popularity …
    suppliers:
      overseas: { lead-time: { gamma: { mean: 21 d, sd: 6 d } }, order-cost: 120 GBP, multiple: 12, minimum: 48 }
      domestic: { lead-time: { empirical: domestic-days.csv }, order-cost: 25 GBP, closed: [sat, sun] }
    locations:
      dc: { supplied-by: overseas, capacity: 900 m3 }

    demand:
      streams:
        web orders:                                # customers' orders with lines: what pickers pick
          at: dc
          orders:
            arrivals: { poisson: { mean: 92 /day }, profile: hour-of-week.csv, season: week-of-year.csv }
            lines: { geometric: { mean: 4.2, from: 1 } }
            item: popularity
            quantity: { empirical: line-quantity.csv }
          unmet: { backorder: 70 %, lost: 30 % }

    policies:
      default: { s-S: { s: 3 weeks, S: 7 weeks } } # in units, or in weeks of mean demand
      items: { "85123A": { s-S: { s: 210, S: 640 } } }

    warehouse:
      shifts: { early: { days: mon-fri, hours: 06:00-14:00, breaks: { morning: 10:00 +20 min, lunch: 12:00 +30 min } } }
      workers:
        pickers: { count: 8, shift: early, skills: { pick: 100 %, put-away: 80 % }, wage: 14.20 GBP/h }
        packers: { count: 4, shift: early, skills: { pack: 100 % }, wage: 13.10 GBP/h }
      places: { benches: 4 }
      layout: { aisles: 10, length: 25 m, width: 2.4 m, depot: front-middle }
      process:
        inbound:  { put-away: { by: pickers, time: 45 s per line } }
        outbound:
          pick: { by: pickers, batch: 4 orders, route: s-shape, time: { travel: 0.9 s per m, per-line: 21 s } }
          pack: { by: packers, at: benches, time: { lognormal: { mean: 74 s, cv: 0.6 } } }
          ship: { departures: mon-fri 16:30 }

    costs: { holding: 22 %/year, backorder: 0.40 GBP/unit/day, lost-sale: margin }
    targets: { fill-rate: ">= 97 %", order-cycle-time.p95: "<= 36 h" }

    alternatives:
      two more packers: { warehouse.workers.packers.count: +2 }
      slow boats:       { suppliers.overseas.lead-time: +14 d }
      DP levels:        { policies.default: optimize }

    """

  static var productFiles: [String: String] {
    let hours = (0..<168).map { "\($0),\(($0 % 24 >= 8 && $0 % 24 < 20) ? 1 : 0)" }.joined(separator: "\n")
    let weeks = (1...52).map { "\($0),\($0 < 27 ? 0.8 : 1.2)" }.joined(separator: "\n")
    return [
      "s.yaml": product,
      "items.csv":
        "sku,unit-cost,price,volume,zone,popularity,supplier\n85123A,1.60,2.55,1.2 l,A1,3,overseas\n22423,5.00,12.75,4,A2,1,domestic\n",
      "domestic-days.csv": "days,count\n1,4\n2,5\n3,1\n",
      "hour-of-week.csv": "hour-of-week,factor\n\(hours)\n",
      "week-of-year.csv": "week,factor\n\(weeks)\n",
      "line-quantity.csv": "quantity,count\n1,50\n2,30\n6,15\n12,5\n",
    ]
  }

  /// One of everything, in few lines. Tests replace a piece of it and say what the door answers.
  static let small = """
    bullwhip: 1
    name: Small
    currency: GBP
    clock: { start: 2011-01-03, horizon: 26 weeks, warm-up: 2 weeks, time-zone: Europe/London }
    items:
      list:
        mug: { unit-cost: 2 GBP, price: 5 GBP, class: A }
        jug: { unit-cost: 4 GBP, price: 9 GBP, class: B }
    suppliers:
      overseas: { lead-time: { gamma: { mean: 21 d, sd: 6 d } }, order-cost: 120 GBP }
    locations:
      dc: { supplied-by: overseas }
    demand:
      streams:
        web orders:
          at: dc
          orders: { arrivals: { poisson: { mean: 24 /day } }, lines: 2, quantity: 3, due: 48 h }
          unmet: { backorder: 70 %, lost: 30 % }
    policies:
      default: { s-S: { s: 3 weeks, S: 7 weeks } }
    warehouse:
      shifts:
        early: { days: mon-fri, hours: 06:00-14:00, breaks: { lunch: 12:00 +30 min } }
      workers:
        pickers: { count: 3, shift: early, skills: { pick: 100 % } }
        packers: { count: 2, shift: early }
      places: { benches: 2 }
      process:
        outbound:
          pick: { by: pickers, time: 60 s per line }
          pack: { by: packers, at: benches, time: { lognormal: { mean: 74 s, cv: 0.6 } } }
          ship: { departures: mon-fri 16:30 }
    costs: { holding: 22 %/year, backorder: 0.40 GBP/unit/day, lost-sale: margin }
    targets: { fill-rate: ">= 97 %" }
    experiment: { replications: 10, seed: 1 }
    alternatives:
      two more packers: { warehouse.workers.packers.count: +2 }

    """
}
