extension PublishedInstances {
  static let jointReplenishment = PublishedInstances(
    "published: items ordered together",
    #"""
    [
    {"id": "jrp-vanvuchelen-1", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..5 / 0..3", "minor_costs": [10, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [1, 1], "backorder_costs": [19, 19]},
      "expected": {"value_disc_0_0": 6596.0905, "value_disc_5_0": 6524.1155, "optimal_q_at_5_0": [0, 6], "optimal_q_at_0_0": [6, 6],
      "optimal_average_cost": 64.918336}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-10", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..6 / 0..2", "minor_costs": [10, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [1, 5], "backorder_costs": [19, 95]},
      "expected": {"value_disc_0_0": 7522.3387, "value_disc_5_0": 7459.5838, "optimal_q_at_5_0": [3, 3], "optimal_q_at_0_0": [8, 4],
      "optimal_average_cost": 74.336846}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-11", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..6 / 0..2", "minor_costs": [10, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [5, 1], "backorder_costs": [95, 19]},
      "expected": {"value_disc_0_0": 8391.665, "value_disc_5_0": 8326.6589, "optimal_q_at_5_0": [1, 5], "optimal_q_at_0_0": [6, 6],
      "optimal_average_cost": 83.0076}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-12", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..6 / 0..2", "minor_costs": [10, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [5, 5], "backorder_costs": [95, 95]},
      "expected": {"value_disc_0_0": 9477.4378, "value_disc_5_0": 9410.4202, "optimal_q_at_5_0": [2, 4], "optimal_q_at_0_0": [8, 4],
      "optimal_average_cost": 93.899429}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-14", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..6 / 0..2", "minor_costs": [40, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [1, 5], "backorder_costs": [19, 95]},
      "expected": {"value_disc_0_0": 8617.0655, "value_disc_5_0": 8551.6529, "optimal_q_at_5_0": [0, 6], "optimal_q_at_0_0": [14,
      4], "optimal_average_cost": 84.665757}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-4", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..5 / 0..3", "minor_costs": [10, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [5, 5], "backorder_costs": [95, 95]},
      "expected": {"value_disc_0_0": 9565.7665, "value_disc_5_0": 9490.2109, "optimal_q_at_5_0": [0, 6], "optimal_q_at_0_0": [7, 5],
      "optimal_average_cost": 94.787817}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-5", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..5 / 0..3", "minor_costs": [40, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [1, 1], "backorder_costs": [19, 19]},
      "expected": {"value_disc_0_0": 7301.1737, "value_disc_5_0": 7217.4644, "optimal_q_at_5_0": [0, 6], "optimal_q_at_0_0": [17,
      7], "optimal_average_cost": 71.444812}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp-vanvuchelen-8", "kind": "joint_replenishment", "source":
      "Vanvuchelen, Gijsbrechts & Boute (2020) Comput. Ind. 119:103239, settings of Table 2; recomputed exactly",
      "inputs": {"items": 2, "demand": "uniform 0..5 / 0..3", "minor_costs": [40, 10], "major_cost_per_truck": 75, "truck": 6,
      "lead_time": 0, "backorders": true, "discount": 0.99, "order":
      "order arrives now, demand, cost on end inventory; K*ceil((q1+q2)/6)", "holding_costs": [5, 5], "backorder_costs": [95, 95]},
      "expected": {"value_disc_0_0": 11051.374, "value_disc_5_0": 10957.3861, "optimal_q_at_5_0": [0, 6], "optimal_q_at_0_0": [9,
      3], "optimal_average_cost": 109.498301}, "tolerance": {"absolute": 0.005}},
    {"id": "jrp_scmo_jrp_hw_1", "kind": "jrp_silver_heuristic", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'scmo_jrp_hw_1'", "inputs": {"shared_fixed_cost": 20000,
      "individual_fixed_costs": [36000, 46000, 34000, 38000], "holding_costs": [1000, 900, 1200, 1000], "demand_rates": [1780, 445,
      920, 175]}, "expected": {"order_quantities": [434.9146129, 217.4573064, 224.787328, 128.2753774], "base_cycle_time":
      0.2443340522, "order_multiples": [1, 2, 1, 3], "cost": 1028646.36}, "tolerance": {"relative": 1e-06}},
    {"id": "jrp_scmo_jrp_hw_2", "kind": "jrp_silver_heuristic", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'scmo_jrp_hw_2'", "inputs": {"shared_fixed_cost": 1500,
      "individual_fixed_costs": [4000, 1000, 2000], "holding_costs": [300, 200, 200], "demand_rates": [9100, 83200, 20800]},
      "expected": {"order_quantities": [466.186027, 1420.757416, 710.3787078], "base_cycle_time": 0.01707641125, "order_multiples":
      [3, 1, 2], "cost": 566083.0328}, "tolerance": {"relative": 1e-06}},
    {"id": "jrp_scmo_jrp_hw_3", "kind": "jrp_silver_heuristic", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'scmo_jrp_hw_3'", "inputs": {"shared_fixed_cost": 180,
      "individual_fixed_costs": [60, 100, 180, 115, 135], "holding_costs": [5.32, 3.92, 4.76, 3.92, 3.36], "demand_rates": [6200,
      1300, 400, 4400, 1800]}, "expected": {"order_quantities": [704.6087532, 295.48109, 181.8345169, 500.0449216, 409.1276631],
      "base_cycle_time": 0.1136465731, "order_multiples": [1, 2, 4, 1, 2], "cost": 9107.181781}, "tolerance": {"relative": 1e-06}}
    ]
    """#)
}
