#include "he/schemes/planar/single_kernel.h"

#include <array>
#include <cstring>
#include <utility>

namespace he::schemes {
namespace {

using Tap = LinearPattern::Tap;

// Four outputs; a tile of four to six is two such vectors, its first four and its last four outputs.
constexpr std::size_t kQuad = 4;
template <class T>
struct QuadOf {
  typedef T type __attribute__((vector_size(kQuad * sizeof(T))));
};
template <class T>
using Quad = typename QuadOf<T>::type;

/// The first `Count` lanes; the others are 0.
template <std::size_t Count = kQuad, class T>
Quad<T> load(const T* from) {
  Quad<T> quad{};
  std::memcpy(&quad, from, Count * sizeof(T));
  return quad;
}

/// The outputs of a tile at one position.
template <class T>
struct Part {
  const Tap* taps;
  std::size_t tap_count;
  const T *panel, *bias;
  std::size_t filters;
  T* y;
};

/// `Parts` tiles side by side, so that their sums do not wait for one another. All have as many taps, and
/// four filters or more.
template <class T, std::size_t Parts>
void products(const Part<T>* parts, const T* x, T unit, std::size_t y_step) {
  Quad<T> low[Parts], high[Parts];
  for (std::size_t i = 0; i < Parts; ++i) {
    low[i] = Quad<T>{} + load(parts[i].bias) * unit;
    high[i] = Quad<T>{} + load(parts[i].bias + parts[i].filters - kQuad) * unit;
  }
  for (std::size_t k = 0; k < parts[0].tap_count; ++k)
    for (std::size_t i = 0; i < Parts; ++i) {
      const Tap tap = parts[i].taps[k];
      const T* w = parts[i].panel + tap.weight * parts[i].filters;
      low[i] += load(w) * x[tap.input];
      high[i] += load(w + parts[i].filters - kQuad) * x[tap.input];
    }
  for (std::size_t i = 0; i < Parts; ++i)
    for (std::size_t o = 0; o < kQuad; ++o) {
      parts[i].y[o * y_step] = low[i][o];
      parts[i].y[(parts[i].filters - kQuad + o) * y_step] = high[i][o];
    }
}

/// A tile of fewer filters. In a vector, too: of scalar sums the compiler makes separate products and
/// additions, where the others are fused.
template <class T, std::size_t Filters>
void narrow_product(const Part<T>& part, const T* x, T unit, std::size_t y_step) {
  Quad<T> sums = Quad<T>{} + load<Filters>(part.bias) * unit;
  for (std::size_t k = 0; k < part.tap_count; ++k)
    sums += load<Filters>(part.panel + part.taps[k].weight * Filters) * x[part.taps[k].input];
  for (std::size_t o = 0; o < Filters; ++o) part.y[o * y_step] = sums[o];
}

/// Collects tiles until four can be computed side by side.
template <class T>
class Queue {
 public:
  Queue(const T* x, T unit, std::size_t y_step) : x_(x), unit_(unit), y_step_(y_step) {}

  void push(const Part<T>& part) {
    static constexpr std::array narrow = {&narrow_product<T, 1>, &narrow_product<T, 2>,
                                          &narrow_product<T, 3>};
    if (part.filters < kQuad) return narrow[part.filters - 1](part, x_, unit_, y_step_);
    if (count_ > 0 && parts_[0].tap_count != part.tap_count) flush();
    parts_[count_++] = part;
    if (count_ == parts_.size()) flush();
  }
  void flush() {
    static constexpr std::array run = {&products<T, 1>, &products<T, 2>, &products<T, 3>, &products<T, 4>};
    if (count_ > 0) run[count_ - 1](parts_.data(), x_, unit_, y_step_);
    count_ = 0;
  }

 private:
  const T* x_;
  T unit_;
  std::size_t y_step_, count_ = 0;
  std::array<Part<T>, 4> parts_;
};

}  // namespace

template <class T>
void single_product(const LinearPattern& pattern, const PackedWeights<T>& weights, T unit, const T* x, T* y) {
  Queue<T> queue(x, unit, pattern.channel_stride);
  for (std::size_t p = 0; p < pattern.positions(); ++p)
    for (const auto& tile : weights.tiles())
      queue.push({pattern.taps.data() + pattern.first[p], pattern.first[p + 1] - pattern.first[p],
                  weights.panel(tile), weights.bias() + tile.first, tile.filters,
                  y + pattern.output[p] + tile.first * pattern.channel_stride});
  queue.flush();
}

template void single_product(const LinearPattern&, const PackedWeights<float>&, float, const float*, float*);
template void single_product(const LinearPattern&, const PackedWeights<double>&, double, const double*,
                             double*);

}  // namespace he::schemes
