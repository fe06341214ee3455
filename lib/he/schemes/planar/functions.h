#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "he/error.h"
#include "he/schemes/planar/simd_math.h"
#include "he/tensor/function.h"

/// The real functions of he::Function as small function objects for loops that vectorise. Every one has
///   value(x)            the function, extended to the whole line as FunctionKind says,
///   slope(x, y, near)   its derivative at x, where y = value(x); a number within `near` of a jump of the
///   derivative
///                       counts as lying on it, where the plain rule decides (relu′(0) = 0, abs′(0) = 0),
///   smooth              whether the derivative is continuous where data are (a kink rules it out).
/// No value() calls libm in one arm of a condition: that would keep the loop from vectorising.
namespace he::schemes::functions {

/// Magnitudes of divisors are at least this (signs kept, 0 counts as positive).
inline constexpr double kSmallestDivisor = 1e-12;
/// log is taken of magnitudes of at least this; single precision has its own smallest normal number.
template <class T>
inline constexpr T kSmallestLogArgument = std::max(static_cast<T>(1e-300), std::numeric_limits<T>::min());

template <class T>
T divisor(T x) {
  const T small = static_cast<T>(kSmallestDivisor);
  return std::fabs(x) < small ? std::copysign(small, x) : x;
}

template <class T>
struct Relu {
  T max_value, negative_slope, threshold;
  static constexpr bool smooth = false;
  T value(T x) const { return x > threshold ? std::min(x, max_value) : negative_slope * (x - threshold); }
  T slope(T x, T, T near) const {
    const T above = x < max_value - near ? T(1) : T(0);
    return x > threshold + near ? above : negative_slope;
  }
};

template <class T>
struct Elu {
  T scale, alpha;  ///< scale · (x > 0 ? x : alpha·(exp(x) − 1))
  static constexpr bool smooth = false;
  T value(T x) const { return scale * (std::max(x, T(0)) + alpha * std::expm1(std::min(x, T(0)))); }
  T slope(T x, T y, T near) const { return x > near ? scale : y + scale * alpha; }
};

template <class T>
struct Sigmoid {
  static constexpr bool smooth = true;
  T value(T x) const { return 1 / (1 + std::exp(-x)); }
  T slope(T, T y, T) const { return y * (1 - y); }
};

template <class T>
struct HardSigmoid {
  T gain;
  static constexpr bool smooth = false;
  T value(T x) const { return std::min(std::max(gain * x + T(0.5), T(0)), T(1)); }
  T slope(T x, T, T near) const { return std::fabs(x) < T(0.5) / gain - near ? gain : T(0); }
};

template <class T>
struct Tanh {
  static constexpr bool smooth = true;
  /// (e^2|x| − 1) / (e^2|x| + 1) with the sign of x; beyond 20 it is 1 in double precision.
  T value(T x) const {
    const T e = std::expm1(2 * std::min(std::fabs(x), T(20)));
    return std::copysign(e / (e + 2), x);
  }
  T slope(T, T y, T) const { return 1 - y * y; }
};

template <class T>
struct Softplus {
  static constexpr bool smooth = true;
  T value(T x) const { return std::max(x, T(0)) + std::log1p(std::exp(-std::fabs(x))); }
  T slope(T, T y, T) const { return -std::expm1(-y); }  // the sigmoid
};

template <class T>
struct Softsign {
  static constexpr bool smooth = true;
  T value(T x) const { return x / (1 + std::fabs(x)); }
  T slope(T, T y, T) const {
    const T rest = 1 - std::fabs(y);
    return rest * rest;
  }
};

template <class T>
struct Exponential {
  static constexpr bool smooth = true;
  T value(T x) const { return std::exp(x); }
  T slope(T, T y, T) const { return y; }
};

template <class T>
struct Silu {
  static constexpr bool smooth = true;
  T value(T x) const { return x * Sigmoid<T>().value(x); }
  T slope(T x, T y, T) const {
    const T s = Sigmoid<T>().value(x);
    return s + y * (1 - s);
  }
};

template <class T>
struct Gelu {
  static constexpr bool smooth = true;
  static T normal_distribution(T x) { return T(0.5) * (1 + std::erf(x * T(1 / std::numbers::sqrt2))); }
  T value(T x) const { return x * normal_distribution(x); }
  T slope(T x, T, T) const {
    constexpr T height = T(std::numbers::inv_sqrtpi / std::numbers::sqrt2);  // 1/sqrt(2π)
    return normal_distribution(x) + x * height * std::exp(-x * x / 2);
  }
};

template <class T>
struct GeluTanh {
  static constexpr bool smooth = true;
  static constexpr T gain = T(std::numbers::sqrt2 * std::numbers::inv_sqrtpi);  // sqrt(2/π)
  static constexpr T cubic = T(0.044715);
  T value(T x) const { return x / 2 * (1 + Tanh<T>().value(gain * (x + cubic * x * x * x))); }
  T slope(T x, T, T) const {
    const T t = Tanh<T>().value(gain * (x + cubic * x * x * x));
    return (1 + t) / 2 + x / 2 * (1 - t * t) * gain * (1 + 3 * cubic * x * x);
  }
};

template <class T>
struct Log {
  static constexpr bool smooth = true;
  T value(T x) const { return std::log(std::max(std::fabs(x), kSmallestLogArgument<T>)); }
  T slope(T x, T, T) const { return 1 / divisor(x); }
};

template <class T>
struct Sqrt {
  static constexpr bool smooth = true;
  T value(T x) const { return std::sqrt(std::fabs(x)); }
  T slope(T x, T y, T) const { return std::copysign(T(0.5), x) / divisor(y); }
};

template <class T>
struct Abs {
  static constexpr bool smooth = false;
  T value(T x) const { return std::fabs(x); }
  T slope(T x, T, T near) const {
    const T below = x < -near ? T(-1) : T(0);
    return x > near ? T(1) : below;
  }
};

template <class T>
struct Square {
  static constexpr bool smooth = true;
  T value(T x) const { return x * x; }
  T slope(T x, T, T) const { return 2 * x; }
};

template <class T>
struct Clip {
  T low, high;
  static constexpr bool smooth = false;
  T value(T x) const { return std::min(std::max(x, low), high); }
  T slope(T x, T, T near) const { return (x > low + near) & (x < high - near) ? T(1) : T(0); }
};

template <class T>
struct Reciprocal {
  static constexpr bool smooth = true;
  T value(T x) const { return 1 / divisor(x); }
  T slope(T, T y, T) const { return -y * y; }
};

/// Calls `body` with the function object of `f`.
template <class T, class Body>
void with(const Function& f, Body&& body) {
  const T a = static_cast<T>(f.a), b = static_cast<T>(f.b), c = static_cast<T>(f.c);
  switch (f.kind) {
    case FunctionKind::relu:
      return body(Relu<T>{a, b, c});
    case FunctionKind::elu:
      return body(Elu<T>{T(1), a});
    case FunctionKind::selu:
      return body(Elu<T>{T(1.0507009873554805), T(1.6732632423543772)});
    case FunctionKind::sigmoid:
      return body(Sigmoid<T>{});
    case FunctionKind::hard_sigmoid:
      return body(HardSigmoid<T>{a});
    case FunctionKind::tanh:
      return body(Tanh<T>{});
    case FunctionKind::softplus:
      return body(Softplus<T>{});
    case FunctionKind::softsign:
      return body(Softsign<T>{});
    case FunctionKind::exponential:
      return body(Exponential<T>{});
    case FunctionKind::silu:
      return body(Silu<T>{});
    case FunctionKind::gelu:
      return body(Gelu<T>{});
    case FunctionKind::gelu_tanh:
      return body(GeluTanh<T>{});
    case FunctionKind::log:
      return body(Log<T>{});
    case FunctionKind::sqrt:
      return body(Sqrt<T>{});
    case FunctionKind::abs:
      return body(Abs<T>{});
    case FunctionKind::square:
      return body(Square<T>{});
    case FunctionKind::clip:
      return body(Clip<T>{a, b});
    case FunctionKind::reciprocal:
      return body(Reciprocal<T>{});
  }
  throw UnsupportedError("unknown function");
}

}  // namespace he::schemes::functions
