extension PublishedInstances {
  static let lostSales = PublishedInstances(
    "published: lost sales with a lead time",
    #"""
    [
    {"id": "ls-geometric-L1-p39", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "geometric", "demand_mean": 5, "lead_time": 1, "holding_cost": 1, "lost_sale_cost": 39, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 23.865687, "base_stock.S": 27, "base_stock.cost": 24.006636,
      "capped_base_stock.S": 27, "capped_base_stock.cap": 16, "capped_base_stock.cost": 23.947227, "constant_order.q": 4,
      "constant_order.cost": 49.0}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-geometric-L1-p4", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "geometric", "demand_mean": 5, "lead_time": 1, "holding_cost": 1, "lost_sale_cost": 4, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 9.817487, "base_stock.S": 12, "base_stock.cost": 10.041803,
      "capped_base_stock.S": 13, "capped_base_stock.cap": 5, "capped_base_stock.cost": 9.871236, "constant_order.q": 3,
      "constant_order.cost": 11.0}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-geometric-L2-p39", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "geometric", "demand_mean": 5, "lead_time": 2, "holding_cost": 1, "lost_sale_cost": 39, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 26.213769, "base_stock.S": 34, "base_stock.cost": 26.553505,
      "capped_base_stock.S": 34, "capped_base_stock.cap": 12, "capped_base_stock.cost": 26.388067, "constant_order.q": 4,
      "constant_order.cost": 49.0}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-geometric-L3-p9", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "geometric", "demand_mean": 5, "lead_time": 3, "holding_cost": 1, "lost_sale_cost": 9, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 16.136742, "base_stock.S": 26, "base_stock.cost": 16.871668,
      "capped_base_stock.S": 27, "capped_base_stock.cap": 6, "capped_base_stock.cost": 16.295561, "constant_order.q": 4,
      "constant_order.cost": 19.0}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-geometric-L4-p19", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "geometric", "demand_mean": 5, "lead_time": 4, "holding_cost": 1, "lost_sale_cost": 19, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 22.953004, "base_stock.S": 38, "base_stock.cost": 23.849484,
      "capped_base_stock.S": 39, "capped_base_stock.cap": 7, "capped_base_stock.cost": 23.208419, "constant_order.q": 4,
      "constant_order.cost": 29.0}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-geometric-L4-p39", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "geometric", "demand_mean": 5, "lead_time": 4, "holding_cost": 1, "lost_sale_cost": 39, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 29.355931, "base_stock.S": 45, "base_stock.cost": 30.107836,
      "capped_base_stock.S": 46, "capped_base_stock.cap": 9, "capped_base_stock.cost": 29.670162, "constant_order.q": 4,
      "constant_order.cost": 49.0}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L1-p19", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 1, "holding_cost": 1, "lost_sale_cost": 19, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 6.675744, "base_stock.S": 15, "base_stock.cost": 6.727784,
      "capped_base_stock.S": 15, "capped_base_stock.cap": 8, "capped_base_stock.cost": 6.687751, "constant_order.q": 4,
      "constant_order.cost": 20.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L1-p39", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 1, "holding_cost": 1, "lost_sale_cost": 39, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 7.83595, "base_stock.S": 16, "base_stock.cost": 7.862646,
      "capped_base_stock.S": 16, "capped_base_stock.cap": 9, "capped_base_stock.cost": 7.842476, "constant_order.q": 4,
      "constant_order.cost": 40.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L1-p9", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 1, "holding_cost": 1, "lost_sale_cost": 9, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 5.438218, "base_stock.S": 13, "base_stock.cost": 5.54747,
      "capped_base_stock.S": 14, "capped_base_stock.cap": 6, "capped_base_stock.cost": 5.481229, "constant_order.q": 4,
      "constant_order.cost": 10.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L2-p19", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 2, "holding_cost": 1, "lost_sale_cost": 19, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 7.664416, "base_stock.S": 21, "base_stock.cost": 7.842175,
      "capped_base_stock.S": 21, "capped_base_stock.cap": 7, "capped_base_stock.cost": 7.720857, "constant_order.q": 4,
      "constant_order.cost": 20.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L2-p4", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 2, "holding_cost": 1, "lost_sale_cost": 4, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 4.395295, "base_stock.S": 16, "base_stock.cost": 4.638646,
      "capped_base_stock.S": 17, "capped_base_stock.cap": 5, "capped_base_stock.cost": 4.405729, "constant_order.q": 4,
      "constant_order.cost": 5.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L3-p39", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 3, "holding_cost": 1, "lost_sale_cost": 39, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 10.038477, "base_stock.S": 28, "base_stock.cost": 10.217631,
      "capped_base_stock.S": 28, "capped_base_stock.cap": 7, "capped_base_stock.cost": 10.085255, "constant_order.q": 4,
      "constant_order.cost": 40.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L3-p4", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 3, "holding_cost": 1, "lost_sale_cost": 4, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 4.598719, "base_stock.S": 20, "base_stock.cost": 4.974995,
      "capped_base_stock.S": 21, "capped_base_stock.cap": 5, "capped_base_stock.cost": 4.630773, "constant_order.q": 4,
      "constant_order.cost": 5.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L3-p9", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 3, "holding_cost": 1, "lost_sale_cost": 9, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 6.531373, "base_stock.S": 23, "base_stock.cost": 6.864029,
      "capped_base_stock.S": 24, "capped_base_stock.cap": 6, "capped_base_stock.cost": 6.616439, "constant_order.q": 4,
      "constant_order.cost": 10.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L4-p19", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 4, "holding_cost": 1, "lost_sale_cost": 19, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 8.887175, "base_stock.S": 31, "base_stock.cost": 9.231936,
      "capped_base_stock.S": 31, "capped_base_stock.cap": 6, "capped_base_stock.cost": 8.954384, "constant_order.q": 4,
      "constant_order.cost": 20.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}},
    {"id": "ls-poisson-L4-p39", "kind": "lost_sales", "source":
      "Zipkin (2008) Oper. Res. 56(5) test bed (Table 3); capped base-stock: Xin (2021) Oper. Res. 69(1), Gijsbrechts et al. (2022) MSOM",
      "inputs": {"demand": "poisson", "demand_mean": 5, "lead_time": 4, "holding_cost": 1, "lost_sale_cost": 39, "sequence":
      "receive, order, demand; excess lost; holding and lost-sale cost on the period end", "criterion":
      "long-run average cost per period"}, "expected": {"optimal_cost": 10.794409, "base_stock.S": 33, "base_stock.cost": 11.062286,
      "capped_base_stock.S": 34, "capped_base_stock.cap": 6, "capped_base_stock.cost": 10.892602, "constant_order.q": 4,
      "constant_order.cost": 40.274794}, "tolerance": {"absolute": 0.002, "exact": ["base_stock.S"]}}
    ]
    """#)
}
