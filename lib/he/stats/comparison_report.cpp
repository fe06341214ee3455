#include "he/stats/comparison_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace he::stats {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_classes = 30;

/// A number for people (four digits) or for programs (all).
std::string number(double value, bool all_digits) {
  if (std::isnan(value)) return all_digits ? "nan" : "-";
  return all_digits ? fmt::format("{}", value) : fmt::format("{:.4g}", value);
}

std::vector<std::string> cells(const Difference& d, bool all_digits) {
  std::vector<std::string> row;
  for (double value : {d.max_abs(), d.rmse(), d.mae(), d.max_relative(), d.r_squared()})
    row.push_back(number(value, all_digits));
  return row;
}

std::vector<std::string> labelled(std::vector<std::string> label, const std::vector<std::string>& row) {
  label.insert(label.end(), row.begin(), row.end());
  return label;
}

/// The `most` columns that differ most, in their own order.
std::vector<const Column*> worst(const std::vector<Column>& columns, std::size_t most) {
  std::vector<const Column*> chosen;
  for (const Column& column : columns) chosen.push_back(&column);
  if (chosen.size() <= most) return chosen;
  std::stable_sort(chosen.begin(), chosen.end(), [](const Column* a, const Column* b) {
    return a->difference.max_abs() > b->difference.max_abs();
  });
  chosen.resize(most);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

std::string numbers_text(const FieldComparison& field, TableFormat format, std::size_t most) {
  Table table{{field.name, "max abs", "RMSE", "MAE", "max rel", "R²"}, {}};
  const auto shown = worst(field.columns, most);
  for (const Column* column : shown)
    table.rows.push_back(labelled({column->name}, cells(column->difference, false)));
  if (field.columns.size() > 1) table.rows.push_back(labelled({"all columns"}, cells(field.overall, false)));
  std::string text = "\n" + table.format(format);
  if (shown.size() < field.columns.size())
    text += fmt::format("\nThe {} columns that differ most, of {}.\n", shown.size(), field.columns.size());
  if (field.overall.not_finite() > 0)
    text += fmt::format("\n{} of {} numbers are NaN or infinite.\n", field.overall.not_finite(),
                        field.overall.count());
  return text;
}

std::string class_name(const ClassComparison& classes, std::size_t index) {
  return index < classes.names.size() ? classes.names[index] : std::to_string(index);
}

std::string classes_text(const ClassComparison& classes, TableFormat format) {
  const ConfusionMatrix& matrix = classes.confusion;
  std::string text =
      fmt::format("\n{} {:.4f} over {} records", classes.against_truth ? "accuracy" : "agreement",
                  matrix.accuracy(), matrix.records());
  if (classes.auc) text += fmt::format(", area under the curve {:.4f}", *classes.auc);
  if (matrix.unclassified() > 0) text += fmt::format(", {} without a class", matrix.unclassified());
  text += "\n";
  if (matrix.classes() > most_classes)
    return text + fmt::format("{} classes: the confusion matrix is in the JSON report.\n", matrix.classes());
  Table table{{classes.against_truth ? "true, predicted:" : "class in B, in A:"}, {}};
  for (std::size_t i = 0; i < matrix.classes(); ++i) {
    table.header.push_back(class_name(classes, i));
    table.rows.push_back({class_name(classes, i)});
    for (std::size_t j = 0; j < matrix.classes(); ++j)
      table.rows.back().push_back(std::to_string(matrix.count(i, j)));
  }
  return text + "\n" + table.format(format);
}

std::string csv(const Comparison& comparison) {
  Table table{{"field", "column", "numbers", "not_finite", "not_identical", "max_abs", "rmse", "mae",
               "max_relative", "r_squared", "accuracy", "auc"},
              {}};
  const auto add = [&](const FieldComparison& field, const std::string& name, const Difference& d) {
    table.rows.push_back(labelled({field.name, name, std::to_string(d.count()),
                                   std::to_string(d.not_finite()), std::to_string(d.not_identical())},
                                  cells(d, true)));
    table.rows.back().resize(table.header.size());
  };
  for (const FieldComparison& field : comparison.fields) {
    for (const Column& column : field.columns) add(field, column.name, column.difference);
    add(field, "all", field.overall);
    if (!field.classes) continue;
    std::vector<std::string>& row = table.rows.back();
    row[10] = number(field.classes->confusion.accuracy(), true);
    if (field.classes->auc) row[11] = number(*field.classes->auc, true);
    if (field.columns.empty()) std::fill(row.begin() + 2, row.begin() + 10, "");  // no numbers, classes alone
  }
  return table.format(TableFormat::csv);
}

ordered_json difference_json(const std::string& name, const Difference& d) {
  return {{"name", name},
          {"numbers", d.count()},
          {"not_finite", d.not_finite()},
          {"not_identical", d.not_identical()},
          {"max_abs", d.max_abs()},
          {"rmse", d.rmse()},
          {"mae", d.mae()},
          {"max_relative", d.max_relative()},
          {"r_squared", d.r_squared()}};
}

ordered_json classes_json(const ClassComparison& classes) {
  const ConfusionMatrix& matrix = classes.confusion;
  ordered_json json{{classes.against_truth ? "accuracy" : "agreement", matrix.accuracy()},
                    {"records", matrix.records()},
                    {"unclassified", matrix.unclassified()}};
  if (classes.auc) json["auc"] = *classes.auc;
  if (!classes.names.empty()) json["class_names"] = classes.names;
  json["confusion"] = ordered_json::array();  // non-zero entries
  for (const auto& [pair, count] : matrix.counts())
    json["confusion"].push_back({{"true", pair.first}, {"predicted", pair.second}, {"records", count}});
  return json;
}

}  // namespace

std::string format(const Comparison& comparison, TableFormat format, std::size_t most) {
  if (format == TableFormat::csv) return csv(comparison);
  std::string text;
  for (const FieldComparison& field : comparison.fields) {
    if (!field.columns.empty()) text += numbers_text(field, format, most);
    if (field.classes) text += classes_text(*field.classes, format);
  }
  return text;
}

ordered_json to_json(const Comparison& comparison) {
  ordered_json json{{"records", comparison.records}, {"joined_by_identifier", comparison.joined}};
  json["fields"] = ordered_json::array();
  for (const FieldComparison& field : comparison.fields) {
    ordered_json entry{{"name", field.name}};
    if (!field.columns.empty()) entry["all"] = difference_json("all", field.overall);
    entry["columns"] = ordered_json::array();
    for (const Column& column : field.columns)
      entry["columns"].push_back(difference_json(column.name, column.difference));
    if (field.classes) entry["classes"] = classes_json(*field.classes);
    json["fields"].push_back(std::move(entry));
  }
  return json;
}

double TimingRatio::ratio() const {
  const double of_a = a.microseconds_per_record(), of_b = b.microseconds_per_record();
  return b.encrypted && !a.encrypted ? of_b / of_a : of_a / of_b;
}

std::string TimingRatio::text() const {
  const auto one = [](const Timing& t) {
    return fmt::format("{} {:.4g} s ({:.4g} µs per record, {} threads)", t.encrypted ? "encrypted" : "plain",
                       t.seconds, t.microseconds_per_record(), t.threads);
  };
  return fmt::format("\nevaluation: {}, {}: ratio {:.3g}\n", one(a), one(b), ratio());
}

ordered_json TimingRatio::json() const {
  const auto one = [](const Timing& t) {
    return ordered_json{{"encrypted", t.encrypted},
                        {"seconds", t.seconds},
                        {"records", t.records},
                        {"microseconds_per_record", t.microseconds_per_record()},
                        {"threads", t.threads}};
  };
  return {{"a", one(a)}, {"b", one(b)}, {"ratio", ratio()}};
}

}  // namespace he::stats
