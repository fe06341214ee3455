#include "he/cli/data_options.h"

#include <charconv>
#include <cmath>
#include <filesystem>

#include "he/io/records/transforms.h"
#include "he/io/source.h"
#include "he/stats/feature_statistics.h"

namespace he::cli {
namespace {

constexpr const char* kGroup = "Reading the data";

/// Options that change what plain records hold.
constexpr const char* kPreparing[] = {
    "--id-column", "--features",  "--target", "--text",        "--labels",  "--one-hot",
    "--no-header", "--missing",   "--scale",  "--standardise", "--pad",     "--standardise-targets",
    "--size",      "--normalise", "--frame",  "--skip-bad",    "--augment", "--augment-seed"};

/// "0.5" or a quotient such as "1/255".
double parse_factor(const std::string& text) {
  const auto number = [&](std::string_view part) {
    double value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc() || end != part.data() + part.size() || !std::isfinite(value))
      throw UsageError("--scale: '" + text + "' is not a number or a quotient such as 1/255");
    return value;
  };
  const std::size_t slash = text.find('/');
  const bool zero = number(std::string_view(text).substr(0, slash)) == 0;
  if (zero) throw UsageError("--scale: '" + text + "' would make every number 0");
  if (slash == std::string::npos) return number(text);
  const double below = number(std::string_view(text).substr(slash + 1));
  if (below == 0) throw UsageError("--scale: '" + text + "' divides by zero");
  return number(std::string_view(text).substr(0, slash)) / below;
}

void append(const std::vector<stats::FeatureStatistics>& statistics, std::vector<double>& mean,
            std::vector<double>& deviation) {
  for (const stats::FeatureStatistics& feature : statistics) {
    mean.push_back(feature.mean);
    deviation.push_back(feature.standard_deviation() > 0 ? feature.standard_deviation()
                                                         : 1);  // constant features become 0
  }
}

io::Standardisation standardisation_of(io::RecordSource& source, bool targets) {
  io::Standardisation result;
  const auto statistics = stats::statistics_of(source);
  result.feature_names = source.info().feature_names;
  append(statistics.x, result.mean, result.standard_deviation);
  if (!targets) return result;
  if (!source.info().y)
    throw UsageError("--standardise-targets: " + source.name() + " has no targets; name them with --target");
  result.target_names = source.info().target_names;
  append(statistics.y, result.target_mean, result.target_standard_deviation);
  return result;
}

}  // namespace

void DataOptions::add_to(Tool& tool) {
  tool_ = &tool;
  const Options options = tool.options();
  const auto add = [&](const std::string& name, auto& value, const std::string& text) {
    return options.add(name, value, text).group(kGroup);
  };
  add("--id-column", source_.id_column,
      "column with the identifiers; 'row' numbers the records; images also have 'file', and 'uid', the SOP "
      "Instance UID of DICOM")
      .type_name("NAME");
  add("--features", source_.features,
      "columns to use, in this order (default: all except identifier and targets)")
      .list()
      .type_name("A,B");
  add("--target", source_.targets, "target column; may be given several times").list().type_name("T");
  add("--text", source_.text_columns, "feature columns of text, coded 0, 1, … in sorted order")
      .list()
      .type_name("A,B");
  tool.add_input("--labels", source_.labels, "IDX file with the labels of the images").group(kGroup);
  options.add_flag("--one-hot", source_.one_hot, "one column for each class of the target").group(kGroup);
  options.add_flag("--no-header", no_header_, "the first row holds data; columns are called c1, c2, …")
      .group(kGroup);
  add("--missing", missing_,
      "missing values: refuse the file, drop the record, or take the mean of the column")
      .one_of({"refuse", "drop", "mean"})
      .default_text("refuse");
  add("--scale", scale_text_, "multiply every number by X, a number or a quotient such as 1/255")
      .type_name("X");
  tool.add_input("--standardise", standardise_,
                 "subtract the mean of every feature and divide by its standard deviation; both come from "
                 "this file if it exists, else they are computed from these data and written to it")
      .group(kGroup);
  options
      .add_flag(
          "--standardise-targets", standardise_targets_,
          "standardise the targets, too (with --standardise); for regressions whose targets differ in size")
      .group(kGroup);
  add("--pad", pad_, "surround images by N rows and columns of zeros").type_name("N").between(0, 4096);
  shard_.add_to(tool).group(kGroup);
  options
      .add_flag("--allow-virtual", source_.allow_virtual,
                "accept HDF5 data sets that lie in other files of the same folder")
      .group(kGroup);
  images_.add_to(tool);
}

void DataOptions::refuse_for_encrypted(const std::string& name) const {
  for (const char* option : kPreparing)
    if (given(option))
      throw UsageError(name + ": is encrypted, so " + option + " cannot apply; give it to he-encrypt");
}

void DataOptions::refuse_for_model(const std::string& name) const {
  const auto refuse = [&](const char* option) {
    if (given(option)) throw UsageError(name + ": is a model, so " + option + " cannot apply; leave it out");
  };
  for (const char* option : kPreparing) refuse(option);
  for (const char* option : {"--shard", "--allow-virtual"}) refuse(option);
}

std::unique_ptr<io::RecordSource> DataOptions::open(const std::string& path, Report& report,
                                                    bool may_standardise) {
  return open(path, io::open_input(path), report, may_standardise);
}

std::unique_ptr<io::RecordSource> DataOptions::open(const std::string& path,
                                                    std::unique_ptr<io::ByteInput> input, Report& report,
                                                    bool may_standardise) {
  source_.images = images_.options(report);
  source_.header = !no_header_;
  source_.missing = missing_ == "drop"   ? io::MissingValues::drop
                    : missing_ == "mean" ? io::MissingValues::mean
                                         : io::MissingValues::refuse;
  shard_.check();
  auto source = io::open_source(path, std::move(input), source_);
  if (!source->info().scheme.plain()) {
    refuse_for_encrypted(source->name());
    return source;
  }
  images_.report_left_out(source->name(), report);
  if (source->info().left_out > 0)
    report.note(source->name() + ": " + std::to_string(source->info().left_out) + " of " +
                std::to_string(source->info().left_out + source->info().records) +
                " rows lack values and are left out");
  if (!scale_text_.empty()) source = io::scaled(std::move(source), parse_factor(scale_text_));
  if (standardise_targets_ && standardise_.empty())
    throw UsageError(
        "--standardise-targets goes with --standardise FILE, which keeps means and standard deviations");
  if (standardise_targets_ && source_.one_hot)
    throw UsageError(
        "--standardise-targets is for numbers, and --one-hot makes classes of the targets; leave one out");
  if (!standardise_.empty()) {
    if (!std::filesystem::exists(standardise_)) {
      if (!may_standardise)
        throw IoError(standardise_ +
                      ": there is no such file; --standardise needs the one that he-encrypt wrote");
      new_standardisation_.emplace(
          io::write_standardisation(standardise_, standardisation_of(*source, standardise_targets_)));
      report.note(standardise_ + ": written, with means and standard deviations of these data");
    }
    source =
        io::standardised(std::move(source), io::read_standardisation(standardise_), standardise_targets_);
  }
  if (pad_ > 0) source = io::padded(std::move(source), pad_);
  return source;
}

}  // namespace he::cli
