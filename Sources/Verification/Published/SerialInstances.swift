extension PublishedInstances {
  static let serialSystems = PublishedInstances(
    "published: serial systems",
    #"""
    [
    {"id": "serial-2st-a", "kind": "serial_clark_scarf", "source": "own grid", "inputs": {"num_stages": 2,
      "stages_downstream_first": [1, 2], "echelon_holding_cost": [1, 1], "lead_time": [1, 1], "stockout_cost": 10, "demand":
      "normal", "demand_mean": 10, "demand_sd": 2}, "expected": {"echelon_base_stock": {"1": 12.766, "2": 23.149}, "C": 17.95},
      "tolerance": {"relative": 0.001}},
    {"id": "serial-poisson-1", "kind": "serial_clark_scarf", "source":
      "four-stage grid in the style of Shang & Song (2003) / Gallego & Zipkin (1999); values computed here", "inputs":
      {"num_stages": 4, "stages_downstream_first": [1, 2, 3, 4], "echelon_holding_cost": [0.25, 0.25, 0.25, 0.25], "lead_time":
      [0.25, 0.25, 0.25, 0.25], "stockout_cost": 9, "demand": "poisson", "demand_mean": 16}, "expected": {"echelon_base_stock":
      {"1": 8, "2": 13, "3": 18, "4": 22}, "C": 12.6879}, "tolerance": {"relative": 0.001}},
    {"id": "serial-poisson-3", "kind": "serial_clark_scarf", "source":
      "four-stage grid in the style of Shang & Song (2003) / Gallego & Zipkin (1999); values computed here", "inputs":
      {"num_stages": 4, "stages_downstream_first": [1, 2, 3, 4], "echelon_holding_cost": [0.25, 0.25, 0.25, 0.25], "lead_time":
      [0.25, 0.25, 0.25, 0.25], "stockout_cost": 39, "demand": "poisson", "demand_mean": 64}, "expected": {"echelon_base_stock":
      {"1": 27, "2": 46, "3": 65, "4": 83}, "C": 41.0154}, "tolerance": {"relative": 0.001}},
    {"id": "ssm_problem_6_1", "kind": "serial_clark_scarf", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'problem_6_1'", "inputs": {"num_stages": 2,
      "stages_downstream_first": [1, 2], "echelon_holding_cost": [1, 1], "lead_time": [1, 1], "stockout_cost": 15, "demand":
      "normal", "demand_mean": 100, "demand_sd": 15}, "expected": {"echelon_base_stock": {"1": 123.45, "2": 228.45}, "C":
      166.2507943}, "tolerance": {"relative": 0.001}},
    {"id": "ssm_problem_6_2a", "kind": "serial_clark_scarf", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'problem_6_2a'", "inputs": {"num_stages": 5,
      "stages_downstream_first": [1, 2, 3, 4, 5], "echelon_holding_cost": [2, 2, 1, 1, 1], "lead_time": [0.5, 0.5, 0.5, 0.5, 0.5],
      "stockout_cost": 24, "demand": "normal", "demand_mean": 64, "demand_sd": 8}, "expected": {"echelon_base_stock": {"1": 40.6,
      "2": 74.24, "3": 109.08, "4": 142.12, "5": 174.52}, "C": 451.6093606}, "tolerance": {"relative": 0.001}},
    {"id": "ssm_problem_6_2b", "kind": "serial_clark_scarf", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'problem_6_2b'", "inputs": {"num_stages": 5,
      "stages_downstream_first": [1, 2, 3, 4, 5], "echelon_holding_cost": [2, 2, 1, 1, 1], "lead_time": [0.5, 0.5, 0.5, 0.5, 0.5],
      "stockout_cost": 24, "demand": "poisson", "demand_mean": 64, "demand_sd": 8}, "expected": {"echelon_base_stock": {"1": 41,
      "2": 74, "3": 109, "4": 142, "5": 174}, "C": 453.6915587}, "tolerance": {"relative": 0.001}},
    {"id": "ssm_shang_song_17", "kind": "serial_clark_scarf", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'shang_song_17'", "inputs": {"num_stages": 4,
      "stages_downstream_first": [1, 2, 3, 4], "echelon_holding_cost": [0.25, 0.25, 0.25, 0.25], "lead_time": [0.25, 0.25, 0.25,
      0.25], "stockout_cost": 99, "demand": "poisson", "demand_mean": 16, "demand_sd": 4}, "expected": {"echelon_base_stock": {"1":
      11, "2": 17, "3": 22, "4": 27}, "C": 16.20554414}, "tolerance": {"relative": 0.001}},
    {"id": "ssm_shang_song_9", "kind": "serial_clark_scarf", "source":
      "LarrySnyder/stockpyl src/stockpyl/datasets/stockpyl_instances.json 'shang_song_9'", "inputs": {"num_stages": 4,
      "stages_downstream_first": [1, 2, 3, 4], "echelon_holding_cost": [0.25, 2.5, 2.5, 0.25], "lead_time": [0.25, 0.25, 0.25,
      0.25], "stockout_cost": 9, "demand": "poisson", "demand_mean": 16, "demand_sd": 4}, "expected": {"echelon_base_stock": {"1":
      9, "2": 10, "3": 13, "4": 19}, "C": 53.00760477}, "tolerance": {"relative": 0.001}}
    ]
    """#)
}
