#include <limits>

#include "draws.hpp"

using namespace bw;

bw_stock_result bw_stock(double demand_rate, double lead_time, int64_t s, int64_t S, int64_t demands, uint64_t seed) {
  struct Order {
    double due;
    int64_t units;
  };
  Xoshiro g(seed);
  const double gap = 1 / demand_rate;
  bw_stock_result r{};
  Level on_hand, owed, on_order;
  Ring<Order> pipeline;
  Ring<double> waiting;
  int64_t stock = S, position = S;
  on_hand.set(double(stock), 0);
  double demand = exponential(g, gap), now = 0;
  for (int64_t seen = 0; seen < demands;) {
    if (pipeline.empty() || demand < pipeline.front().due) {
      now = demand;
      ++seen;
      if (stock > 0) {
        on_hand.set(double(--stock), now);
        r.served_at_once += 1;
      } else {
        waiting.push(now);
        owed.set(double(waiting.size()), now);
      }
      if (--position <= s) {
        const int64_t units = S - position;
        pipeline.push({now + lead_time, units});
        position = S;
        r.orders += 1;
        r.units_ordered += double(units);
        on_order.set(on_order.value + double(units), now);
      }
      demand = now + exponential(g, gap);
    } else {
      const Order order = pipeline.pop();
      now = order.due;
      r.cycles += 1;
      if (stock > 0) r.cycles_without_shortage += 1;
      on_order.set(on_order.value - double(order.units), now);
      int64_t left = order.units;
      while (left > 0 && !waiting.empty()) {
        add(r.waits, now - waiting.pop());
        --left;
      }
      owed.set(double(waiting.size()), now);
      stock += left;
      on_hand.set(double(stock), now);
    }
  }
  r.demands = double(demands);
  r.end = now;
  r.on_hand = on_hand.close(now);
  r.owed = owed.close(now);
  r.on_order = on_order.close(now);
  return r;
}
