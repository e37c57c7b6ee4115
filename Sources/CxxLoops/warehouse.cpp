#include <algorithm>
#include <limits>
#include <vector>

#include "draws.hpp"

using namespace bw;

namespace {

/// Counts in 128 bins an octave, by the leading bits of the number itself, with the extremes of each bin.
struct FullHistogram {
  struct Bin {
    int64_t count = 0;
    double least = std::numeric_limits<double>::infinity(), largest = 0;
  };
  std::vector<Bin> bins = std::vector<Bin>(128 * 64);
  int64_t total = 0;
  void add(double x);
  double quantile(double p) const {
    int64_t sum = 0;
    for (const Bin &bin : bins) {
      sum += bin.count;
      if (double(sum) >= p * double(total)) return bin.count == 1 ? bin.largest : (bin.least + bin.largest) / 2;
    }
    return 0;
  }
};

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

void FullHistogram::add(double x) {
  Bin &bin = bins[size_t(std::min<int64_t>(Histogram::bin(x), int64_t(bins.size()) - 1))];
  bin.count += 1;
  bin.least = std::min(bin.least, x);
  bin.largest = std::max(bin.largest, x);
  ++total;
}

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

/// When an order came to each step and was begun there.
struct Way {
  double came[2], begun[2];
};
struct FullTask {
  double end, start;
  int32_t order;
};

/// A station that keeps what the simulator's plain floor keeps: waits with their quantiles, the time at each length of the queue and its
/// course in 64 stretches, the work of its people with their free time split into idle and starved, and what its orders wait for.
struct FullStation {
  int people, working = 0, step;
  std::vector<FullTask> tasks;
  Ring<int32_t> line;
  FullHistogram waits;
  std::vector<double> at_length = std::vector<double>(4096);
  std::vector<double> course = std::vector<double>(64);
  double queue_changed = 0, queue_area = 0, stretch, stretch_end, course_area = 0;
  double people_changed = 0, busy_area = 0, idle_area = 0, starved_area = 0, scheduled_area = 0;
  double wait_sum = 0, work_sum = 0, in_hand = 0, wait_for_people = 0;
  int64_t begun = 0, served = 0, present = 0, before = 0;
  size_t stretches = 0;
  FullStation(int n, int s, double horizon) : people(n), step(s), tasks(size_t(n) + 1), stretch(horizon / 64), stretch_end(stretch) {}
  double next() const { return working ? tasks[size_t(working) - 1].end : std::numeric_limits<double>::infinity(); }
  void touch_queue(double now) {
    while (now > stretch_end) {
      queue_area += double(line.size()) * (stretch_end - queue_changed);
      at_length[std::min<size_t>(line.size(), at_length.size() - 1)] += stretch_end - queue_changed;
      queue_changed = stretch_end;
      if (stretches < course.size()) course[stretches++] = queue_area - course_area;
      course_area = queue_area;
      stretch_end += stretch;
    }
    const double span = now - queue_changed;
    queue_changed = now;
    at_length[std::min<size_t>(line.size(), at_length.size() - 1)] += span;
    queue_area += double(line.size()) * span;
  }
  void touch_people(double now) {
    const double span = now - people_changed;
    people_changed = now;
    busy_area += span * working;
    scheduled_area += span * people;
    if (before > 0) starved_area += span * (people - working); else idle_area += span * (people - working);
  }
  void begin(int32_t order, Way &way, double now, double span) {
    const double end = now + span;
    int i = working++;
    for (; i > 0 && tasks[size_t(i) - 1].end < end; --i) tasks[size_t(i)] = tasks[size_t(i) - 1];
    tasks[size_t(i)] = {end, now, order};
    const double wait = now - way.came[step];
    way.begun[step] = now;
    waits.add(wait);
    wait_sum += wait;
    wait_for_people += wait;
    work_sum += span;
    ++begun;
  }
  template <class Span> void arrive(int32_t order, Way &way, double now, Span span) {
    way.came[step] = now;
    ++present;
    if (working < people) {
      touch_people(now);
      begin(order, way, now, span());
    } else {
      touch_queue(now);
      line.push(order);
    }
  }
  template <class Span> int32_t finish(std::vector<Way> &ways, double now, Span span) {
    touch_people(now);
    const FullTask task = tasks[size_t(--working)];
    in_hand += now - task.start;
    ++served;
    --present;
    if (!line.empty()) {
      touch_queue(now);
      const int32_t order = line.pop();
      begin(order, ways[size_t(order)], now, span());
    }
    return task.order;
  }
};

}  // namespace

bw_warehouse_result bw_full_warehouse(
  int pickers, int packers, double order_rate, double pick_mean, double pack_mean, double pack_cv, int64_t orders, uint64_t seed) {
  Xoshiro g(seed);
  Normal normal;
  const double gap = 1 / order_rate, sigma = std::sqrt(std::log1p(pack_cv * pack_cv)), mu = std::log(pack_mean) - sigma * sigma / 2;
  const double horizon = double(orders) * gap, day = 86400;
  bw_warehouse_result r{};
  FullStation pick(pickers, 0, horizon), pack(packers, 1, horizon);
  FullHistogram cycles;
  double ways_sum[4] = {}, day_end = day;
  std::vector<Way> ways;
  std::vector<int32_t> unused;
  struct Day {
    int64_t arrived, departed, open;
  };
  std::vector<Day> days(1);
  auto pick_time = [&] { return exponential(g, pick_mean); };
  auto pack_time = [&] { return std::exp(mu + sigma * normal(g)); };
  double arrival = exponential(g, gap), now = 0;
  for (int64_t shipped = 0; shipped < orders;) {
    const double picked = pick.next(), packed = pack.next();
    now = std::min(arrival, std::min(picked, packed));
    if (now > day_end) {
      days.push_back({0, 0, days.back().open});
      day_end += day;
    }
    if (arrival < picked && arrival < packed) {
      int32_t order;
      if (unused.empty()) {
        order = int32_t(ways.size());
        ways.emplace_back();
      } else {
        order = unused.back();
        unused.pop_back();
      }
      days.back().arrived += 1;
      days.back().open += 1;
      if (pick.present == 0) pack.touch_people(now);
      pick.arrive(order, ways[size_t(order)], now, pick_time);
      pack.before = pick.present;
      arrival = now + exponential(g, gap);
    } else if (picked < packed) {
      const int32_t order = pick.finish(ways, now, pick_time);
      if (pick.present == 0) pack.touch_people(now);
      pack.before = pick.present;
      pack.arrive(order, ways[size_t(order)], now, pack_time);
    } else {
      const int32_t order = pack.finish(ways, now, pack_time);
      const Way &way = ways[size_t(order)];
      const double cycle = now - way.came[0];
      add(r.cycles, cycle);
      cycles.add(cycle);
      ways_sum[0] += way.begun[0] - way.came[0];
      ways_sum[1] += way.came[1] - way.begun[0];
      ways_sum[2] += way.begun[1] - way.came[1];
      ways_sum[3] += now - way.begun[1];
      days.back().departed += 1;
      days.back().open -= 1;
      unused.push_back(order);
      ++shipped;
    }
  }
  r.end = now;
  pick.touch_queue(now);
  pack.touch_queue(now);
  pick.touch_people(now);
  pack.touch_people(now);
  // What nobody reads would not be computed: the rest goes into the figures, in parts too small to show.
  r.pick_waits = {double(pick.begun), ways_sum[0], 0, pick.waits.quantile(0.95)};
  r.pack_waits = {double(pack.begun), ways_sum[2], 0, pack.waits.quantile(0.95)};
  r.pick_queue = {pick.queue_area, pick.course[0]};
  r.pack_queue = {pack.queue_area, pack.course[0]};
  r.pickers_busy = {pick.busy_area + 1e-9 * pick.idle_area, pick.starved_area};
  r.packers_busy = {pack.busy_area + 1e-9 * pack.idle_area, pack.starved_area};
  r.cycle_p95 = cycles.quantile(0.95) + 1e-12 * (ways_sum[1] + ways_sum[3] + double(days.back().open));
  return r;
}

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
