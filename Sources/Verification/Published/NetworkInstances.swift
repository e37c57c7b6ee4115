extension PublishedInstances {
  static let networks = PublishedInstances(
    "published: retail networks and capacity",
    #"""
    [
    {"id": "capbs-2", "kind": "capacitated_base_stock", "source":
      "Federgruen & Zipkin (1986) optimality of modified base-stock; Tayur (1993) shortfall; own grid", "inputs": {"demand":
      "poisson", "demand_mean": 5, "capacity": 7, "holding_cost": 1, "backorder_cost": 9, "lead_time": 0, "sequence":
      "produce, then demand; cost on end inventory"}, "expected": {"S": 9, "cost": 4.946948, "mean_shortfall": 0.443052},
      "tolerance": {"absolute": 0.001}},
    {"id": "capbs-4", "kind": "capacitated_base_stock", "source":
      "Federgruen & Zipkin (1986) optimality of modified base-stock; Tayur (1993) shortfall; own grid", "inputs": {"demand":
      "poisson", "demand_mean": 10, "capacity": 12, "holding_cost": 1, "backorder_cost": 9, "lead_time": 0, "sequence":
      "produce, then demand; cost on end inventory"}, "expected": {"S": 16, "cost": 7.930817, "mean_shortfall": 1.19709},
      "tolerance": {"absolute": 0.001}},
    {"id": "owmr-2", "kind": "one_warehouse_multi_retailer", "source":
      "exact binomial disaggregation (Simon 1971, Graves 1985, Axsater 1990); own parameter grid", "inputs": {"retailers": 8,
      "demand_rate_per_retailer": 0.5, "warehouse_lead_time": 3, "retailer_lead_time": 1, "warehouse_holding_cost": 0.5,
      "retailer_holding_cost": 1, "backorder_cost": 20, "policy":
      "one-for-one base stock, FCFS, identical retailers, no transit cost"}, "expected": {"S0": 15, "S": 2, "cost": 17.29726,
      "E_onhand_wh": 3.40194, "E_onhand_ret": 1.473556, "E_backorders_ret": 0.023799, "fill_rate": 0.892854}, "tolerance":
      {"absolute": 0.001}},
    {"id": "owmr-3", "kind": "one_warehouse_multi_retailer", "source":
      "exact binomial disaggregation (Simon 1971, Graves 1985, Axsater 1990); own parameter grid", "inputs": {"retailers": 3,
      "demand_rate_per_retailer": 2, "warehouse_lead_time": 1, "retailer_lead_time": 1, "warehouse_holding_cost": 0.2,
      "retailer_holding_cost": 1, "backorder_cost": 19, "policy":
      "one-for-one base stock, FCFS, identical retailers, no transit cost"}, "expected": {"S0": 8, "S": 5, "cost": 11.052118,
      "E_onhand_wh": 2.314021, "E_onhand_ret": 2.927048, "E_backorders_ret": 0.031722, "fill_rate": 0.935075}, "tolerance":
      {"absolute": 0.001}}
    ]
    """#)
}
