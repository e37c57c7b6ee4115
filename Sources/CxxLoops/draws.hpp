#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>

#include "CxxLoops.h"

namespace bw {

/// xoshiro256++ (Blackman and Vigna 2021), seeded by splitmix64.
struct Xoshiro {
  uint64_t s[4];
  explicit Xoshiro(uint64_t seed) {
    for (auto &word : s) {
      uint64_t z = (seed += 0x9e3779b97f4a7c15);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
  uint64_t operator()() {
    const uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
    const uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    return result;
  }
};

/// In (0, 1).
template <class Generator> inline double uniform(Generator &g) { return double((g() >> 11) | 1) * 0x1p-53; }
template <class Generator> inline double exponential(Generator &g, double mean) { return -std::log(uniform(g)) * mean; }

/// Box–Muller; the second of each pair is kept.
struct Normal {
  double spare = 0;
  bool has_spare = false;
  template <class Generator> double operator()(Generator &g) {
    if (has_spare) {
      has_spare = false;
      return spare;
    }
    const double radius = std::sqrt(-2 * std::log(uniform(g))), angle = 2 * M_PI * uniform(g);
    spare = radius * std::sin(angle);
    has_spare = true;
    return radius * std::cos(angle);
  }
};

inline void add(bw_tally &t, double x) {
  t.count += 1;
  t.sum += x;
  t.squares += x * x;
  if (x > t.maximum) t.maximum = x;
}

/// A level and its integral, updated on change.
struct Level {
  double value = 0, changed = 0, area = 0, maximum = 0;
  void set(double v, double now) {
    area += value * (now - changed);
    changed = now;
    value = v;
    if (v > maximum) maximum = v;
  }
  bw_level close(double now) {
    set(value, now);
    return {area, maximum};
  }
};

/// First in, first out; a power of two of cells that doubles when full.
template <class T> struct Ring {
  T *cells;
  uint64_t mask, head = 0, tail = 0;
  explicit Ring(uint64_t room = 1024) : cells(new T[room]), mask(room - 1) {}
  ~Ring() { delete[] cells; }
  Ring(const Ring &) = delete;
  Ring &operator=(const Ring &) = delete;
  bool empty() const { return head == tail; }
  uint64_t size() const { return tail - head; }
  void push(T x) {
    if (tail - head > mask) {
      T *larger = new T[(mask + 1) * 2];
      for (uint64_t i = head; i < tail; ++i) larger[i - head] = cells[i & mask];
      delete[] cells;
      cells = larger;
      tail -= head;
      head = 0;
      mask = mask * 2 + 1;
    }
    cells[tail++ & mask] = x;
  }
  T &front() { return cells[head & mask]; }
  T pop() { return cells[head++ & mask]; }
};

}  // namespace bw
