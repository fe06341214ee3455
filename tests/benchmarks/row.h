#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace he::benchmarks {

/// A row of the tables: benchmarks "row/column" of the same number of items (records or numbers). Every work
/// but the first is measured in turn with the first, so that both meet the machine in the same state: where
/// others use it, too, its speed changes within seconds, by more than what is to be seen. The counter `ratio`
/// is that of both times, `cpus` how many processors were busy.
class Row {
 public:
  using Work = std::function<void()>;

  Row(std::string name, std::size_t items) : name_(std::move(name)), items_(items) {}
  void add(const std::string& column, Work work);

 private:
  std::string name_;
  std::size_t items_;
  Work first_;
};

}  // namespace he::benchmarks
