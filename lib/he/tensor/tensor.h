#pragma once

#include <memory>
#include <utility>

#include "he/tensor/shape.h"

namespace he {

/// What an evaluator keeps behind a tensor. Only the evaluator that made it knows its kind.
class TensorStorage {
 public:
  virtual ~TensorStorage() = default;
  virtual std::unique_ptr<TensorStorage> clone() const = 0;

 protected:
  TensorStorage() = default;
  TensorStorage(const TensorStorage&) = default;
  TensorStorage& operator=(const TensorStorage&) = default;
};

/// Numbers of `records()` records with `shape()` features each, encrypted or plain. The storage is opaque:
/// networks see shape and record count, never how a number is encrypted. Features are in row-major order.
class Tensor {
 public:
  Tensor(Shape shape, std::size_t records, std::unique_ptr<TensorStorage> storage)
      : shape_(std::move(shape)), records_(records), storage_(std::move(storage)) {}
  Tensor(const Tensor& other)
      : shape_(other.shape_), records_(other.records_), storage_(other.storage_->clone()) {}
  Tensor(Tensor&&) noexcept = default;
  Tensor& operator=(Tensor&&) noexcept = default;
  Tensor& operator=(const Tensor& other) { return *this = Tensor(other); }
  ~Tensor() = default;

  const Shape& shape() const { return shape_; }
  std::size_t features() const { return element_count(shape_); }
  std::size_t records() const { return records_; }

  /// The same numbers under another shape of equal size; the order of the features does not change.
  Tensor reshaped(Shape shape) &&;

  /// For evaluators: the storage as the type they made.
  template <class Storage>
  Storage& as() {
    return static_cast<Storage&>(*storage_);
  }
  template <class Storage>
  const Storage& as() const {
    return static_cast<const Storage&>(*storage_);
  }

 private:
  Shape shape_;
  std::size_t records_;
  std::unique_ptr<TensorStorage> storage_;
};

}  // namespace he
