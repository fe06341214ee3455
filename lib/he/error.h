#pragma once

#include <stdexcept>
#include <string>

namespace he {

/// Base of every failure that this library reports. `what()` is the one sentence that the user of a tool
/// reads: what happened, where (file, row, column), and what to do. Only the tools turn an error into an
/// exit code.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The call itself is wrong: options that do not go together, an output that is one of the inputs.
class UsageError : public Error {
 public:
  using Error::Error;
};

/// The content of an input is wrong: a damaged file, a missing value, a mis-shaped data set.
class DataError : public Error {
 public:
  using Error::Error;
};

/// The input is well-formed, but this project or this scheme cannot run it: an LSTM layer, a newer file
/// version.
class UnsupportedError : public DataError {
 public:
  using DataError::DataError;
};

/// Keys do not match, or sealed content does not authenticate.
class KeyError : public Error {
 public:
  using Error::Error;
};

/// The operating system refused: file missing, permission denied, disk full.
class IoError : public Error {
 public:
  using Error::Error;
};

/// Runs `action`. What it finds wrong in its data is said of `where`, the file that they come from; without a
/// file it is said as it is.
template <class Action>
auto with_context(const std::string& where, Action action) {
  const std::string context = where.empty() ? "" : where + ": ";
  try {
    return action();
  } catch (const UnsupportedError& error) {
    throw UnsupportedError(context + error.what());
  } catch (const DataError& error) {
    throw DataError(context + error.what());
  }
}

}  // namespace he
