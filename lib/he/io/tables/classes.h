#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace he::io {

/// The different values of a class column, numbered 0, 1, … in sorted order: by value where all are numbers
/// (then 1, 1.0 and 01 are one class), else as text. Holds at most 1000.
class TableClasses {
 public:
  static constexpr std::size_t kMax = 1000;

  /// Notes a value; false where that would be one too many.
  bool add(std::string_view value);
  /// Numbers the values; to be called once, after the last add().
  void sort();

  /// The number of a value, nullopt where it was never added.
  std::optional<std::size_t> code(std::string_view value) const;
  /// Class names by number.
  const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> codes_;
  std::vector<std::string> names_;
};

}  // namespace he::io
