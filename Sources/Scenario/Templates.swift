/// Starting files for `bullwhip new`.
public enum Templates {
  public struct Template: Sendable {
    public var name: String
    public var summary: String
    public var text: String
  }

  public static func named(_ name: String) -> Template? { all.first { $0.name == name } }

  public static let all: [Template] = [inventory, warehouse, proof]

  static let inventory = Template(
    name: "inventory", summary: "items, a supplier and a policy; no people",
    text: """
      bullwhip: 1
      name: My first stock study
      currency: EUR
      clock: { start: 2024-01-01, horizon: 60 weeks, warm-up: 8 weeks, time-zone: UTC }

      items:
        # A longer list goes into a table: `from: items.csv`, with columns sku, unit-cost, price, mean …
        list:
          kettle:  { unit-cost: 14 EUR, price: 29 EUR, class: A }
          toaster: { unit-cost: 18 EUR, price: 39 EUR, class: A }
          whisk:   { unit-cost: 2 EUR, price: 6 EUR, class: B }

      suppliers:
        factory: { lead-time: { gamma: { mean: 14 d, sd: 4 d } }, order-cost: 75 EUR, closed: [sat, sun] }
      locations:
        store: { supplied-by: factory }

      demand:
        streams:
          shop sales:
            at: store
            per-item:
              every: day
              items:
                kettle:  { poisson: { mean: 3 } }
                toaster: { poisson: { mean: 2 } }
                whisk:   { negative-binomial: { mean: 5, dispersion: 2 } }
            unmet: { backorder: 60 %, lost: 40 % }

      policies:
        default: { s-S: { s: 4 weeks, S: 9 weeks } }      # in weeks of mean demand, or in units

      costs: { holding: 22 %/year, backorder: 0.30 EUR/unit/day, lost-sale: margin }
      targets: { fill-rate: ">= 96 %" }

      alternatives:
        leaner:        { policies.default.s-S: { s: 3 weeks, S: 7 weeks } }
        slow factory:  { suppliers.factory.lead-time: +7 d }
        best levels:   { policies.default: optimize }

      """)

  static let warehouse = Template(
    name: "warehouse", summary: "orders, stock, pickers and packers in one run",
    text: """
      bullwhip: 1
      name: My first warehouse
      currency: EUR
      clock: { start: 2024-01-01, horizon: 30 weeks, warm-up: 6 weeks, time-zone: Europe/Berlin }

      items:
        list:
          mug:    { unit-cost: 3 EUR, price: 8 EUR, popularity: 5 }
          plate:  { unit-cost: 4 EUR, price: 11 EUR, popularity: 3 }
          candle: { unit-cost: 1 EUR, price: 4 EUR, popularity: 2 }

      suppliers: { importer: { lead-time: { gamma: { mean: 10 d, sd: 3 d } }, order-cost: 60 EUR, multiple: 12, closed: [sat, sun] } }
      locations: { dc: { supplied-by: importer } }

      demand:
        streams:
          web orders:
            at: dc
            orders:
              arrivals: { poisson: { mean: 220 /day }, profile: { mon: 1.2, tue: 1.1, wed: 1, thu: 1, fri: 0.9, sat: 0.8, sun: 1 } }
              lines: { geometric: { mean: 2.2, from: 1 } }
              quantity: { geometric: { mean: 1.6, from: 1 } }
              due: 72 h
            unmet: backorder

      policies: { default: { s-S: { s: 3 weeks, S: 6 weeks } } }

      warehouse:
        shifts: { early: { days: mon-fri, hours: 06:00-14:00, breaks: { lunch: 10:00 +30 min } } }
        workers:
          pickers: { count: 3, shift: early, skills: { pick: 100 %, put-away: 90 % }, wage: 15 EUR/h }
          packers: { count: 2, shift: early, skills: { pack: 100 %, pick: 80 % }, wage: 14 EUR/h }
        places: { benches: 2 }
        layout: { aisles: 6, length: 20 m, width: 2.5 m }
        process:
          inbound:
            put-away: { by: pickers, time: 60 s per line }
          outbound:
            pick: { by: pickers, batch: 4 orders, route: s-shape, time: { travel: 0.9 s per m, per-line: 20 s } }
            pack: { by: packers, at: benches, time: { lognormal: { mean: 70 s, cv: 0.6 } } }
            ship: { departures: mon-fri 16:30, cut-off: 30 min }

      costs: { holding: 22 %/year, backorder: 0.20 EUR/unit/day }
      targets: { order-cycle-time.p95: "<= 72 h" }

      alternatives:
        one more packer: { warehouse.workers.packers.count: +1 }
        busier:          { demand.scale: ×1.1 }

      """)

  static let proof = Template(
    name: "proof", summary: "one item under the textbook's model, where the exact optimum is known",
    text: """
      bullwhip: 1
      name: One item under the textbook's model
      currency: EUR
      study: periodic                # each day: receive, order, demand; cost on the day's end
      clock: { start: day 0, horizon: 520 weeks, warm-up: 20 weeks }

      items: { list: { part: { unit-cost: 20 EUR } } }
      suppliers: { works: { lead-time: 3 d, order-cost: 64 EUR } }
      locations: { store: { supplied-by: works } }

      demand:
        streams:
          workshop: { at: store, per-item: { poisson: { mean: 5 } }, unmet: backorder }

      policies: { default: { s-S: { s: 18, S: 50 } } }
      costs: { holding: 1 EUR/unit/day, backorder: 9 EUR/unit/day }

      alternatives:
        DP levels: { policies.default: optimize }

      """)
}
