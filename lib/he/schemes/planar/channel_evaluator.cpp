#include "he/schemes/planar/channel_evaluator.h"

#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

#include "he/error.h"
#include "he/parallel.h"
#include "he/schemes/planar/channels.h"
#include "he/schemes/planar/functions.h"
#include "he/schemes/planar/gradient_kernel.h"
#include "he/schemes/planar/linear_kernel.h"

namespace he::schemes {
namespace {

/// A map with what its products and gradients need.
struct PlanarMap final : PreparedMap {
  LinearMap map;
  std::shared_ptr<const LinearPattern> forward, adjoint;
};

const PlanarMap& planar(const PreparedMap& map) { return static_cast<const PlanarMap&>(map); }

/// The weights of one channel: `kernel` holds a row of taps for each output channel of the map.
template <class T>
PackedWeights<T> pack(const PlanarStorage<T>& kernel, const PlanarStorage<T>* bias, std::size_t channel,
                      const LinearMap& map) {
  PackedWeights<T> packed(map.indices_per_position, map.filters);
  const auto& tiles = packed.tiles();
  parallel_for(tiles.size(), grain_of(packed.rows() * 8), [&](std::size_t t) {
    T* panel = packed.panel(tiles[t]);
    for (std::size_t o = 0; o < tiles[t].filters; ++o) {
      const T* row = kernel.row(channel, tiles[t].first + o);
      for (std::size_t k = 0; k < packed.rows(); ++k) panel[k * tiles[t].filters + o] = row[k];
    }
  });
  for (std::size_t o = 0; bias && o < map.filters; ++o) packed.bias()[o] = bias->row(channel, o)[0];
  return packed;
}

/// The weights of one channel for the adjoint: rows (place in the window, output channel).
template <class T>
PackedWeights<T> pack_adjoint(const PlanarStorage<T>& kernel, std::size_t channel, const LinearMap& map) {
  const std::size_t run = map.input_depth;
  PackedWeights<T> packed(map.indices_per_position / run * map.filters, run);
  const auto& tiles = packed.tiles();
  parallel_for(tiles.size(), grain_of(packed.rows() * 8), [&](std::size_t t) {
    T* panel = packed.panel(tiles[t]);
    for (std::size_t r = 0; r < packed.rows(); ++r) {
      const T* from = kernel.row(channel, r % map.filters) + r / map.filters * run + tiles[t].first;
      panel = std::copy_n(from, tiles[t].filters, panel);
    }
  });
  return packed;
}

/// The storage with records in padded rows, as the kernel of gradients reads them: itself, or a copy of a
/// single record that `copy` holds.
template <class T>
const PlanarStorage<T>& in_rows(const PlanarStorage<T>& x, std::optional<PlanarStorage<T>>& copy) {
  if (x.stride() > 1) return x;
  copy.emplace(x.planes(), x.features(), PlanarStorage<T>::padded(1));
  std::fill_n(copy->plane(0), copy->size(), T(0));
  for (std::size_t p = 0; p < x.planes(); ++p)
    for (std::size_t f = 0; f < x.features(); ++f) copy->row(p, f)[0] = x.row(p, f)[0];
  return *copy;
}

/// Adds dy to dx of the first largest feature of a window, for `count` records of one channel. `x(k, i)`
/// and `near(k, i)` are the number of tap k and what rounding adds to it.
template <class T, class Number, class Near>
void route_to_largest(std::size_t taps, std::size_t count, const T* dy, Number x, Near near, T* const* dx) {
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t largest = 0;
    for (std::size_t k = 1; k < taps; ++k)
      if (x(k, i) > x(largest, i) + near(k, i) + near(largest, i)) largest = k;
    dx[largest][i] += dy[i];
  }
}

}  // namespace

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::apply(Tensor x, const Function& f) const {
  functions::with<T>(
      f, [&](auto function) { transform<Paired>(this->storage(x), [=](T u) { return function.value(u); }); });
  return x;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::multiply(Tensor x, const Tensor& y) const {
  transform<Paired>(
      this->storage(x), [](T u, T w) { return u * w; }, this->storage(y));
  return x;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::divide(Tensor x, const Tensor& y) const {
  transform<Paired>(
      this->storage(x), [](T u, T w) { return u / functions::divisor(w); }, this->storage(y));
  return x;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::maximum(const Tensor& x, const Segments& segments) const {
  Tensor y = this->make(segments.output_shape, x);
  const Storage& from = this->storage(x);
  Storage& to = this->storage(y);
  constexpr T lowest = -std::numeric_limits<T>::infinity();
  for (std::size_t p = 0; p < from.planes(); p += Paired ? 2 : 1)
    parallel_for(segments.outputs(), grain_of(to.stride() * 8), [&](std::size_t o) {
      T *u = to.row(p, o), *v = Paired ? to.row(p + 1, o) : nullptr;
      std::fill_n(u, to.stride(), lowest);
      if constexpr (Paired) std::fill_n(v, to.stride(), lowest);
      for (std::uint32_t k = segments.first[o]; k < segments.first[o + 1]; ++k) {
        const T* a = from.row(p, segments.indices[k]);
        if constexpr (Paired) {
          const T* b = from.row(p + 1, segments.indices[k]);
          for (std::size_t i = 0; i < to.stride(); ++i) {
            u[i] = std::max(u[i], a[i] + b[i]);
            v[i] = std::max(v[i], a[i] - b[i]);
          }
        } else {
          for (std::size_t i = 0; i < to.stride(); ++i) u[i] = std::max(u[i], a[i]);
        }
      }
    });
  if constexpr (Paired) join_channels(to);
  return y;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::encode(std::span<const double> values, std::size_t records,
                                           const Shape& shape) const {
  Tensor x = this->make(shape, records);
  Storage& to = this->storage(x);
  std::fill_n(to.plane(0), to.size(), T(0));
  for (std::size_t p = 0; p < to.planes(); p += Paired ? 2 : 1)
    for (std::size_t i = 0; i < records; ++i)
      for (std::size_t f = 0; f < to.features(); ++f)
        to.row(p, f)[i] = static_cast<T>(values[i * to.features() + f]);
  return x;
}

template <class T, bool Paired>
std::vector<double> ChannelEvaluator<T, Paired>::snapshot(const Tensor& x) const {
  const Storage& data = this->storage(x);
  std::vector<double> numbers;
  for (std::size_t p = 0; p < data.planes(); ++p)
    for (std::size_t f = 0; f < data.features(); ++f)
      numbers.insert(numbers.end(), data.row(p, f), data.row(p, f) + x.records());
  return numbers;
}

template <class T, bool Paired>
void ChannelEvaluator<T, Paired>::restore(Tensor& x, std::span<const double> snapshot) const {
  Storage& data = this->storage(x);
  if (snapshot.size() != data.planes() * data.features() * x.records())
    throw DataError("holds " + std::to_string(snapshot.size()) + " numbers and needs " +
                    std::to_string(data.planes() * data.features() * x.records()));
  const double* from = snapshot.data();
  for (std::size_t p = 0; p < data.planes(); ++p)
    for (std::size_t f = 0; f < data.features(); ++f)
      for (std::size_t i = 0; i < x.records(); ++i) data.row(p, f)[i] = static_cast<T>(*from++);
}

template <class T, bool Paired>
bool ChannelEvaluator<T, Paired>::finite(const Tensor& x) const {
  const Storage& data = this->storage(x);
  for (std::size_t p = 0; p < data.planes(); ++p)
    for (std::size_t f = 0; f < data.features(); ++f) {
      const T* row = data.row(p, f);
      T sum = 0;  // of zeros, or not a number
      for (std::size_t i = 0; i < x.records(); ++i) sum += row[i] * 0;
      if (sum != 0) return false;
    }
  return true;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::axpby(double x_factor, Tensor x, double y_factor, const Tensor& y) const {
  const T s = static_cast<T>(x_factor), t = static_cast<T>(y_factor);
  transform<false>(
      this->storage(x), [=](T a, T b) { return s * a + t * b; }, this->storage(y));
  return x;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::broadcast(const Tensor& x, std::size_t records) const {
  Tensor y = this->make(x.shape(), records);
  Storage& to = this->storage(y);
  for (std::size_t p = 0; p < to.planes(); ++p)
    for (std::size_t f = 0; f < to.features(); ++f)
      std::fill_n(to.row(p, f), to.stride(), this->storage(x).row(p, f)[0]);
  return y;
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::apply_derivative(Tensor dy, const Function& f, const Tensor& x,
                                                     const Tensor& y) const {
  if constexpr (std::is_same_v<T, float>) {
    throw UnsupportedError("training computes in double precision");
  } else {
    functions::with<T>(f, [&](auto function) {
      transform_near<Paired>(
          this->storage(dy), [=](T d, T in, T out, T near) { return d * function.slope(in, out, near); },
          this->storage(x), this->storage(y), rounding());
    });
    return dy;
  }
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::maximum_gradient(const Tensor& dy, const Tensor& x,
                                                     const Segments& segments) const {
  Tensor dx = this->make(x.shape(), x);
  Storage& to = this->storage(dx);
  const std::size_t block = std::min(kAlignment / sizeof(T), to.stride());
  const Storage& from = this->storage(x);
  std::fill_n(to.plane(0), to.size(), T(0));
  std::optional<Tensor> copy;
  const Storage& gradient = separated(dy, copy);
  const NearZero<T> near_zero(from, rounding());
  for (std::size_t p = 0; p < to.planes(); p += Paired ? 2 : 1)
    parallel_for(to.stride() / block, grain_of(segments.indices.size() * block), [&](std::size_t part) {
      const std::size_t begin = part * block;
      std::vector<T*> rows;
      for (std::size_t o = 0; o < segments.outputs(); ++o) {
        const std::uint32_t* taps = segments.indices.data() + segments.first[o];
        const std::size_t count = segments.first[o + 1] - segments.first[o];
        const auto route = [&](std::size_t plane, auto number, auto near) {
          rows.clear();
          for (std::size_t k = 0; k < count; ++k) rows.push_back(to.row(plane, taps[k]) + begin);
          route_to_largest(count, block, gradient.row(plane, o) + begin, number, near, rows.data());
        };
        if constexpr (Paired) {
          const auto reader = [&](std::size_t k) {
            return ChannelReader<T>{from.row(p, taps[k]) + begin, from.row(p + 1, taps[k]) + begin};
          };
          const auto near = [&](std::size_t k, std::size_t i) {
            return near_zero(taps[k] * from.stride() + begin + i);
          };
          route(
              p, [&](std::size_t k, std::size_t i) { return reader(k).u(i); }, near);
          route(
              p + 1, [&](std::size_t k, std::size_t i) { return reader(k).v(i); }, near);
        } else {
          route(
              p, [&](std::size_t k, std::size_t i) { return from.row(p, taps[k])[begin + i]; },
              [](std::size_t, std::size_t) { return T(0); });
        }
      }
    });
  if constexpr (Paired) join_channels(to);
  return dx;
}

template <class T, bool Paired>
std::unique_ptr<PreparedMap> ChannelEvaluator<T, Paired>::prepare(const LinearMap& map) const {
  auto prepared = std::make_unique<PlanarMap>();
  prepared->map = map;
  prepared->forward = std::make_shared<const LinearPattern>(forward_pattern(map));
  prepared->adjoint = std::make_shared<const LinearPattern>(adjoint_pattern(map));
  return prepared;
}

template <class T, bool Paired>
std::unique_ptr<PreparedLinear> ChannelEvaluator<T, Paired>::prepare(const PreparedMap& prepared,
                                                                     const Tensor& kernel,
                                                                     const Tensor* bias) const {
  std::optional<Tensor> kernel_copy, bias_copy;
  const Storage& weights = separated(kernel, kernel_copy);
  const Storage* shift = bias ? &separated(*bias, bias_copy) : nullptr;
  std::vector<PackedWeights<T>> channels;
  for (std::size_t c = 0; c < this->planes(); ++c)
    channels.push_back(pack(weights, shift, c, planar(prepared).map));
  return std::make_unique<PlanarLinear<T>>(planar(prepared).forward, std::move(channels));
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::linear(const Tensor& x, const PreparedLinear& weights) const {
  const auto& prepared = static_cast<const PlanarLinear<T>&>(weights);
  return prepared.encrypted() ? product(x, prepared.pattern(), prepared, T(1))
                              : PlanarEvaluator<T>::linear(x, weights);
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::linear_adjoint(const Tensor& dy, const PreparedMap& prepared,
                                                   const Tensor& kernel) const {
  const PlanarMap& map = planar(prepared);
  std::optional<Tensor> copy;
  const Storage& weights = separated(kernel, copy);
  std::vector<PackedWeights<T>> channels;
  for (std::size_t c = 0; c < this->planes(); ++c) channels.push_back(pack_adjoint(weights, c, map.map));
  return product(dy, *map.adjoint, PlanarLinear<T>(map.adjoint, std::move(channels)), T(0));
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::kernel_gradient(const Tensor& x, const Tensor& dy,
                                                    const PreparedMap& prepared) const {
  const LinearMap& map = planar(prepared).map;
  std::optional<Tensor> x_copy, dy_copy;
  std::optional<Storage> x_rows, dy_rows;
  const Storage &in = in_rows(separated(x, x_copy), x_rows), &out = in_rows(separated(dy, dy_copy), dy_rows);
  Tensor gradient = this->make({map.filters}, map.indices_per_position);
  Storage& to = this->storage(gradient);
  const std::size_t stride = in.stride(),
                    tiles = (map.indices_per_position + kGradientTaps - 1) / kGradientTaps;
  const Storage zeros = [&] {
    Storage row(1, 1, stride);
    std::fill_n(row.plane(0), stride, T(0));
    return row;
  }();
  std::fill_n(to.plane(0), to.size(), T(0));
  parallel_for(tiles * this->planes(), grain_of(kGradientTaps * map.filters * map.positions * stride),
               [&](std::size_t unit) {
                 const std::size_t plane = unit / tiles;
                 kernel_gradient_tile(map, unit % tiles, x.records(), stride, in.plane(plane),
                                      out.plane(plane), zeros.plane(0), to.plane(plane), to.stride());
               });
  if constexpr (Paired) join_channels(to);
  return gradient;
}

template <class T, bool Paired>
const PlanarStorage<T>& ChannelEvaluator<T, Paired>::separated(const Tensor& x,
                                                               std::optional<Tensor>& copy) const {
  if constexpr (!Paired) return this->storage(x);
  Tensor& channels = copy.emplace(this->make(x.shape(), x));
  separate_channels(this->storage(x), this->storage(channels));
  return this->storage(channels);
}

template <class T, bool Paired>
Tensor ChannelEvaluator<T, Paired>::product(const Tensor& x, const LinearPattern& pattern,
                                            const PlanarLinear<T>& weights, T unit) const {
  std::optional<Tensor> copy;
  const Storage& in = separated(x, copy);
  Tensor y = this->make(pattern.output_shape, x);
  Storage& to = this->storage(y);
  const std::size_t stride = to.stride(), width = kProductColumns<T>, blocks = (stride + width - 1) / width;
  if (!pattern.covers_output) std::fill_n(to.plane(0), to.size(), T(0));
  parallel_for(blocks * this->planes(), grain_of(pattern.taps.size() * pattern.filters * width),
               [&](std::size_t part) {
                 const std::size_t plane = part / blocks, column = part % blocks * width;
                 linear_product(pattern, weights.weights(plane), unit, std::min(width, stride - column),
                                in.plane(plane) + column, stride, to.plane(plane) + column, stride);
               });
  if constexpr (Paired) join_channels(to);
  return y;
}

template class ChannelEvaluator<float, false>;
template class ChannelEvaluator<float, true>;
template class ChannelEvaluator<double, false>;
template class ChannelEvaluator<double, true>;

}  // namespace he::schemes
