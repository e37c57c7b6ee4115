#include <limits>

#include "draws.hpp"

using namespace bw;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// One server: two clocks, the next arrival and the next departure.
template <class Generator> bw_queue_result one(double arrival_rate, double service_rate, int64_t customers, uint64_t seed) {
  Generator g(seed);
  const double gap = 1 / arrival_rate, service = 1 / service_rate;
  bw_queue_result r{};
  Level queue, busy;
  Ring<double> line;
  double arrival = exponential(g, gap), departure = never, now = 0;
  int64_t begun = 0;
  while (begun < customers) {
    if (arrival < departure) {
      now = arrival;
      if (departure == never) {
        const double span = exponential(g, service);
        departure = now + span;
        busy.set(1, now);
        add(r.waits, 0);
        add(r.stays, span);
        ++begun;
      } else {
        line.push(now);
        queue.set(double(line.size()), now);
      }
      arrival = now + exponential(g, gap);
    } else {
      now = departure;
      if (line.empty()) {
        departure = never;
        busy.set(0, now);
      } else {
        const double wait = now - line.pop(), span = exponential(g, service);
        queue.set(double(line.size()), now);
        departure = now + span;
        add(r.waits, wait);
        add(r.stays, wait + span);
        ++begun;
      }
    }
  }
  r.end = now;
  r.queue = queue.close(now);
  r.busy = busy.close(now);
  return r;
}

/// Several servers: the departures, a handful, lie in a sorted array.
template <class Generator>
bw_queue_result several(int servers, double arrival_rate, double service_rate, int64_t customers, uint64_t seed) {
  Generator g(seed);
  const double gap = 1 / arrival_rate, service = 1 / service_rate;
  bw_queue_result r{};
  Level queue, busy;
  Ring<double> line;
  // Latest first, so that the next is the last.
  double *departures = new double[servers + 1];
  int working = 0;
  double arrival = exponential(g, gap), now = 0;
  int64_t begun = 0;
  auto begin = [&](double wait) {
    const double span = exponential(g, service), end = now + span;
    int i = working++;
    for (; i > 0 && departures[i - 1] < end; --i) departures[i] = departures[i - 1];
    departures[i] = end;
    add(r.waits, wait);
    add(r.stays, wait + span);
    ++begun;
  };
  while (begun < customers) {
    if (working == 0 || arrival < departures[working - 1]) {
      now = arrival;
      if (working < servers) {
        begin(0);
        busy.set(working, now);
      } else {
        line.push(now);
        queue.set(double(line.size()), now);
      }
      arrival = now + exponential(g, gap);
    } else {
      now = departures[--working];
      if (line.empty()) {
        busy.set(working, now);
      } else {
        const double wait = now - line.pop();
        queue.set(double(line.size()), now);
        begin(wait);
      }
    }
  }
  delete[] departures;
  r.end = now;
  r.queue = queue.close(now);
  r.busy = busy.close(now);
  return r;
}

}  // namespace

bw_queue_result bw_queue(int servers, double arrival_rate, double service_rate, int64_t customers, uint64_t seed, int mersenne) {
  if (servers == 1) {
    return mersenne ? one<std::mt19937_64>(arrival_rate, service_rate, customers, seed)
                    : one<Xoshiro>(arrival_rate, service_rate, customers, seed);
  }
  return mersenne ? several<std::mt19937_64>(servers, arrival_rate, service_rate, customers, seed)
                  : several<Xoshiro>(servers, arrival_rate, service_rate, customers, seed);
}
