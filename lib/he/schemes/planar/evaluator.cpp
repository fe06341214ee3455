#include "he/schemes/planar/evaluator.h"

#include <algorithm>
#include <bit>

#include "he/schemes/planar/linear_kernel.h"
#include "he/schemes/planar/vectors.h"

namespace he::schemes {
namespace {

// Narrow networks run many records at a time, so that calls cost little; wide ones so few that the numbers of
// a layer stay in the second-level cache, but two vectors of them, which hide the latency of multiply-adds.
constexpr std::size_t kMaxRecords = 128, kCacheBytes = 512u << 10;
template <class T>
constexpr std::size_t kMinRecords = 2 * kLanes<T>;

/// y = scale · Σ x over the taps, of `stride` records.
template <class V, class T>
void window_sum(const T* x, std::size_t stride, std::span<const std::uint32_t> taps, T scale, T* y) {
  for (std::size_t i = 0; i < stride; i += sizeof(V) / sizeof(T)) {
    V total{};
    for (const std::size_t tap : taps) total += *reinterpret_cast<const V*>(x + tap * stride + i);
    *reinterpret_cast<V*>(y + i) = total * scale;
  }
}

}  // namespace

template <class T>
std::size_t PlanarEvaluator<T>::block_records(std::size_t widest) const {
  const std::size_t fitting = kCacheBytes / (widest * component_planes() * sizeof(T));
  return std::clamp(std::bit_floor(fitting), kMinRecords<T>, kMaxRecords);
}

template <class T>
Tensor PlanarEvaluator<T>::make(const Shape& shape, std::size_t records, std::size_t planes) const {
  return Tensor(shape, records, std::make_unique<Storage>(planes, element_count(shape), records));
}

template <class T>
std::unique_ptr<PreparedLinear> PlanarEvaluator<T>::prepare(const LinearMap& map,
                                                            const LinearWeights& weights) const {
  return std::make_unique<PlanarLinear<T>>(map, weights);
}

template <class T>
Tensor PlanarEvaluator<T>::load(std::span<const double> payload, std::size_t records,
                                const Shape& shape) const {
  Tensor x = make(shape, records);
  Storage& to = storage(x);
  const std::size_t features = to.features(), element = element_count(layout_.element),
                    record_step = features * element;
  for (std::size_t f = 0; f < features; ++f) {
    std::array<T*, kMaxPlanes> rows{};
    for (std::size_t p = 0; p < planes(); ++p) {
      rows[p] = to.row(p, f);
      std::fill(rows[p] + records, rows[p] + to.stride(), T(0));
    }
    read_row(payload.data() + f * element, record_step, records, rows.data());
  }
  return x;
}

template <class T>
void PlanarEvaluator<T>::store(const Tensor& x, std::span<double> payload) const {
  const Storage& from = storage(x);
  const std::size_t element = element_count(layout_.element), record_step = from.features() * element;
  for (std::size_t f = 0; f < from.features(); ++f) {
    std::array<const T*, kMaxPlanes> rows{};
    for (std::size_t p = 0; p < planes(); ++p) rows[p] = from.row(p, f);
    write_row(rows.data(), x.records(), payload.data() + f * element, record_step);
  }
}

template <class T>
Tensor PlanarEvaluator<T>::linear(const Tensor& x, const PreparedLinear& weights) const {
  const auto& prepared = static_cast<const PlanarLinear<T>&>(weights);
  Tensor y = make(prepared.pattern().output_shape, x);
  const Storage& from = storage(x);
  Storage& to = storage(y);
  for (std::size_t p = 0; p < to.planes(); ++p)
    linear_product(prepared.pattern(), prepared.weights(), unit_[p], from.stride(), from.plane(p),
                   from.stride(), to.plane(p), from.stride());
  return y;
}

template <class T>
Tensor PlanarEvaluator<T>::affine(Tensor x, std::span<const double> scale,
                                  std::span<const double> shift) const {
  Storage& data = storage(x);
  for (std::size_t p = 0; p < data.planes(); ++p)
    for (std::size_t f = 0; f < data.features(); ++f) {
      const T factor = static_cast<T>(scale[f]), term = static_cast<T>(shift[f]) * unit_[p];
      T* row = data.row(p, f);
      for (std::size_t i = 0; i < data.stride(); ++i) row[i] = row[i] * factor + term;
    }
  return x;
}

template <class T>
Tensor PlanarEvaluator<T>::gather(const Tensor& x, std::span<const std::int32_t> source,
                                  const Shape& shape) const {
  Tensor y = make(shape, x);
  const Storage& from = storage(x);
  Storage& to = storage(y);
  for (std::size_t p = 0; p < to.planes(); ++p)
    for (std::size_t f = 0; f < source.size(); ++f) {
      if (source[f] < 0) {
        std::fill_n(to.row(p, f), to.stride(), T(0));
      } else {
        std::copy_n(from.row(p, static_cast<std::size_t>(source[f])), to.stride(), to.row(p, f));
      }
    }
  return y;
}

template <class T>
Tensor PlanarEvaluator<T>::sum(const Tensor& x, const Segments& segments) const {
  Tensor y = make(segments.output_shape, x);
  const Storage& from = storage(x);
  Storage& to = storage(y);
  for (std::size_t p = 0; p < to.planes(); ++p)
    for (std::size_t o = 0; o < segments.outputs(); ++o) {
      const std::span taps(segments.indices.data() + segments.first[o],
                           segments.first[o + 1] - segments.first[o]);
      (to.stride() == 1 ? window_sum<T, T> : window_sum<Vector<T>, T>)(from.plane(p), from.stride(), taps,
                                                                       static_cast<T>(segments.scale[o]),
                                                                       to.row(p, o));
    }
  return y;
}

template <class T>
Tensor PlanarEvaluator<T>::add(Tensor x, const Tensor& y) const {
  T* to = storage(x).plane(0);
  const T* from = storage(y).plane(0);
  for (std::size_t i = 0; i < storage(x).size(); ++i) to[i] += from[i];
  return x;
}

template <class T>
Tensor PlanarEvaluator<T>::subtract(Tensor x, const Tensor& y) const {
  T* to = storage(x).plane(0);
  const T* from = storage(y).plane(0);
  for (std::size_t i = 0; i < storage(x).size(); ++i) to[i] -= from[i];
  return x;
}

template <class T>
Tensor PlanarEvaluator<T>::sum_records(const Tensor& x) const {
  Tensor y = make(x.shape(), 1);
  const Storage& from = storage(x);
  Storage& to = storage(y);
  for (std::size_t p = 0; p < planes(); ++p)
    for (std::size_t f = 0; f < from.features(); ++f) {
      T total = 0;
      for (std::size_t i = 0; i < x.records(); ++i) total += from.row(p, f)[i];
      std::fill_n(to.row(p, f), to.stride(), T(0));
      to.row(p, f)[0] = total;
    }
  return y;
}

template <class T>
Tensor PlanarEvaluator<T>::component(const Tensor& x, std::size_t i) const {
  return Tensor(x.shape(), x.records(),
                std::make_unique<Storage>(storage(x), i * component_planes(), component_planes()));
}

template <class T>
Tensor PlanarEvaluator<T>::join(std::span<const Tensor> components) const {
  Tensor whole = make(components.front().shape(), components.front().records());
  T* to = storage(whole).plane(0);
  for (const Tensor& part : components) to = std::copy_n(storage(part).plane(0), storage(part).size(), to);
  return whole;
}

template class PlanarEvaluator<float>;
template class PlanarEvaluator<double>;

}  // namespace he::schemes
