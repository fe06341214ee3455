// he-encrypt: a data set or a model goes in, its encrypted form comes out.

#include <fmt/format.h>

#include <optional>

#include "he/cli/data_options.h"
#include "he/cli/process.h"
#include "he/cli/progress.h"
#include "he/cli/tool.h"
#include "he/io/files/dataset_writer.h"
#include "he/io/files/model_file.h"
#include "he/io/files/record_output.h"
#include "he/io/source.h"
#include "he/secret/dataset_encryption.h"
#include "he/secret/model_encryption.h"
#include "key_option.h"

namespace {

using he::cli::Tool;
using he::secret::RandomSource;
using he::secret::SecretKey;

struct Options {
  he::tools::KeyOption key;
  he::cli::DataOptions data;
  std::string input, output, mask;
  std::optional<std::uint64_t> seed;
  std::string plan;
  bool clamp = false;

  /// What was asked of the key's scheme.
  he::SchemeOptions scheme() const {
    he::SchemeOptions asked;
    if (!mask.empty()) asked["mask"] = mask;
    if (clamp) asked["clamp"] = "yes";
    if (!plan.empty()) asked["plan"] = plan;
    return asked;
  }
};

/// The plan of the key that the data are encrypted for; null where the key was made for no model.
const he::io::PublicPlan* plan_of(const SecretKey& key, const std::string& wanted) {
  const std::vector<he::io::PublicPlan>& plans = key.plans();
  if (plans.empty() && !wanted.empty()) throw he::UsageError("--plan: the key was made for no model");
  std::string known;
  for (const he::io::PublicPlan& plan : plans) {
    const std::string id = he::io::id_of(plan);
    if (plans.size() == 1 && wanted.empty()) return &plan;
    if (id == wanted) return &plan;
    known += (known.empty() ? "" : ", ") + id;
  }
  if (plans.empty()) return nullptr;
  throw he::UsageError((wanted.empty() ? "--plan: the key was made for several models; say for which"
                                       : "--plan " + wanted + ": the key has no such plan; it has") +
                       ": " + known);
}

/// Throws DataError where records are not what the plan's model takes.
void require_planned(const he::io::DatasetInfo& info, const he::io::PublicPlan& plan,
                     const std::string& name) {
  if (he::element_count(info.x.shape) != he::element_count(plan.input_shape))
    throw he::DataError(fmt::format("{}: its records have the shape {}, and the model of the key takes {}",
                                    name, he::to_string(info.x.shape), he::to_string(plan.input_shape)));
  if (!plan.feature_names.empty() && !info.feature_names.empty() && info.feature_names != plan.feature_names)
    throw he::DataError(name +
                        ": its columns are not those of the key's model, or in another order: that takes " +
                        fmt::format("{}", fmt::join(plan.feature_names, ", ")));
}

/// The options of the scheme that were in force, for the end of a sentence: " (mask: normal)".
std::string in_brackets(const he::SchemeOptions& options) {
  std::string text;
  for (const auto& [name, value] : options) text += (text.empty() ? " (" : ", ") + name + ": " + value;
  return text.empty() ? text : text + ")";
}

void note_redrawn(he::cli::Report& report, std::size_t redrawn) {
  if (redrawn > 0)
    report.note(fmt::format("{} masks nearly coincided with their numbers and were drawn anew", redrawn));
}

/// A ciphertext costs the same with one record as with all that it has room for.
void note_unused(he::cli::Report& report, const he::io::DatasetInfo& info) {
  const std::size_t room = info.x.layout.rows(info.records) * info.x.layout.record_granularity;
  if (info.records < room / 2)
    report.note(fmt::format("{} records in {} slots, {:.3g} MB: more records in one file cost no more",
                            info.records, room,
                            4e-6 * static_cast<double>(info.x.layout.numbers(info.records, info.x.shape))));
}

void encrypt_data(Tool& tool, Options& options, std::unique_ptr<he::io::ByteInput> input,
                  const SecretKey& key, const RandomSource& random) {
  auto& report = tool.report();
  std::unique_ptr<he::io::RecordSource> source;
  std::optional<he::secret::DatasetEncryption> encryption;
  {
    const auto span = tool.stages().measure("ranges");
    const he::io::PublicPlan* plan = plan_of(key, options.plan);
    if (plan) options.data.source().usual_features = plan->feature_names;
    source = options.data.open(options.input, std::move(input), report, !plan);
    if (plan) {
      require_planned(source->info(), *plan, source->name());
      const std::vector<std::string>& unused = source->info().unused_columns;
      if (!unused.empty() && !tool.given("--features"))
        report.note(fmt::format("{}: left out, since the key's model does not take them: {}", source->name(),
                                fmt::join(unused, ", ")));
    }
    he::io::RecordSource& whole = *source;
    source = options.data.shard(std::move(source));
    encryption.emplace(key, *source, whole, options.scheme(), random);
  }
  const he::io::DatasetInfo& info = encryption->info();
  const he::secret::Encryptor& encryptor = encryption->encryptor();
  he::io::DatasetWriter writer(options.output, info);
  he::cli::Progress progress(report, "encrypting", info.records);
  for (;;) {
    he::io::Records records;
    {
      const auto span = tool.stages().measure("encrypt");
      records = encryption->next();
    }
    if (records.count == 0) break;
    const auto span = tool.stages().measure("write");
    writer.write(records);
    progress.advance(records.count);
  }
  writer.set_provenance(tool.provenance(info.scheme.key_id, info.records));
  writer.commit();
  options.data.keep_standardisation();

  report.note(fmt::format("{} records of {} numbers encrypted under the key {}{}", info.records,
                          he::to_string(info.x.shape), info.scheme.key_id, in_brackets(encryptor.options())));
  note_redrawn(report, encryptor.redrawn());
  note_unused(report, info);
  if (encryptor.clamped() > 0)
    report.warning(
        fmt::format("{} numbers were out of range and were clamped to its end", encryptor.clamped()));
  if (report.json())
    report.result("", {{"records", info.records},
                       {"shape", info.x.shape},
                       {"options", encryptor.options()},
                       {"key_id", info.scheme.key_id},
                       {"redrawn_masks", encryptor.redrawn()},
                       {"clamped", encryptor.clamped()},
                       {"stages", tool.stages().json()}});
}

void encrypt_model(Tool& tool, const Options& options, const SecretKey& key, const RandomSource& random) {
  auto& report = tool.report();
  const std::string name = options.input == "-" ? "standard input" : options.input;
  options.data.refuse_for_model(name);
  he::secret::EncryptedModel encrypted;
  {
    const auto span = tool.stages().measure("encrypt");
    encrypted = he::secret::encrypt(key, he::io::read_model(options.input), options.scheme(), random, name);
  }
  {
    const auto span = tool.stages().measure("write");
    he::io::write_model(options.output, encrypted.model);
  }
  const std::string& key_id = encrypted.model.scheme.key_id;
  report.note(fmt::format("{} weights, {} numbers in all, encrypted under the key {}{}", encrypted.weights,
                          encrypted.numbers, key_id, in_brackets(encrypted.options)));
  report.note("layers with their options, and the names of features, targets and classes, stay readable");
  note_redrawn(report, encrypted.redrawn);
  if (report.json())
    report.result("", {{"weights", encrypted.weights},
                       {"numbers", encrypted.numbers},
                       {"options", encrypted.options},
                       {"key_id", key_id},
                       {"redrawn_masks", encrypted.redrawn},
                       {"fingerprint", encrypted.model.fingerprint},
                       {"stages", tool.stages().json()}});
}

void add_options(Tool& tool, Options& options) {
  options.key.add_to(tool);
  tool.add_input("INPUT", options.input, "data set, folder or list of images, or model; - for standard input")
      .required();
  tool.add_output("OUTPUT", options.output, "encrypted file (HDF5), or - for standard output").required();
  tool.options()
      .add("--mask", options.mask,
           "how masks are drawn: uniform over the range of each feature (default for data); normal, with "
           "mean and standard deviation of each feature or weight tensor (default for models); decoy, "
           "another record of the same data (for training; not for models)")
      .one_of({"uniform", "normal", "decoy"});
  tool.options().add_flag(
      "--clamp", options.clamp,
      "take numbers out of the range of the key's model to its nearest end (ckks); without it, they "
      "are refused");
  tool.options()
      .add("--plan", options.plan,
           "the model to encrypt for, by the id of its plan, where the key has several")
      .type_name("ID");
  options.data.add_to(tool);
  tool.options()
      .add("--seed", options.seed, "for tests and benchmarks only: derive the masks from this number")
      .type_name("S");
  tool.conceal("seed");
  tool.add_threads();
  tool.add_example("he-encrypt -k clinic.key --id-column patient --target outcome visits.csv visits.h5",
                   "encrypts a table; all columns except these two are features");
  tool.add_example("he-encrypt -k clinic.key --scale 1/255 --labels t10k-labels.gz t10k-images.gz digits.h5",
                   "encrypts images");
  tool.add_example(
      "he-encrypt -k clinic.key --size 64x64 --normalise zscore --id-column file angiograms/ angiograms.h5",
      "encrypts the images of a folder");
  tool.add_example("he-encrypt -k clinic.key model.h5 secret-model.h5", "encrypts the weights of a model");
}

}  // namespace

int main(int argc, char** argv) {
  Tool tool("he-encrypt",
            "Encrypts a data set or the weights of a model. A data set is CSV, HDF5 (with /x and perhaps "
            "/y), IDX or IDX.gz, or images in PNG, PGM or DICOM: one file, a folder with a sub-folder for "
            "each class, or a list (CSV with the columns file and label). Identifiers are sealed; only the "
            "holder of the key sees them again. A model is Keras' HDF5; its layers and names stay readable.");
  Options options;
  add_options(tool, options);
  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    const RandomSource random(options.seed);
    if (options.seed) tool.report().warning("masks made with --seed protect nothing; the file says so");
    if (he::io::format_of(options.output, he::io::Format::hdf5) == he::io::Format::csv)
      throw he::UsageError(options.output + ": encrypted numbers do not go into CSV; name the output .h5");
    const auto key = options.key.read(tool.report());
    auto input = he::io::open_input(options.input);
    if (input && he::io::is_model(options.input, *input, options.data.source().allow_virtual))
      encrypt_model(tool, options, *key, random);
    else
      encrypt_data(tool, options, std::move(input), *key, random);
    return he::cli::ExitCode::done;
  });
}
