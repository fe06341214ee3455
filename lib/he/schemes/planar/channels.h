#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "he/parallel.h"
#include "he/schemes/planar/storage.h"

/// Elementwise loops over the channels of planar storage: the independent real numbers that a ciphertext
/// holds. Plain numbers are their own channel; two planes (a, b) of MORE hold the channels u = a + b and v =
/// a − b.
namespace he::schemes {

/// Where the numbers of one channel, or of two, are read from.
template <class T>
struct ChannelReader {
  const T *a, *b;
  T u(std::size_t i) const { return a[i] + b[i]; }
  T v(std::size_t i) const { return a[i] - b[i]; }
};

/// What rounding cannot tell from zero in any channel of the number at place i of its planes. `rounding`: by
/// how much the scheme amplifies what all channels were rounded to when the number was read.
template <class T>
class NearZero {
 public:
  NearZero(const PlanarStorage<T>& x, T rounding)
      : x_(x), factor_(64 * std::numeric_limits<T>::epsilon() * rounding) {}
  T operator()(std::size_t i) const {
    T magnitude = 0;
    for (std::size_t p = 0; p < x_.planes(); ++p) magnitude += std::fabs(x_.plane(p)[i]);
    return factor_ * magnitude;
  }
  /// At the places first … last, one after the other.
  void write(std::size_t first, std::size_t last, T* near) const {
    std::fill(near, near + (last - first), T(0));
    for (std::size_t p = 0; p < x_.planes(); ++p) {
      const T* x = x_.plane(p) + first;
      for (std::size_t i = 0; i < last - first; ++i) near[i] += std::fabs(x[i]);
    }
    for (std::size_t i = 0; i < last - first; ++i) near[i] *= factor_;
  }
  T factor() const { return factor_; }

 private:
  const PlanarStorage<T>& x_;
  T factor_;
};

/// Rough cost of an elementwise step, in multiply-adds.
inline constexpr std::size_t kElementWork = 8;

/// x = f(x, others…) channel by channel.
template <bool Paired, class T, class F, class... Storages>
void transform(PlanarStorage<T>& x, F f, const Storages&... others) {
  for (std::size_t p = 0; p < x.planes(); p += Paired ? 2 : 1)
    parallel_ranges(x.plane_size(), kElementWork, [&](std::size_t first, std::size_t last) {
      T* a = x.plane(p);
      if constexpr (Paired) {
        T* b = x.plane(p + 1);
        [&](auto... other) {
#pragma GCC ivdep
          for (std::size_t i = first; i < last; ++i) {
            const T u = f(a[i] + b[i], other.u(i)...);
            const T v = f(a[i] - b[i], other.v(i)...);
            a[i] = (u + v) / 2;
            b[i] = (u - v) / 2;
          }
        }(ChannelReader<T>{others.plane(p), others.plane(p + 1)}...);
      } else {
        [&](auto... other) {
#pragma GCC ivdep
          for (std::size_t i = first; i < last; ++i) a[i] = f(a[i], other[i]...);
        }(others.plane(p)...);
      }
    });
}

/// d = f(d, x, y, near) channel by channel, where `near` is what rounding cannot tell from zero in x.
/// `OnePair`: of planes, which then tell what is near zero by themselves.
template <bool OnePair, class T, class F>
void transform_pairs_near(PlanarStorage<T>& d, F f, const PlanarStorage<T>& x, const PlanarStorage<T>& y,
                          T rounding) {
  const NearZero<T> near_zero(x, rounding);
  parallel_ranges(d.plane_size(), kElementWork * d.planes(), [&](std::size_t first, std::size_t last) {
    std::vector<T> near_all(OnePair ? 0 : last - first);
    if (!OnePair) near_zero.write(first, last, near_all.data());
    for (std::size_t p = 0; p < d.planes(); p += 2) {
      T *a = d.plane(p), *b = d.plane(p + 1);
      const ChannelReader<T> in{x.plane(p), x.plane(p + 1)}, out{y.plane(p), y.plane(p + 1)};
      const T* near_here = near_all.data();
#pragma GCC ivdep
      for (std::size_t i = first; i < last; ++i) {
        const T near =
            OnePair ? near_zero.factor() * (std::fabs(in.a[i]) + std::fabs(in.b[i])) : near_here[i - first];
        const T u = f(a[i] + b[i], in.u(i), out.u(i), near);
        const T v = f(a[i] - b[i], in.v(i), out.v(i), near);
        a[i] = (u + v) / 2;
        b[i] = (u - v) / 2;
      }
    }
  });
}

/// The same for plain numbers too, which are exact: `near` is 0 there.
template <bool Paired, class T, class F>
void transform_near(PlanarStorage<T>& d, F f, const PlanarStorage<T>& x, const PlanarStorage<T>& y,
                    T rounding) {
  if constexpr (Paired) {
    (d.planes() == 2 ? transform_pairs_near<true, T, F> : transform_pairs_near<false, T, F>)(d, f, x, y,
                                                                                             rounding);
  } else {
    transform<false>(
        d, [=](T slope, T in, T out) { return f(slope, in, out, T(0)); }, x, y);
  }
}

/// A copy with each channel in a plane of its own: u, v for a, b.
template <class T>
void separate_channels(const PlanarStorage<T>& x, PlanarStorage<T>& channels) {
  for (std::size_t p = 0; p < x.planes(); p += 2)
    parallel_ranges(x.plane_size(), 2, [&](std::size_t first, std::size_t last) {
      const T *a = x.plane(p), *b = x.plane(p + 1);
      T *u = channels.plane(p), *v = channels.plane(p + 1);
#pragma GCC ivdep
      for (std::size_t i = first; i < last; ++i) {
        u[i] = a[i] + b[i];
        v[i] = a[i] - b[i];
      }
    });
}

/// The way back, in place.
template <class T>
void join_channels(PlanarStorage<T>& x) {
  for (std::size_t p = 0; p < x.planes(); p += 2)
    parallel_ranges(x.plane_size(), 2, [&](std::size_t first, std::size_t last) {
      T *a = x.plane(p), *b = x.plane(p + 1);
#pragma GCC ivdep
      for (std::size_t i = first; i < last; ++i) {
        const T u = a[i], v = b[i];
        a[i] = (u + v) / 2;
        b[i] = (u - v) / 2;
      }
    });
}

}  // namespace he::schemes
