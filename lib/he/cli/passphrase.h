#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "he/cli/report.h"

namespace he::cli {

/// A passphrase in memory that is locked where allowed and wiped at the end. Has no stream operator, on
/// purpose.
class Passphrase {
 public:
  static constexpr std::size_t max_size = 1024;
  Passphrase();
  /// Appends a byte; false where it does not fit.
  bool append(char c);
  bool empty() const { return size_ == 0; }
  std::string_view view() const { return {text_.get(), size_}; }
  friend bool operator==(const Passphrase& a, const Passphrase& b);

 private:
  struct Wipe {
    void operator()(char* memory) const;
  };
  std::unique_ptr<char[], Wipe> text_;
  std::size_t size_ = 0;
};

/// The same text in Unicode's normalisation form C, so that it does not matter whether a keyboard gives é or
/// e with an accent; what is not UTF-8, or grows beyond max_size, as it is.
Passphrase normalised(const Passphrase& passphrase);

/// The first line of a file. Warns where others may read the file. Throws UsageError for `-`, IoError where
/// it cannot be read, DataError where the line is empty or longer than Passphrase::max_size.
Passphrase read_passphrase_file(const std::string& path, Report& report);

/// Asks on the terminal, without echo. Throws UsageError where there is no terminal or nothing is typed.
Passphrase ask_passphrase(const std::string& prompt);

/// From `file`, or, where that is empty, asked on the terminal: once, or twice for a new key,
/// which gets it normalised().
/// Throws as the above, and UsageError where the two differ.
Passphrase get_passphrase(const std::string& file, bool new_key, Report& report);

}  // namespace he::cli
