#include "he/stats/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/stats/columns.h"
#include "he/stats/pairing.h"

namespace he::stats {
namespace {

std::span<const double> record(const std::vector<double>& values, std::size_t i, std::size_t width) {
  return std::span(values).subspan(i * width, width);
}

/// One number that stands against several scores must be the number of a class.
void require_label(double number, const std::string& name, std::size_t record) {
  if (!class_label(number))
    throw DataError(fmt::format(
        "{}: record {}: {} is no class label (0, 1, 2 …), which one column against several must hold", name,
        record + 1, number));
}

/// The names of the classes, or of the columns of scores.
std::vector<std::string> class_names(const io::RecordSource& a, const io::RecordSource& b,
                                     const SidePair& pair) {
  for (const io::RecordSource* source : {&a, &b})
    if (!source->info().class_names.empty()) return source->info().class_names;
  for (const Side* side : {&pair.a, &pair.b})
    if (side->columns() > 1 && !side->names.empty()) return side->names;
  return {};
}

/// Collects one field's comparison, block by block.
class Collector {
 public:
  Collector(const io::RecordSource& a, const io::RecordSource& b, SidePair pair, bool classes)
      : name_a_(a.name()), name_b_(b.name()), pair_(std::move(pair)) {
    result_.name = pair_.name();
    if (!pair_.labels_and_scores())
      for (std::string& name : column_names(pair_)) result_.columns.push_back({std::move(name), {}});
    const bool truth = pair_.labels_and_scores() || pair_.a.targets || pair_.b.targets;
    if (classes || pair_.labels_and_scores()) result_.classes = {{}, class_names(a, b, pair_), {}, truth};
  }

  void add(const io::Records& a, const io::Records& b) {
    const std::size_t width_a = pair_.a.columns(), width_b = pair_.b.columns();
    for (std::size_t i = 0; i < a.count; ++i) {
      const auto row_a = record(pair_.a.values(a), i, width_a), row_b = record(pair_.b.values(b), i, width_b);
      for (std::size_t j = 0; j < result_.columns.size(); ++j)
        result_.columns[j].difference.add(row_a[j], row_b[j]);
      if (pair_.labels_and_scores() && row_a.size() == 1) require_label(row_a[0], name_a_, a.first + i);
      if (pair_.labels_and_scores() && row_b.size() == 1) require_label(row_b[0], name_b_, b.first + i);
      if (result_.classes) add_classes(row_a, row_b);
    }
  }

  FieldComparison finish() {
    for (const Column& column : result_.columns) result_.overall.add_column(column.difference);
    const bool two = result_.classes && result_.classes->confusion.classes() == 2;
    if (two && !scores_.empty()) {
      const double auc = area_under_curve(scores_, positive_);
      if (!std::isnan(auc)) result_.classes->auc = auc;
    }
    return std::move(result_);
  }

 private:
  void add_classes(std::span<const double> a, std::span<const double> b) {
    const auto truth = class_of(b);
    result_.classes->confusion.add(truth, class_of(a));
    if (a.size() <= 2 && truth && *truth <= 1) {
      scores_.push_back(a.back());  // the only score, or that of class 1
      positive_.push_back(*truth == 1);
    }
  }

  std::string name_a_, name_b_;
  SidePair pair_;
  FieldComparison result_;
  std::vector<double> scores_;
  std::vector<bool> positive_;
};

void refuse_encrypted(const SchemeInfo& scheme, const std::string& name) {
  if (!scheme.plain()) throw DataError(name + ": is encrypted; decrypt it first with he-decrypt");
}

}  // namespace

Comparison compare(io::RecordSource& a, io::RecordSource& b, bool classes) {
  refuse_encrypted(a.info().scheme, a.name());
  refuse_encrypted(b.info().scheme, b.name());
  const std::vector<SidePair> pairs = choose_sides(a, b);
  std::vector<Collector> collectors;
  std::size_t width = 1;
  for (const SidePair& pair : pairs) {
    collectors.emplace_back(a, b, pair, classes && &pair == &pairs.back());  // targets stand last
    width += pair.a.columns() + pair.b.columns();
  }
  Pairing pairing(a, b);
  const std::size_t limit = std::clamp<std::size_t>((std::size_t{1} << 21) / width, 1, 4096);
  for (io::Records block_a, block_b; pairing.next(limit, block_a, block_b);)
    for (Collector& collector : collectors) collector.add(block_a, block_b);

  Comparison result;
  result.records = a.info().records;
  result.joined = pairing.joined();
  for (Collector& collector : collectors) result.fields.push_back(collector.finish());
  return result;
}

}  // namespace he::stats
