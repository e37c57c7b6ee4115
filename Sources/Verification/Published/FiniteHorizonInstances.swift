extension PublishedInstances {
  static let finiteHorizon = PublishedInstances(
    "published: finite horizon",
    #"""
    [
    {"id": "dp_instance_1", "kind": "finite_horizon_dp", "source": "stockpyl tests/test_finite_horizon.py",
      "inputs": {"num_periods": 12, "holding_cost": [1, 1, 1, 1, 2, 2, 0.5, 0.5, 1, 1, 2, 2], "stockout_cost": [20, 20, 10, 15,
      10, 10, 20, 20, 15, 25, 20, 10], "terminal_holding_cost": 4, "terminal_stockout_cost": 50, "purchase_cost": [0.5, 0.5, 0.5,
      0.5, 0.2, 0.8, 0.2, 0.8, 0.5, 0.5, 0.5, 0.5], "fixed_cost": 0, "demand_mean": [20, 60, 110, 200, 200, 40, 200, 200, 100,
      170, 30, 90], "demand_sd": [4.6, 11.9, 26.4, 32.8, 1.8, 8.5, 46.7, 33.9, 18.9, 31.6, 2.9, 14.8], "discount_factor": 0.98,
      "initial_inventory_level": 0}, "expected": {"reorder_points": [28, 80, 145, 246, 202, 47, 409, 259, 129, 213, 34, 109],
      "order_up_to_levels": [28, 80, 145, 246, 202, 47, 409, 259, 129, 213, 34, 109], "total_cost": 1077.121815},
      "tolerance": {"relative": 1e-05}},
    {"id": "dp_problem_4_30", "kind": "finite_horizon_dp", "source": "stockpyl instance 'problem_4_30'",
      "inputs": {"num_periods": 10, "holding_cost": 1, "stockout_cost": 25, "terminal_holding_cost": 1,
      "terminal_stockout_cost": 25, "purchase_cost": 1, "fixed_cost": 40, "demand_mean": 18, "demand_sd": 3,
      "discount_factor": 0.98, "initial_inventory_level": 0}, "expected": {"reorder_points": [17, 17, 17, 17, 17, 17, 17, 17, 17,
      18], "order_up_to_levels": [42, 42, 42, 42, 42, 42, 42, 41, 41, 23], "total_cost": 519.2517425},
      "tolerance": {"relative": 1e-05}}
    ]
    """#)
}
