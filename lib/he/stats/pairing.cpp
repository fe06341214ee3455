#include "he/stats/pairing.h"

#include <fmt/format.h>

#include "he/error.h"

namespace he::stats {
namespace {

using io::Records;

/// Appends record `i` of `from`, which holds `count` of them.
void append_record(std::vector<double>& to, const std::vector<double>& from, std::size_t count,
                   std::size_t i) {
  const auto width = static_cast<std::ptrdiff_t>(from.size() / count);
  const auto begin = from.begin() + static_cast<std::ptrdiff_t>(i) * width;
  to.insert(to.end(), begin, begin + width);
}

void append(Records& to, const Records& from) {
  to.count += from.count;
  to.x.insert(to.x.end(), from.x.begin(), from.x.end());
  to.y.insert(to.y.end(), from.y.begin(), from.y.end());
  to.ids.insert(to.ids.end(), from.ids.begin(), from.ids.end());
}

}  // namespace

Pairing::Pairing(io::RecordSource& a, io::RecordSource& b) : a_(a), b_(b) {
  if (a.info().records != b.info().records)
    throw DataError(fmt::format("{} has {} records and {} has {}; only equally many can be compared",
                                a.name(), a.info().records, b.name(), b.info().records));
}

bool Pairing::next(std::size_t limit, Records& a, Records& b) {
  a = a_.next(limit);
  if (!joined_) {
    b = b_.next(limit);
    if (a.count != b.count)
      throw DataError(fmt::format("{} and {} end after different numbers of records", a_.name(), b_.name()));
    const bool named = a_.info().ids == io::IdKind::plain && b_.info().ids == io::IdKind::plain;
    if (named && a.ids != b.ids) load_b();
  }
  if (joined_ && a.count > 0) b = matching(a);
  done_ += a.count;
  return a.count > 0;
}

void Pairing::load_b() {
  joined_ = true;
  b_.seek(0);
  for (Records block = b_.next(4096); block.count > 0; block = b_.next(4096)) append(all_b_, block);
  for (std::size_t i = 0; i < all_b_.count; ++i)
    if (!index_.emplace(all_b_.ids[i], i).second)
      throw DataError(fmt::format("{}: identifier '{}' occurs twice, so records cannot be matched by it",
                                  b_.name(), all_b_.ids[i]));
  used_.assign(all_b_.count, false);
  std::fill_n(used_.begin(), done_, true);  // compared already, in order
}

Records Pairing::matching(const Records& a) {
  Records b;
  b.first = a.first;
  b.count = a.count;
  for (const std::string& id : a.ids) {
    const auto found = index_.find(id);
    if (found == index_.end())
      throw DataError(fmt::format("{}: identifier '{}' is not in {}; both must hold the same records",
                                  a_.name(), id, b_.name()));
    if (used_[found->second])
      throw DataError(
          fmt::format("{}: identifier '{}' occurs twice, so records cannot be matched by it", a_.name(), id));
    used_[found->second] = true;
    append_record(b.x, all_b_.x, all_b_.count, found->second);
    append_record(b.y, all_b_.y, all_b_.count, found->second);
    b.ids.push_back(id);
  }
  return b;
}

}  // namespace he::stats
