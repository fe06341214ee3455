#include "he/stats/columns.h"

#include <fmt/format.h>

#include <algorithm>

#include "he/error.h"

namespace he::stats {
namespace {

using io::DatasetInfo;
using io::DatasetKind;

Side make_side(const DatasetInfo& info, bool targets) {
  Side side;
  side.targets = targets;
  const bool predictions = info.kind == DatasetKind::predictions;
  side.field = targets ? "y" : predictions ? "y_hat" : "x";
  side.shape = targets ? info.y->shape : info.x.shape;
  side.names = targets || predictions ? info.target_names : info.feature_names;
  if (side.names.size() != side.columns()) side.names.clear();
  return side;
}

bool fit(const SidePair& pair) { return pair.a.columns() == pair.b.columns() || pair.labels_and_scores(); }

void require_fit(const SidePair& pair, const std::string& a, const std::string& b) {
  if (!fit(pair))
    throw DataError(
        fmt::format("{} has {} columns of {} and {} has {} of {}; only equally many can be compared", a,
                    pair.a.columns(), pair.a.field, b, pair.b.columns(), pair.b.field));
  if (pair.a.names != pair.b.names &&
      std::is_permutation(pair.a.names.begin(), pair.a.names.end(), pair.b.names.begin(), pair.b.names.end()))
    throw DataError(
        fmt::format("{} and {} hold the same columns in different orders; bring them into one order", a, b));
}

std::string index_name(const Side& side, std::size_t column) {
  std::string index;
  for (std::size_t axis = side.shape.size(); axis-- > 0; column /= side.shape[axis])
    index = std::to_string(column % side.shape[axis]) + (index.empty() ? "" : ",") + index;
  return index.empty() ? side.field : side.field + "[" + index + "]";
}

}  // namespace

bool SidePair::labels_and_scores() const {
  return a.columns() != b.columns() && std::min(a.columns(), b.columns()) == 1;
}

std::string SidePair::name() const { return a.field == b.field ? a.field : a.field + " against " + b.field; }

std::vector<SidePair> choose_sides(const io::RecordSource& a, const io::RecordSource& b) {
  const auto is_data = [](const io::RecordSource& s) { return s.info().kind == DatasetKind::dataset; };
  const bool targets_a = is_data(a) && a.info().y, targets_b = is_data(b) && b.info().y;
  const SidePair plain{make_side(a.info(), false), make_side(b.info(), false)};
  std::vector<SidePair> pairs;
  if (is_data(a) && is_data(b) && targets_a == targets_b) {
    pairs.push_back(plain);
    if (targets_a) pairs.push_back({make_side(a.info(), true), make_side(b.info(), true)});
  } else if (is_data(a) && is_data(b) && plain.a.columns() == plain.b.columns()) {
    pairs.push_back(plain);  // targets on one side only: left out
  } else {
    pairs.push_back({make_side(a.info(), targets_a), make_side(b.info(), targets_b)});
  }
  for (const SidePair& pair : pairs) require_fit(pair, a.name(), b.name());
  return pairs;
}

std::vector<std::string> column_names(const SidePair& pair) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < pair.a.columns(); ++i) {
    const std::string a = pair.a.names.empty() ? "" : pair.a.names[i];
    const std::string b = pair.b.names.empty() ? "" : pair.b.names[i];
    if (a.empty() && b.empty())
      names.push_back(index_name(pair.a, i));
    else
      names.push_back(a.empty() || a == b ? b : b.empty() ? a : a + " | " + b);
  }
  return names;
}

}  // namespace he::stats
