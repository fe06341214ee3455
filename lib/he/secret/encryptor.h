#pragma once

#include <string>

#include "he/io/records/records.h"
#include "he/tensor/scheme_options.h"

namespace he::secret {

/// Encrypts one set of records under one key, batch by batch and in order. The key makes it.
class Encryptor {
 public:
  virtual ~Encryptor() = default;

  /// How the encrypted fields lie on file, features and targets alike.
  virtual const PayloadLayout& layout() const = 0;
  /// How many records the next encrypt() takes; fewer are left at the end of the data alone. A multiple of
  /// the layout's granularity.
  virtual std::size_t batch_records() const = 0;
  /// The payload of the next records into x and y of `out`, on all threads. Identifiers are not its business.
  /// Throws DataError naming row and column where a number cannot be encrypted.
  virtual void encrypt(const io::Records& plain, io::Records& out) = 0;

  /// The options in force, also those that nobody asked for: {"mask", "uniform"}.
  virtual SchemeOptions options() const { return {}; }
  /// Masks so far that nearly coincided with their number, and were drawn anew. Schemes without masks: 0.
  virtual std::size_t redrawn() const { return 0; }
  /// Numbers so far that were out of range and were taken to its nearest end, where that was asked for.
  virtual std::size_t clamped() const { return 0; }
};

/// Encrypts arrays of a model one after the other: weights, learning curves.
class ArrayEncryptor {
 public:
  virtual ~ArrayEncryptor() = default;

  virtual const PayloadLayout& layout() const = 0;
  /// The payload of `values` [rows, columns]. `name`: for messages. Throws DataError where a number is not
  /// finite.
  virtual std::vector<double> encrypt(const std::vector<double>& values, std::size_t columns,
                                      const std::string& name) = 0;
  /// The options in force.
  virtual SchemeOptions options() const { return {}; }
  virtual std::size_t redrawn() const { return 0; }
};

}  // namespace he::secret
