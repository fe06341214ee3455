// Implements read_known_values() of known_plaintexts.h.

#include <fmt/format.h>

#include <algorithm>

#include "he/audit/known_plaintexts.h"
#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/tables/csv_number.h"
#include "he/io/tables/csv_table.h"

namespace he::audit {
namespace {

class KnownTable {
 public:
  KnownTable(const std::string& path, const io::DatasetInfo& data)
      : table_(io::open_unpacked(path), true), data_(data), numbers_(data) {
    for (std::size_t k = 0; k < 3; ++k) place_[k] = find(kNames[k]);
  }

  std::vector<KnownValue> read() {
    std::vector<KnownValue> known;
    std::vector<std::string_view> fields;
    while (table_.next(fields)) {
      KnownValue value;
      value.record = index(fields, 0, data_.records, "records");
      value.column = column(fields);
      value.value = number(fields, 2);
      known.push_back(value);
    }
    if (known.empty()) throw DataError(table_.name() + ": holds no known values");
    return known;
  }

 private:
  static constexpr const char* kNames[] = {"record", "feature", "value"};

  std::size_t find(const std::string& name) const {
    const auto& names = table_.names();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      throw DataError(fmt::format("{}: has no column '{}'; it needs the columns record, feature and value",
                                  table_.name(), name));
    return static_cast<std::size_t>(found - names.begin());
  }

  double number(const std::vector<std::string_view>& fields, std::size_t k) const {
    const io::CsvCell cell = io::read_cell(fields[place_[k]]);
    if (cell.kind != io::CsvCell::Kind::number)
      table_.fail(place_[k], fmt::format("'{}' is not a number", fields[place_[k]]));
    return cell.value;
  }

  /// A number from 1 to `count`, less 1.
  std::size_t index(const std::vector<std::string_view>& fields, std::size_t k, std::size_t count,
                    const char* what) const {
    const double value = number(fields, k);
    if (!(value >= 1 && value <= static_cast<double>(count)) ||
        value != static_cast<double>(static_cast<std::size_t>(value)))
      table_.fail(place_[k], fmt::format("'{}' is none of the {} {}", fields[place_[k]], count, what));
    return static_cast<std::size_t>(value) - 1;
  }

  std::size_t column(const std::vector<std::string_view>& fields) const {
    const bool predictions = data_.kind == io::DatasetKind::predictions;
    const auto& names = predictions ? data_.target_names : data_.feature_names;
    const std::string_view name = fields[place_[1]];
    const auto among = [&](const std::vector<std::string>& list) {
      return static_cast<std::size_t>(std::find(list.begin(), list.end(), name) - list.begin());
    };
    if (const std::size_t i = among(names); i < names.size()) return i;
    if (const std::size_t i = among(data_.target_names); !predictions && i < data_.target_names.size())
      return numbers_.features() + i;
    if (io::read_cell(name).kind != io::CsvCell::Kind::number)
      table_.fail(place_[1], fmt::format("'{}' is none of the features", name));
    return index(fields, 1, numbers_.count(), "numbers of a record");
  }

  io::CsvTable table_;
  const io::DatasetInfo& data_;
  NumberColumns numbers_;
  std::size_t place_[3] = {};
};

}  // namespace

std::vector<KnownValue> read_known_values(const std::string& path, const io::DatasetInfo& data) {
  return KnownTable(path, data).read();
}

}  // namespace he::audit
