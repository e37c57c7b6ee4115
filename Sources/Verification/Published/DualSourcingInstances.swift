extension PublishedInstances {
  static let dualSourcing = PublishedInstances(
    "published: two suppliers",
    #"""
    [
    {"id": "dual-l2-ce110", "kind": "dual_sourcing", "source":
      "Veeraraghavan & Scheller-Wolf (2008) Oper. Res. 56(4); Gijsbrechts et al. (2022) MSOM 24(3) Sec. 6.2, Figure 9 gaps",
      "inputs": {"regular_lead_time": 2, "expedited_lead_time": 0, "regular_unit_cost": 100, "expedited_unit_cost": 110,
      "holding_cost": 5, "backorder_cost": 495, "demand": "uniform on 0..4", "criterion":
      "long-run average cost per period, purchase included"}, "expected": {"optimal_cost": 219.733333, "single_index.cost": 222.0,
      "dual_index.Se_Sr": [4, 8], "dual_index.cost": 220.125313, "capped_dual_index.Se_Sr_cap": [4, 8, 2], "capped_dual_index.cost":
      219.799406, "tailored_base_surge.S_Q": [4, 1], "tailored_base_surge.cost": 221.903047}, "tolerance": {"absolute": 0.001}},
    {"id": "dual-l3-ce105", "kind": "dual_sourcing", "source":
      "Veeraraghavan & Scheller-Wolf (2008) Oper. Res. 56(4); Gijsbrechts et al. (2022) MSOM 24(3) Sec. 6.2, Figure 9 gaps",
      "inputs": {"regular_lead_time": 3, "expedited_lead_time": 0, "regular_unit_cost": 100, "expedited_unit_cost": 105,
      "holding_cost": 5, "backorder_cost": 495, "demand": "uniform on 0..4", "criterion":
      "long-run average cost per period, purchase included"}, "expected": {"optimal_cost": 216.87672, "single_index.cost": 219.0,
      "dual_index.Se_Sr": [4, 8], "dual_index.cost": 217.458184, "capped_dual_index.Se_Sr_cap": [4, 9, 1], "capped_dual_index.cost":
      216.878307, "tailored_base_surge.S_Q": [4, 1], "tailored_base_surge.cost": 216.903047}, "tolerance": {"absolute": 0.001}},
    {"id": "dual-l4-ce105", "kind": "dual_sourcing", "source":
      "Veeraraghavan & Scheller-Wolf (2008) Oper. Res. 56(4); Gijsbrechts et al. (2022) MSOM 24(3) Sec. 6.2, Figure 9 gaps",
      "inputs": {"regular_lead_time": 4, "expedited_lead_time": 0, "regular_unit_cost": 100, "expedited_unit_cost": 105,
      "holding_cost": 5, "backorder_cost": 495, "demand": "uniform on 0..4", "criterion":
      "long-run average cost per period, purchase included"}, "expected": {"optimal_cost": 216.893051, "single_index.cost": 220.0,
      "dual_index.Se_Sr": [4, 8], "dual_index.cost": 217.674414, "capped_dual_index.Se_Sr_cap": [4, 11, 1],
      "capped_dual_index.cost": 216.893094, "tailored_base_surge.S_Q": [4, 1], "tailored_base_surge.cost": 216.903047}, "tolerance":
      {"absolute": 0.001}}
    ]
    """#)
}
