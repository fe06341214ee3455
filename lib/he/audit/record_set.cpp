#include "he/audit/record_set.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace he::audit {
namespace {

constexpr double kSameRecord = 1e-11;  // of the sum of magnitudes

}  // namespace

RecordSet::RecordSet(std::size_t numbers) {
  std::mt19937_64 engine(1);
  const auto weight = [&] { return 0.5 + std::ldexp(static_cast<double>(engine() >> 11), -53); };
  for (std::size_t i = 0; i < numbers; ++i) {
    first_.push_back(weight());
    second_.push_back(weight());
  }
}

void RecordSet::add(std::size_t record, std::size_t column, double value) {
  Projection& p = records_[record];
  p.first += first_[column] * value;
  p.second += second_[column] * value;
  p.size += std::fabs(value);
}

std::size_t RecordSet::in_common(const RecordSet& other) const {
  auto a = records_, b = other.records_;
  const auto by_first = [](const Projection& x, const Projection& y) { return x.first < y.first; };
  const auto broken = [](const Projection& x) { return !std::isfinite(x.first + x.second); };
  std::erase_if(a, broken);
  std::erase_if(b, broken);
  std::sort(a.begin(), a.end(), by_first);
  std::sort(b.begin(), b.end(), by_first);
  std::size_t common = 0;
  std::vector<bool> used(b.size());
  for (std::size_t i = 0, from = 0; i < a.size(); ++i) {
    const double tolerance = kSameRecord * (1 + a[i].size);
    while (from < b.size() && b[from].first < a[i].first - tolerance) ++from;
    for (std::size_t k = from; k < b.size() && b[k].first <= a[i].first + tolerance; ++k)
      if (!used[k] && std::fabs(b[k].second - a[i].second) <= tolerance) {
        used[k] = true;
        ++common;
        break;
      }
  }
  return common;
}

}  // namespace he::audit
