#include <cstdlib>
#include <queue>
#include <vector>

#include "draws.hpp"

namespace {

struct Entry {
  int64_t time;
  uint32_t sequence, event;
  bool operator>(const Entry &o) const { return time != o.time ? time > o.time : sequence > o.sequence; }
};

double library(int64_t pending, int64_t holds, const int64_t *spans, int64_t mask) {
  std::vector<Entry> cells;
  cells.reserve(size_t(pending) + 1);
  std::priority_queue<Entry, std::vector<Entry>, std::greater<Entry>> heap(std::greater<Entry>(), std::move(cells));
  uint32_t sequence = 0;
  for (int64_t i = 0; i < pending; ++i) heap.push({spans[i & mask], sequence++, uint32_t(i)});
  int64_t now = 0;
  for (int64_t i = 0; i < holds; ++i) {
    const Entry e = heap.top();
    heap.pop();
    now = e.time;
    heap.push({now + spans[(pending + i) & mask], sequence++, e.event});
  }
  return double(now);
}

/// Packed 128-bit keys, 4-ary, siblings on one cache line, the removed root replaced by the new key in one descent.
double wide(int64_t pending, int64_t holds, const int64_t *spans, int64_t mask) {
  using Key = unsigned __int128;
  const size_t room = (size_t(pending) + 3 + 3 + 16) & ~size_t(3);
  Key *heap = static_cast<Key *>(std::aligned_alloc(64, (room * sizeof(Key) + 63) & ~size_t(63)));
  for (size_t i = 0; i < room; ++i) heap[i] = ~Key(0);
  size_t end = 3;
  uint64_t sequence = 0;
  auto key = [&](int64_t time, uint64_t event) { return Key(uint64_t(time)) << 64 | (sequence++ & 0xffffffffff) << 24 | event; };
  for (int64_t i = 0; i < pending; ++i) {
    const Key k = key(spans[i & mask], uint64_t(i));
    size_t hole = end++;
    while (hole > 3 && k < heap[(hole >> 2) + 2]) {
      heap[hole] = heap[(hole >> 2) + 2];
      hole = (hole >> 2) + 2;
    }
    heap[hole] = k;
  }
  int64_t now = 0;
  for (int64_t i = 0; i < holds; ++i) {
    const Key first = heap[3];
    now = int64_t(uint64_t(first >> 64));
    const Key k = key(now + spans[(pending + i) & mask], uint64_t(first) & 0xffffff);
    size_t hole = 3;
    for (size_t c = 4; c < end; c = 4 * hole - 8) {
      const size_t a = c + (heap[c + 1] < heap[c]), b = c + 2 + (heap[c + 3] < heap[c + 2]);
      const size_t child = heap[b] < heap[a] ? b : a;
      if (k < heap[child]) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = k;
  }
  std::free(heap);
  return double(now);
}

}  // namespace

double bw_hold(int64_t pending, int64_t holds, const int64_t *spans, int64_t span_mask, int is_wide) {
  return is_wide ? wide(pending, holds, spans, span_mask) : library(pending, holds, spans, span_mask);
}
