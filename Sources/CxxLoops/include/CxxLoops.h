#pragma once
#include <stdint.h>

/// The loops a C++ programmer would write for one model each, to measure the simulator against. They keep the same statistics and nothing
/// else: no agenda where two clocks do, times as double, one xoshiro256++ stream (or std::mt19937_64 where asked), draws by formula.

#ifdef __cplusplus
extern "C" {
#endif

/// Sums of a run; times in seconds.
typedef struct {
  double count, sum, squares, maximum;
} bw_tally;

typedef struct {
  double area, maximum;
} bw_level;

typedef struct {
  double end;
  bw_tally waits, stays;
  bw_level queue, busy;
} bw_queue_result;

/// M/M/c until `customers` have begun their service. `mersenne` chooses std::mt19937_64 instead of xoshiro256++.
bw_queue_result bw_queue(int servers, double arrival_rate, double service_rate, int64_t customers, uint64_t seed, int mersenne);

typedef struct {
  double end;
  double demands, served_at_once, orders, units_ordered, cycles, cycles_without_shortage;
  bw_level on_hand, owed, on_order;
  /// Waits of units that were owed.
  bw_tally waits;
} bw_stock_result;

/// One item under continuous review: unit Poisson demand, full backorders, order up to `S` when the position is at or below `s`,
/// constant lead time.
bw_stock_result bw_stock(double demand_rate, double lead_time, int64_t s, int64_t S, int64_t demands, uint64_t seed);

typedef struct {
  double end;
  bw_tally pick_waits, pack_waits, cycles;
  bw_level pick_queue, pack_queue, pickers_busy, packers_busy;
  /// Weight of the cycle times up to the quantile's bin, to make the histogram count.
  double cycle_p95;
} bw_warehouse_result;

/// Poisson orders, picked (exponential) and packed (log-normal) in order of arrival, until `orders` have been shipped.
bw_warehouse_result bw_warehouse(
  int pickers, int packers, double order_rate, double pick_mean, double pack_mean, double pack_cv, int64_t orders, uint64_t seed);

/// The same, with every statistic that the simulator keeps of a floor without extras: waits of each step with their quantiles and causes,
/// the time at each length of a queue and its course, work and free time of people, the way of each order, and orders by day.
bw_warehouse_result bw_full_warehouse(
  int pickers, int packers, double order_rate, double pick_mean, double pack_mean, double pack_cv, int64_t orders, uint64_t seed);

/// The hold model: `pending` events; takes the first, puts one back a drawn span later, `holds` times. Keys are (time, sequence) with
/// the event's number beside; std::priority_queue (`wide` 0) or a 4-ary heap written for it (`wide` 1). Returns the last time, µs.
double bw_hold(int64_t pending, int64_t holds, const int64_t *_Nonnull spans, int64_t span_mask, int wide);

typedef struct {
  double cost;
  int64_t states, sweeps;
} bw_values;

/// Value iteration for lost sales with lead time 4 and geometric demand on 0, 1, 2, …: the least average cost of a period, from bounds
/// `tolerance` apart. One thread.
bw_values bw_lost_sales(double mean, double holding, double penalty, double tolerance);

#ifdef __cplusplus
}
#endif
