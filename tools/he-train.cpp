// he-train: trains a network on a data set, plain or encrypted, without any secret.

#include <fmt/format.h>

#include <filesystem>

#include "he/cli/data_options.h"
#include "he/cli/paths.h"
#include "he/cli/tool.h"
#include "he/cli/training_options.h"
#include "he/cli/training_session.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/files/model_file.h"
#include "he/io/keras/architecture.h"
#include "he/io/models/fingerprint.h"
#include "he/io/records/source_options.h"
#include "he/io/source.h"
#include "he/nn/raw_units.h"
#include "he/nn/training_setup.h"
#include "he/schemes/evaluator_factory.h"

namespace {

using he::io::RecordSource;
using he::nn::TrainingData;

struct Options {
  he::cli::DataOptions data;
  he::cli::TrainingOptions training;
  std::string architecture, model, raw_units, input, output, key;
};

/// Records to train on and, where asked for, to validate with.
struct Records {
  std::unique_ptr<RecordSource> source, validation_source;
  std::optional<TrainingData> training, validation;

  RecordSource& validated() { return validation_source ? *validation_source : *source; }
};

void open_validation(Records& records, Options& options, he::cli::Report& report) {
  const std::string file = options.training.validation_file();
  if (file.empty()) return;
  if (!options.data.source().labels.empty())
    throw he::UsageError("--validation: images with --labels cannot be validated by a file; give a share");
  if (records.source->info().scheme.plain() && (!options.data.source().text_columns.empty() ||
                                                options.data.source().missing == he::io::MissingValues::mean))
    throw he::UsageError(
        "--validation FILE does not go with --text or --missing mean, since each file would be coded by its "
        "own "
        "values; give a share");
  options.data.leave_out_copies();
  records.validation_source = options.data.open(file, report, false);
  const RecordSource& validation = *records.validation_source;
  he::nn::require_alike(validation.info(), validation.name(), records.source->info(), records.source->name());
}

/// As Keras does: the last share of the records, as they lie in the file.
std::size_t training_count(std::size_t all, std::optional<double> share, const std::string& name) {
  if (!share || all == 0) return all;
  const auto count = static_cast<std::size_t>(static_cast<double>(all) * (1 - *share));
  if (count == 0 || count == all)
    throw he::UsageError(
        fmt::format("--validation {}: {} has too few records for that: {}", *share, name, all));
  return count;
}

void take_records(Records& records, const Options& options, he::cli::Report& report) {
  const auto& training = options.training;
  RecordSource& source = *records.source;
  const std::size_t all = source.info().records;
  if (training.validation_share() && std::filesystem::is_directory(options.input) &&
      !source.info().class_names.empty())
    report.warning(
        fmt::format("--validation {}: the last records of a folder are those of its last class; name a "
                    "folder for the validation, or a list in mixed order",
                    *training.validation_share()));
  const std::size_t count = training_count(all, training.validation_share(), source.name());
  const std::size_t left = records.validation_source ? records.validated().info().records : all - count;
  const auto memory = [&](std::size_t part) {
    return static_cast<std::size_t>(static_cast<double>(training.memory()) * static_cast<double>(part) /
                                    static_cast<double>(count + left));
  };
  records.training.emplace(source, 0, count, memory(count), training.seed());
  if (left > 0)
    records.validation.emplace(records.validated(), records.validation_source ? 0 : count, left, memory(left),
                               training.seed());
  for (std::optional<TrainingData>* data : {&records.training, &records.validation})
    if (*data) (*data)->expect_targets_of(training.loss());
}

he::nn::TrainingConditions conditions(const Options& options, const he::io::ModelDescription& model,
                                      Records& records) {
  he::nn::TrainingConditions conditions = options.training.conditions();
  if (options.training.checkpoint().empty()) return conditions;  // nobody asks for them
  he::nn::add_conditions(conditions, "the data", *records.source, *records.training);
  if (records.validation)
    he::nn::add_conditions(conditions, "the validation data", records.validated(), *records.validation);
  conditions["the fingerprint of the initial model"] = he::io::model_fingerprint(model);
  return conditions;
}

void report_result(he::cli::Tool& tool, const he::io::ModelDescription& model, std::size_t updates,
                   std::size_t resumed_at, bool stopped_early) {
  const auto& curve = model.learning_curve;
  const bool plain = model.scheme.plain();
  const double seconds = tool.stages().of("train").wall;
  tool.report().note(fmt::format("{} epochs, {} updates{} in {:.3g} s: {}{}", curve.epochs, updates,
                                 resumed_at ? fmt::format(", {} of them now,", updates - resumed_at) : "",
                                 seconds, he::cli::last_losses(curve, plain),
                                 stopped_early ? " (stopped early)" : ""));
  if (!tool.report().json()) return;
  nlohmann::ordered_json losses = nlohmann::ordered_json::object();
  for (std::size_t i = 0; plain && i < curve.columns.size(); ++i)
    losses[curve.columns[i]] = curve.values[(curve.epochs - 1) * curve.columns.size() + i];
  tool.report().result("", {{"epochs", curve.epochs},
                            {"updates", updates},
                            {"stopped_early", stopped_early},
                            {"seconds", seconds},
                            {"losses", losses},
                            {"scheme", model.scheme.name},
                            {"key_id", model.scheme.key_id},
                            {"stages", tool.stages().json()}});
}

/// Throws now, not after hours, where the model would replace anything but a model.
void require_model(const std::string& path) {
  if (path != "-" && std::filesystem::is_regular_file(path) && std::filesystem::file_size(path) > 0 &&
      !he::io::is_model(path, *he::io::open_unpacked(path)))
    throw he::UsageError(path +
                         ": is no model and would be replaced by one; name another file, or remove it first");
}

/// Throws IoError now, not after hours, where a file cannot be written. What is no file (a pipe) is left
/// alone.
void require_writable(const std::string& path) {
  if (path.empty() || path == "-") return;
  if (!std::filesystem::exists(path) || std::filesystem::is_regular_file(path)) he::io::AtomicFile{path};
}

void in_raw_units(he::io::ModelDescription& model, const Options& options, const he::Evaluator& evaluator) {
  if (!options.raw_units.empty())
    he::nn::take_raw_units(model, he::io::read_standardisation(options.raw_units), evaluator);
}

void train(he::cli::Tool& tool, Options& options) {
  const auto& training = options.training;
  Records records;
  records.source = options.data.shard(options.data.open(options.input, tool.report(), true));
  const he::io::DatasetInfo info = records.source->info();
  open_validation(records, options, tool.report());
  const bool fresh = options.model.empty();
  const std::string& origin = fresh ? options.architecture : options.model;
  const he::io::ModelDescription start =
      he::nn::starting_model(fresh ? he::io::read_architecture(origin) : he::io::read_model(origin), origin,
                             info, records.source->name(), training.seed());
  const he::nn::Network network(start);
  const auto evaluator = he::schemes::make_evaluator(info.scheme, {}, records.source->name());
  if (!evaluator->training())
    throw he::UsageError(
        records.source->name() + ": is encrypted under the scheme '" + info.scheme.name +
        "', which runs networks and trains none; to train on ciphertexts, encrypt under a key of "
        "he-keygen --scheme more, which protects little");
  he::nn::require_trainable(network, start, training.loss(), info, records.source->name(),
                            evaluator->layout());
  if (records.validation_source)
    he::nn::require_trainable(network, start, training.loss(), records.validated().info(),
                              records.validated().name(), evaluator->layout());

  he::nn::Trainer trainer(start, *evaluator, training.trainer());
  he::io::ModelDescription model = trainer.model();
  in_raw_units(model, options, *evaluator);  // fails now rather than after the training
  take_records(records, options, tool.report());
  TrainingData* validation = records.validation ? &*records.validation : nullptr;
  he::nn::TrainingRun run(trainer, *evaluator, *records.training, validation, training.plan());
  const he::nn::TrainingConditions fixed = conditions(options, start, records);
  he::cli::TrainingSession session(tool, training, run, info.scheme, fixed);
  session.resume();
  const std::size_t resumed_at = trainer.steps();
  require_writable(options.output);
  require_writable(training.checkpoint());
  {
    const auto span = tool.stages().measure("read");
    records.training->read_ahead();
    if (validation) validation->read_ahead();
  }
  const bool stopped_early = session.train() == he::nn::TrainingRun::End::stopped_early;

  model = trainer.model();
  in_raw_units(model, options, *evaluator);
  model.learning_curve = run.curve();
  model.provenance = tool.provenance(info.scheme.key_id, records.training->records());
  {
    const auto span = tool.stages().measure("write");
    he::io::write_model(options.output, model);
    options.data.keep_standardisation();
  }
  report_result(tool, model, trainer.steps(), resumed_at, stopped_early);
}

void add_options(he::cli::Tool& tool, Options& options) {
  const he::cli::Option architecture =
      tool.add_input("--architecture", options.architecture,
                     "layers in JSON, as Keras' model.to_json() or in the short form");
  const he::cli::Option model =
      tool.add_input("-m,--model", options.model, "model to train further, plain or encrypted");
  architecture.excludes(model);
  tool.add_input("DATA", options.input, "records with targets, or - for standard input").required();
  tool.add_output("MODEL", options.output, "trained model (HDF5), or - for standard output").required();
  tool.add_input("--raw-units", options.raw_units,
                 "the file of --standardise that standardised the data; the model then takes raw records, "
                 "and gives raw units if the targets were standardised, too");
  options.training.add_to(tool);
  options.data.add_to(tool);
  tool.options().add("-k,--key", options.key, "").hidden();
  tool.add_threads();
  tool.add_example("he-train --architecture net.json --loss cce --epochs 20 visits.h5 model.h5",
                   "trains on encrypted records; the model is encrypted under the same key");
  tool.add_example(
      "he-train -m model.h5 --loss mse --target outcome --checkpoint c.h5 --resume visits.csv new.h5",
      "trains a model further in plain; the same command continues an interrupted training");
}

}  // namespace

int main(int argc, char** argv) {
  he::cli::Tool tool(
      "he-train",
      "Trains a neural network. Encrypted records give a model with encrypted weights: neither "
      "is ever decrypted, and no secret key is needed or taken. Plain records give a plain model.");
  Options options;
  add_options(tool, options);
  return tool.run(argc, argv, [&] {
    if (!options.key.empty())
      throw he::UsageError(
          "-k: this tool computes on ciphertexts and must never see a secret key; leave it out");
    if (options.architecture.empty() == options.model.empty())
      throw he::UsageError("give --architecture to train from the beginning, or --model to train further");
    options.training.check();
    for (const std::string& written : {options.output, options.training.checkpoint()})
      if (he::cli::same_file(options.training.validation_file(), written))
        throw he::UsageError(written + ": is input and output at once; name another file for the output");
    require_model(options.output);
    train(tool, options);
    return he::cli::ExitCode::done;
  });
}
