extension PublishedInstances {
  static let lotSizing = PublishedInstances(
    "published: lots for known demand",
    #"""
    [
    {"id": "ww_constant_demand", "kind": "wagner_whitin", "source": "stockpyl tests/test_wagner_whitin.py",
      "inputs": {"num_periods": 5, "holding_cost": 0.1, "fixed_cost": 100, "demand": [200, 200, 200, 200, 200]},
      "expected": {"order_quantities": [400, 0, 600, 0, 0], "cost": 280, "cost_to_go_period_1": 280},
      "tolerance": {"relative": 1e-06}},
    {"id": "ww_example_3_9", "kind": "wagner_whitin", "source": "stockpyl instance 'example_3_9'", "inputs": {"num_periods": 4,
      "holding_cost": 2, "fixed_cost": 500, "demand": [90, 120, 80, 70]}, "expected": {"order_quantities": [210, 0, 150, 0],
      "cost": 1380, "cost_to_go_period_1": 1380}, "tolerance": {"relative": 1e-06}},
    {"id": "ww_problem_3_27", "kind": "wagner_whitin", "source": "stockpyl instance 'problem_3_27'", "inputs": {"num_periods": 4,
      "holding_cost": 0.8, "fixed_cost": 120, "demand": [150, 100, 80, 200]}, "expected": {"order_quantities": [150, 180, 0, 200],
      "cost": 424, "cost_to_go_period_1": 424}, "tolerance": {"relative": 1e-06}}
    ]
    """#)
}
