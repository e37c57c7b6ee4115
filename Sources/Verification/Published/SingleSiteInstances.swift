extension PublishedInstances {
  static let singleSite = PublishedInstances(
    "published: single site",
    #"""
    [
    {"id": "anylogistix_model_2", "kind": "des_single_site",
      "source": "SupplyChainSimulation/SupplyNetPy validation/validation_snp_anylogistix_cmp.csv, model 2",
      "inputs": {"policy": "rQ", "r": 500, "Q": 500, "lead_time": 2, "capacity": 1000, "initial_stock": 1000,
      "demand_streams": [[120, 2], [80, 2]], "horizon": 59, "supplier": "infinite", "review": "continuous",
      "demand_note": "each stream [quantity, interval] orders at t = 0, interval, 2*interval, ... before t = 59; lost if short",
      "holding_cost_per_unit_day": 0.2, "unit_buy_price": 200, "transport_cost_per_shipment": 10, "customer_lead_time": 2,
      "customer_delivery_cost": 10}, "expected": {"inventory_at_end": 500, "replenishment_orders_placed": 12,
      "replenishment_units_placed": 6000, "customer_orders_placed": 60, "customer_units_placed": 6000,
      "customer_orders_delivered": 58, "customer_units_delivered": 5800, "replenishment_orders_received": 11,
      "replenishment_units_received": 5500, "holding_cost": 7100, "replenishment_cost": 1100000, "transport_cost": 720},
      "tolerance": {"relative": 1e-06}},
    {"id": "anylogistix_model_3", "kind": "des_single_site",
      "source": "SupplyChainSimulation/SupplyNetPy validation/validation_snp_anylogistix_cmp.csv, model 3",
      "inputs": {"policy": "sS", "s": 200, "S": 500, "lead_time": 1, "capacity": 500, "initial_stock": 500,
      "demand_streams": [[120, 2], [80, 2]], "horizon": 59, "supplier": "infinite", "review": "continuous",
      "demand_note": "each stream [quantity, interval] orders at t = 0, interval, 2*interval, ... before t = 59; lost if short",
      "holding_cost_per_unit_day": 0.2, "unit_buy_price": 200, "transport_cost_per_shipment": 10, "customer_lead_time": 1,
      "customer_delivery_cost": 10}, "expected": {"inventory_at_end": 100, "replenishment_orders_placed": 15,
      "replenishment_units_placed": 6000, "customer_orders_placed": 60, "customer_units_placed": 6000,
      "customer_orders_delivered": 58, "customer_units_delivered": 5800, "replenishment_orders_received": 14,
      "replenishment_units_received": 5600, "holding_cost": 3500, "replenishment_cost": 1120000, "transport_cost": 750},
      "tolerance": {"relative": 1e-06}}
    ]
    """#)
}
