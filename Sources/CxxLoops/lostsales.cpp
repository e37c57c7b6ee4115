#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "include/CxxLoops.h"

namespace {

/// Value iteration written for one case: lost sales, lead time 4, demand geometric on 0, 1, 2, … States (x0; x1, x2, x3) with
/// consecutive orders bounded by newsvendor levels of their demand, x0 contiguous, expectations as dot products, the tail in one term.
struct LostSales {
  int window[6] = {0};
  std::vector<double> cost, tail, backwards;
  std::vector<int> offset, incoming, successor, most, length;
  std::vector<int> index;

  LostSales(double mean, double holding, double penalty) {
    const double r = mean / (1 + mean), share = penalty / (penalty + holding);
    // Sums of m geometric demands are negative binomial: P(k + 1) = P(k)·r·(k + m)/(k + 1).
    for (int m = 1; m <= 5; ++m) {
      double p = std::pow(1 - r, m), sum = p;
      int k = 0;
      while (sum < share * (1 - 1e-13)) {
        p *= r * (k + m) / (k + 1.0);
        sum += p;
        ++k;
      }
      window[m] = k;
    }
    const int total = window[5];
    backwards.resize(total + 1);
    for (int x = 0; x <= total; ++x) {
      tail.push_back(std::pow(r, x));
      const double shortage = mean * std::pow(r, x);
      cost.push_back(holding * (x - mean + shortage) + penalty * shortage);
      backwards[total - x] = (1 - r) * std::pow(r, x);
    }
    const int side = window[1] + 1;
    index.assign(side * side * side, -1);
    int states = 0;
    for (int x1 = 0; x1 <= window[1]; ++x1)
      for (int x2 = 0; x2 <= std::min(window[1], window[2] - x1); ++x2)
        for (int x3 = 0; x3 <= std::min({window[1], window[2] - x2, window[3] - x1 - x2}); ++x3) {
          index[(x1 * side + x2) * side + x3] = int(offset.size());
          offset.push_back(states);
          incoming.push_back(x1);
          length.push_back(total - x1 - x2 - x3 + 1);
          most.push_back(std::min({window[1], window[2] - x3, window[3] - x2 - x3, window[4] - x1 - x2 - x3}));
          states += length.back();
        }
    offset.push_back(states);
    for (int x1 = 0; x1 <= window[1]; ++x1)
      for (int x2 = 0; x2 <= std::min(window[1], window[2] - x1); ++x2)
        for (int x3 = 0; x3 <= std::min({window[1], window[2] - x2, window[3] - x1 - x2}); ++x3)
          successor.push_back(index[(x2 * side + x3) * side]);
  }

  static inline double dot(const double *a, const double *b, int n) {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    int i = 0;
    for (; i + 4 <= n; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; ++i) s0 += a[i] * b[i];
    return (s0 + s1) + (s2 + s3);
  }

  bw_values solve(double tolerance) const {
    const int states = offset.back(), total = window[5];
    std::vector<double> v(states, 0.0), w(states);
    bw_values r{};
    r.states = states;
    while (true) {
      double low = std::numeric_limits<double>::infinity(), high = -low;
      for (size_t c = 0; c < incoming.size(); ++c) {
        const double *old = v.data() + offset[c];
        double *now = w.data() + offset[c];
        int z = most[c];
        for (int x = 0; x < length[c]; ++x) {
          // Along x the best order never rises and falls by one at most, so the walk down from the last one is short.
          z = std::min(z, length[c] - 1 - x);
          auto value = [&](int order) {
            const double *target = v.data() + offset[successor[c] + order] + incoming[c];
            return tail[x] * target[0] + dot(backwards.data() + total - x + 1, target + 1, x);
          };
          double best = value(z);
          while (z > 0) {
            const double other = value(z - 1);
            if (other > best) break;
            best = other;
            --z;
          }
          now[x] = cost[x] + best;
          low = std::min(low, now[x] - old[x]);
          high = std::max(high, now[x] - old[x]);
        }
      }
      v.swap(w);
      ++r.sweeps;
      if (high - low < tolerance) {
        r.cost = (low + high) / 2;
        return r;
      }
    }
  }
};

}  // namespace

bw_values bw_lost_sales(double mean, double holding, double penalty, double tolerance) {
  return LostSales(mean, holding, penalty).solve(tolerance);
}
