extension PublishedInstances {
  static let perishables = PublishedInstances(
    "published: perishable items",
    #"""
    [
    {"id": "perish-m2-L2-w7-lifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 2, "lead_time": 2, "waste_cost": 7, "issuing": "lifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1551.425, "value_from_empty":
      -1615.0696, "base_stock.S": 7, "base_stock.return": -1589.982}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m3-L1-w7-fifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 3, "lead_time": 1, "waste_cost": 7, "issuing": "fifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1424.394, "value_from_empty":
      -1479.0588, "base_stock.S": 8, "base_stock.return": -1434.949}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m3-L1-w7-lifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 3, "lead_time": 1, "waste_cost": 7, "issuing": "lifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1489.971, "value_from_empty":
      -1542.698, "base_stock.S": 6, "base_stock.return": -1500.764}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m3-L2-w10-fifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 3, "lead_time": 2, "waste_cost": 10, "issuing": "fifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1436.845, "value_from_empty":
      -1505.7036, "base_stock.S": 10, "base_stock.return": -1457.266}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m3-L2-w10-lifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 3, "lead_time": 2, "waste_cost": 10, "issuing": "lifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1526.338, "value_from_empty":
      -1589.6944, "base_stock.S": 8, "base_stock.return": -1544.036}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m3-L2-w7-lifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 3, "lead_time": 2, "waste_cost": 7, "issuing": "lifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1513.369, "value_from_empty":
      -1576.9121, "base_stock.S": 8, "base_stock.return": -1533.343}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m4-L1-w10-fifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 4, "lead_time": 1, "waste_cost": 10, "issuing": "fifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1422.539, "value_from_empty":
      -1477.2306, "base_stock.S": 8, "base_stock.return": -1430.253}, "tolerance": {"absolute": 0.05}},
    {"id": "perish-m4-L1-w7-lifo", "kind": "perishable", "source":
      "De Moor, Gijsbrechts & Boute (2022) EJOR 301(2), A; Farrington et al. (2025) Ann. Oper. Res. 349(3), Table 3",
      "inputs": {"shelf_life": 4, "lead_time": 1, "waste_cost": 7, "issuing": "lifo", "order_cost": 3, "shortage_cost": 5,
      "holding_cost": 1, "max_order": 10, "demand": "gamma mean 4 cv 0.5 rounded to nearest integer", "discount": 0.99, "horizon":
      "365 discounted periods after 100 warm-up periods from empty"}, "expected": {"optimal_return": -1459.457, "value_from_empty":
      -1512.8552, "base_stock.S": 7, "base_stock.return": -1476.339}, "tolerance": {"absolute": 0.05}}
    ]
    """#)
}
