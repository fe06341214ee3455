#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <optional>

#include "he/cli/tool.h"
#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/files/model_file.h"
#include "he/io/records/source_options.h"
#include "he/io/sniff.h"
#include "he/io/source.h"
#include "he/stats/comparison_report.h"
#include "he/text.h"

namespace {

using he::cli::ExitCode;
using he::stats::Comparison;

struct Options {
  std::string a, b;
  std::optional<double> tolerance;
  bool classes = false, no_header = false, allow_virtual = false;
  std::string format = "text", id_column;
  std::vector<std::string> targets;
};

/// A comparison, and how long the two evaluations took where the files tell.
struct Result {
  Comparison comparison;
  std::optional<he::stats::TimingRatio> timing;
  std::optional<double> expected_error;  ///< of two predictions, one of which was encrypted
};

bool is_model(const std::string& path, bool allow_virtual) {
  return path != "-" && std::filesystem::is_regular_file(path) &&
         he::io::is_model(path, *he::io::open_unpacked(path), allow_virtual);
}

/// What the scheme of two predictions lets expect of their difference; nothing where neither was encrypted.
std::optional<double> expected_error(const he::io::DatasetInfo& a, const he::io::DatasetInfo& b) {
  const auto predictions = [](const he::io::DatasetInfo& info) {
    return info.kind == he::io::DatasetKind::predictions;
  };
  if (!predictions(a) || !predictions(b) || (!a.expected_error && !b.expected_error)) return {};
  return std::max(a.expected_error.value_or(0), b.expected_error.value_or(0));
}

Result compare_data(const Options& options) {
  he::io::SourceOptions source;
  source.find_id = options.id_column.empty();
  source.id_column = options.id_column;
  source.header = !options.no_header;
  source.allow_virtual = options.allow_virtual;
  const auto a = he::io::open_source(options.a, source);
  source.features = options.targets;  // of the truth, nothing else is compared
  const auto b = he::io::open_source(options.b, source);
  Result result{he::stats::compare(*a, *b, options.classes), {}, {}};
  const auto time_a = he::stats::timing(a->info().provenance),
             time_b = he::stats::timing(b->info().provenance);
  if (time_a && time_b) result.timing = {*time_a, *time_b};
  result.expected_error = expected_error(a->info(), b->info());
  return result;
}

Result compare_files(const Options& options) {
  if (options.a == "-" && options.b == "-") throw he::UsageError("only one of A and B can be standard input");
  const bool model_a = is_model(options.a, options.allow_virtual),
             model_b = is_model(options.b, options.allow_virtual);
  if (model_a != model_b)
    throw he::DataError(fmt::format("{} is a model and {} is not; compare two models, or two sets of records",
                                    model_a ? options.a : options.b, model_a ? options.b : options.a));
  if (!model_a) return compare_data(options);
  if (!options.id_column.empty() || !options.targets.empty())
    throw he::UsageError("--id-column and --target: models have no columns; leave them out");
  if (options.classes)
    throw he::UsageError("--classes: models have no classes to compare; compare their predictions");
  return {
      he::stats::compare(he::io::read_model(options.a), he::io::read_model(options.b), options.a, options.b),
      {},
      {}};
}

/// What does not hold, as a sentence; empty where all is within the tolerance.
std::string violation(const Comparison& comparison, double tolerance) {
  for (const auto& field : comparison.fields) {
    if (field.columns.empty() && field.classes)
      throw he::UsageError(
          "--tolerance compares numbers, but here class labels meet class scores; leave it out");
    for (const auto& [name, difference] : field.columns) {
      if (tolerance == 0 && difference.not_identical() > 0)
        return fmt::format("{} of {} numbers of {} are not bit-identical; the largest difference is {:.4g}",
                           difference.not_identical(), difference.count(), name, difference.max_abs());
      if (difference.max_abs() > tolerance)
        return fmt::format("{} differs by up to {:.4g}, which is more than the tolerance {:g}", name,
                           difference.max_abs(), tolerance);
    }
  }
  return "";
}

/// The same for the error that the scheme expects, relative to the largest number of a field.
std::string unexpected(const Comparison& comparison, double expected) {
  for (const auto& field : comparison.fields) {
    const double limit = expected * std::max(1.0, field.overall.magnitude());
    if (!field.columns.empty() && field.overall.max_abs() > limit)
      return fmt::format(
          "{} differs by up to {:.4g}, and its scheme expects at most {:.2g}; --tolerance takes "
          "another limit",
          field.name, field.overall.max_abs(), limit);
  }
  return "";
}

void report(he::cli::Tool& tool, const Options& options, const Result& result, const std::string& violated) {
  const bool people = options.format == "text" || options.format == "markdown";
  std::string text;
  if (people) {
    text = fmt::format("{} against {}", he::printable(options.a), he::printable(options.b));
    if (result.comparison.records > 0) text += fmt::format(", {} records", result.comparison.records);
    text += result.comparison.joined ? ", matched by identifier\n" : "\n";
  }
  const auto format = options.format == "csv"        ? he::stats::TableFormat::csv
                      : options.format == "markdown" ? he::stats::TableFormat::markdown
                                                     : he::stats::TableFormat::text;
  const bool all = tool.report().verbosity() == he::cli::Verbosity::verbose;
  text += he::stats::format(result.comparison, format, all ? SIZE_MAX : 20);
  if (people && result.timing) text += result.timing->text();

  nlohmann::ordered_json json{{"a", options.a}, {"b", options.b}};
  json.update(he::stats::to_json(result.comparison));
  if (result.timing) json["timing"] = result.timing->json();
  if (options.tolerance) json["within_tolerance"] = violated.empty();
  if (result.expected_error) json["expected_error"] = *result.expected_error;
  if (options.format == "json") tool.report().set_json(true);
  tool.report().result(text, json);
}

}  // namespace

int main(int argc, char** argv) {
  he::cli::Tool tool(
      "he-compare",
      "Compares two data sets, predictions or models, number by number. B counts as the truth. The result "
      "holds the largest and mean differences, R², classes, and the times of the two evaluations if the "
      "files hold them. Records are matched by identifier if both files have identifiers, else by order. "
      "Models are compared by their weights, and by their learning curves if both have one.");
  Options options;
  tool.add_input("A", options.a, "HDF5, CSV or IDX file, or - for standard input").required();
  tool.add_input("B", options.b, "the file to compare it with").required();
  tool.options()
      .add("--tolerance", options.tolerance,
           "end with exit code 1 if any two numbers differ by more than X; 0: if any bit differs (default: "
           "the "
           "error that the scheme expects, where HDF5 predictions were encrypted; otherwise none)")
      .type_name("X")
      .at_least(0);
  tool.options().add_flag(
      "--classes", options.classes,
      "compare classes, too: accuracy or agreement, and the confusion matrix; the class is the column with "
      "the largest number; with one column it is the label or the side of 0.5");
  tool.options().add_flag("--no-header", options.no_header,
                          "tables have no row of names; columns are c1, c2, …");
  tool.options().add_flag("--allow-virtual", options.allow_virtual,
                          "accept HDF5 data sets that lie in other files of the same folder");
  tool.options()
      .add("--id-column", options.id_column,
           "column of tables with the identifiers (default: the one that looks like it)")
      .type_name("NAME");
  tool.options()
      .add("--target", options.targets,
           "column of the table B that holds the truth; may be given several times")
      .list()
      .type_name("T");
  tool.options()
      .add("--format", options.format, "format of the result; json is the same as --json")
      .one_of({"text", "markdown", "csv", "json"})
      .default_text(options.format);
  tool.add_example("he-compare --tolerance 1e-10 encrypted.h5 plain.h5",
                   "tells whether decrypted predictions equal those on plain data");
  tool.add_example("he-compare --classes predictions.h5 data.h5",
                   "scores predictions against the targets of a data set");
  tool.add_example("he-compare --id-column patient --target outcome predictions.csv visits.csv",
                   "scores them against a column of a table");
  return tool.run(argc, argv, [&] {
    const Result result = compare_files(options);
    const std::string violated = options.tolerance ? violation(result.comparison, *options.tolerance)
                                 : result.expected_error
                                     ? unexpected(result.comparison, *result.expected_error)
                                     : "";
    report(tool, options, result, violated);
    if (violated.empty()) return ExitCode::done;
    tool.report().error(violated);
    return ExitCode::check_failed;
  });
}
