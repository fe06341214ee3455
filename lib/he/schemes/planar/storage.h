#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

#include "he/tensor/tensor.h"

namespace he::schemes {

/// Rows of records, and planes, are padded to whole cache lines of 64 bytes, the widest vector register.
inline constexpr std::size_t kAlignment = 64;

/// Storage of schemes whose numbers are a fixed count P of real coordinates: P planes side by side, each a
/// matrix of features × records with the records contiguous and padded, [plane][feature][record]. So every
/// operation of a network is a loop over contiguous records, each record keeps to its own vector lane, and
/// its result cannot depend on how many others travel with it. Of a single record the features follow one
/// another, so that vectors are full there, too; elementwise loops run over whole planes either way. (P = 1
/// plain, 2 MORE in the plane, 4 MORE as matrices.)
template <class T>
class PlanarStorage final : public TensorStorage {
 public:
  /// Uninitialised numbers; what pads the planes of a single record is 0.
  PlanarStorage(std::size_t planes, std::size_t features, std::size_t records)
      : planes_(planes),
        features_(features),
        stride_(records == 1 ? 1 : padded(records)),
        plane_size_(padded(features * stride_)),
        numbers_(allocated(size())) {
    for (std::size_t p = 0; p < planes; ++p) std::fill(row(p, features), plane(p) + plane_size_, T(0));
  }

  /// `count` planes of another storage from its plane `first` on, which both then share.
  PlanarStorage(const PlanarStorage& whole, std::size_t first, std::size_t count) : PlanarStorage(whole) {
    planes_ = count;
    numbers_ = {whole.numbers_, whole.numbers_.get() + first * plane_size_};
  }

  /// Shares the numbers until one of both is written to.
  std::unique_ptr<TensorStorage> clone() const override { return std::make_unique<PlanarStorage>(*this); }

  /// Before writing: copies the numbers where another storage shares them.
  void own() {
    if (numbers_.use_count() == 1) return;
    const std::shared_ptr<T> shared = std::move(numbers_);
    numbers_ = allocated(size());
    std::memcpy(numbers_.get(), shared.get(), size() * sizeof(T));
  }

  static std::size_t padded(std::size_t count) {
    constexpr std::size_t lanes = kAlignment / sizeof(T);
    return (count + lanes - 1) / lanes * lanes;
  }

  std::size_t planes() const { return planes_; }
  std::size_t features() const { return features_; }
  /// Numbers from one feature to the next: padded records, or 1 of a single record.
  std::size_t stride() const { return stride_; }
  std::size_t plane_size() const { return plane_size_; }
  std::size_t size() const { return planes_ * plane_size(); }

  T* plane(std::size_t p) { return numbers_.get() + p * plane_size(); }
  const T* plane(std::size_t p) const { return numbers_.get() + p * plane_size(); }
  T* row(std::size_t p, std::size_t feature) { return plane(p) + feature * stride_; }
  const T* row(std::size_t p, std::size_t feature) const { return plane(p) + feature * stride_; }

 private:
  static std::shared_ptr<T> allocated(std::size_t count) {
    const std::size_t bytes = std::max(count * sizeof(T), kAlignment);
    auto* numbers = static_cast<T*>(std::aligned_alloc(kAlignment, bytes));
    if (!numbers) throw std::bad_alloc();
    return {numbers, [](T* p) { std::free(p); }};
  }

  std::size_t planes_;
  std::size_t features_;
  std::size_t stride_;
  std::size_t plane_size_;
  std::shared_ptr<T> numbers_;
};

}  // namespace he::schemes
