#include <algorithm>
#include <limits>
#include <vector>

#include "draws.hpp"

using namespace bw;

namespace {

/// Counts in 128 bins an octave, by the leading bits of the number itself.
struct Histogram {
  std::vector<int64_t> bins = std::vector<int64_t>(128 * 64);
  int64_t total = 0;
  static int64_t bin(double x) { return int64_t(std::bit_cast<uint64_t>(std::max(x, 0x1p-10)) >> 45) - (int64_t(1023 - 10) << 7); }
  void add(double x) {
    bins[size_t(std::min<int64_t>(bin(x), int64_t(bins.size()) - 1))] += 1;
    ++total;
  }
  double quantile(double p) const {
    int64_t sum = 0;
    for (size_t i = 0; i < bins.size(); ++i) {
      sum += bins[i];
      if (double(sum) >= p * double(total)) return std::bit_cast<double>(uint64_t(int64_t(i) + (int64_t(1023 - 10) << 7)) << 45);
    }
    return 0;
  }
};

struct Task {
  double end, arrived;
};
struct Job {
  double since, arrived;
};

/// People at one kind of work: a line of jobs and a small sorted array of tasks, the next to end last.
struct Station {
  int people, working = 0;
  std::vector<Task> tasks;
  Ring<Job> line;
  Level queue, busy;
  bw_tally waits{};
  explicit Station(int n) : people(n), tasks(size_t(n) + 1) {}
  double next() const { return working ? tasks[size_t(working) - 1].end : std::numeric_limits<double>::infinity(); }
  void begin(Job job, double now, double span) {
    const double end = now + span;
    int i = working++;
    for (; i > 0 && tasks[size_t(i) - 1].end < end; --i) tasks[size_t(i)] = tasks[size_t(i) - 1];
    tasks[size_t(i)] = {end, job.arrived};
    add(waits, now - job.since);
    busy.set(working, now);
  }
  template <class Span> void arrive(Job job, double now, Span span) {
    if (working < people) {
      begin(job, now, span());
    } else {
      line.push(job);
      queue.set(double(line.size()), now);
    }
  }
  template <class Span> double finish(double now, Span span) {
    const double arrived = tasks[size_t(--working)].arrived;
    if (line.empty()) {
      busy.set(working, now);
    } else {
      const Job job = line.pop();
      queue.set(double(line.size()), now);
      begin(job, now, span());
    }
    return arrived;
  }
};

}  // namespace

bw_warehouse_result bw_warehouse(
  int pickers, int packers, double order_rate, double pick_mean, double pack_mean, double pack_cv, int64_t orders, uint64_t seed) {
  Xoshiro g(seed);
  Normal normal;
  const double gap = 1 / order_rate, sigma = std::sqrt(std::log1p(pack_cv * pack_cv)), mu = std::log(pack_mean) - sigma * sigma / 2;
  bw_warehouse_result r{};
  Station pick(pickers), pack(packers);
  Histogram cycles;
  auto pick_time = [&] { return exponential(g, pick_mean); };
  auto pack_time = [&] { return std::exp(mu + sigma * normal(g)); };
  double arrival = exponential(g, gap), now = 0;
  for (int64_t shipped = 0; shipped < orders;) {
    const double picked = pick.next(), packed = pack.next();
    if (arrival < picked && arrival < packed) {
      now = arrival;
      pick.arrive({now, now}, now, pick_time);
      arrival = now + exponential(g, gap);
    } else if (picked < packed) {
      now = picked;
      const double arrived = pick.finish(now, pick_time);
      pack.arrive({now, arrived}, now, pack_time);
    } else {
      now = packed;
      const double cycle = now - pack.finish(now, pack_time);
      add(r.cycles, cycle);
      cycles.add(cycle);
      ++shipped;
    }
  }
  r.end = now;
  r.pick_waits = pick.waits;
  r.pack_waits = pack.waits;
  r.pick_queue = pick.queue.close(now);
  r.pack_queue = pack.queue.close(now);
  r.pickers_busy = pick.busy.close(now);
  r.packers_busy = pack.busy.close(now);
  r.cycle_p95 = cycles.quantile(0.95);
  return r;
}
