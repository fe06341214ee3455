// he-infer: runs a model over a data set, plain or encrypted, without any secret.

#include <fmt/format.h>

#include <optional>

#include "he/cli/data_options.h"
#include "he/cli/progress.h"
#include "he/cli/tool.h"
#include "he/io/files/evaluation_key.h"
#include "he/io/files/model_file.h"
#include "he/io/files/record_output.h"
#include "he/nn/prediction.h"
#include "he/schemes/evaluator_factory.h"

namespace {

using he::cli::Tool;

// Doubles that pass through memory at a time, input and output together.
constexpr std::size_t kBlockDoubles = 4u << 20;

struct Options {
  he::cli::DataOptions data;
  std::string model, evaluation_key, input, output, representation, precision, key;
  bool features_as_given = false;
  std::size_t batch = 0;
  std::optional<std::uint64_t> seed;

  /// What was asked of the scheme of the data.
  he::schemes::EvaluatorOptions evaluator(const he::SchemeInfo& scheme, const std::string& data_name) const {
    he::schemes::EvaluatorOptions asked;
    if (!representation.empty()) asked.options["representation"] = representation;
    if (!precision.empty()) asked.options["precision"] = precision;
    if (seed) asked.options["seed"] = std::to_string(*seed);
    if (!evaluation_key.empty())
      asked.evaluation_key =
          std::make_shared<he::EvaluationKey>(he::io::read_evaluation_key(evaluation_key, scheme, data_name));
    return asked;
  }
};

/// A network, the data that it meets, and the scheme under which they meet.
struct Meeting {
  const he::nn::Network& network;
  const he::Evaluator& evaluator;
  const he::nn::Inference& inference;
  bool public_input;  ///< data in clear beside encrypted weights
};

/// Records read at a time: a number that does not depend on the machine, so that results do not either.
std::size_t records_at_a_time(const Meeting& meeting, std::size_t batch, std::size_t granularity) {
  if (batch > 0) return (batch + granularity - 1) / granularity * granularity;
  const he::Plan& plan = meeting.inference.plan();
  const std::size_t block = plan.block_records();
  const std::size_t numbers = meeting.evaluator.layout().numbers(block, meeting.network.input_shape()) +
                              plan.output_layout().numbers(block, meeting.network.output_shape());
  return std::max<std::size_t>(1, kBlockDoubles / std::max<std::size_t>(1, numbers)) * block;
}

/// All records of `source` through the network into `file`.
void predict(Tool& tool, const Meeting& meeting, std::size_t limit, he::io::RecordSource& source,
             he::io::RecordOutput& file, bool with_ids) {
  he::cli::Progress progress(tool.report(), "evaluating", source.info().records);
  for (;;) {
    he::io::Records records;
    {
      const auto span = tool.stages().measure("read");
      records = source.next(limit);
    }
    if (records.count == 0) break;
    {
      const auto span = tool.stages().measure("evaluate");
      std::vector<double> result(
          meeting.inference.plan().output_layout().numbers(records.count, meeting.network.output_shape()));
      meeting.inference.run(records.x, records.count, result, meeting.public_input);
      records.x = std::move(result);
      records.y.clear();
      if (!with_ids) records.ids.clear();
    }
    const auto span = tool.stages().measure("write");
    file.write(records);
    progress.advance(records.count);
  }
}

void report(Tool& tool, std::size_t records, const he::SchemeInfo& scheme, const std::string& fingerprint) {
  const auto seconds = tool.stages().of("evaluate").wall;
  tool.report().note(fmt::format("{} records evaluated in {:.3g} s ({:.3g} µs a record)", records, seconds,
                                 1e6 * seconds / static_cast<double>(std::max<std::size_t>(1, records))));
  if (tool.report().json())
    tool.report().result("", {{"records", records},
                              {"scheme", scheme.name},
                              {"key_id", scheme.key_id},
                              {"model_fingerprint", fingerprint},
                              {"stages", tool.stages().json()}});
}

void infer(Tool& tool, Options& options) {
  if (!options.key.empty())
    throw he::UsageError(
        "-k: this tool computes on ciphertexts and must never see a secret key; leave it out");
  if (options.seed)
    tool.report().warning(
        "results made with --seed are not re-randomised for anybody who knows it; the file says so");
  const he::io::ModelDescription model = he::io::read_model(options.model);
  const he::nn::Network network = he::with_context(options.model, [&] { return he::nn::Network(model); });
  auto source = options.data.shard(options.data.open(options.input, tool.report(), false));
  const he::io::DatasetInfo info = source->info();
  he::nn::require_fit(network, model, info, source->name(), options.features_as_given);
  const he::SchemeInfo& scheme = he::nn::common_scheme(model, options.model, info, source->name());
  const auto evaluator = he::schemes::make_evaluator(scheme, options.evaluator(scheme, source->name()),
                                                     info.scheme.plain() ? options.model : source->name());
  const bool public_input = info.scheme.plain() && !scheme.plain();
  if (!public_input && info.x.layout != evaluator->layout())
    throw he::DataError(source->name() + ": its numbers are laid out as '" + info.x.layout.name +
                        "', not as '" + evaluator->layout().name + "'");
  const he::nn::Inference inference =
      he::with_context(options.model, [&] { return he::nn::Inference(network, *evaluator); });
  const Meeting meeting{network, *evaluator, inference, public_input};

  he::io::DatasetInfo predicted =
      he::nn::predictions_info(network, model, info, *evaluator, inference.plan());
  const bool unsealed = public_input && predicted.ids == he::io::IdKind::plain;
  if (unsealed) {
    predicted.ids = he::io::IdKind::none;
    tool.report().note(
        "the identifiers stay out of the encrypted predictions, since no key is here to seal them; the "
        "records "
        "keep their order");
  }
  const auto file = he::io::open_record_output(options.output, predicted);
  predict(tool, meeting, records_at_a_time(meeting, options.batch, info.x.layout.record_granularity), *source,
          *file, !unsealed);
  file->set_provenance(tool.provenance(scheme.key_id, info.records));
  file->commit();
  report(tool, info.records, scheme, model.fingerprint);
}

void add_options(Tool& tool, Options& options) {
  tool.add_input("-m,--model", options.model,
                 "model: Keras' HDF5 (model.save(\"name.h5\")), or written by this project")
      .required();
  tool.add_input("INPUT", options.input, "data set, or - for standard input").required();
  tool.add_output("OUTPUT", options.output,
                  "predictions (HDF5; plain ones may go to a .csv), or - for standard output")
      .required();
  tool.add_input("--evaluation-key", options.evaluation_key,
                 "public values of the key; the data carry them already, so this only checks");
  const auto more = tool.options();
  more.add(
          "--representation", options.representation,
          "how to compute on ciphertexts: in the plane of their key, or on matrices as published (MORE only)")
      .one_of({"plane", "matrix"})
      .default_text("plane");
  more.add("--precision", options.precision,
           "precision of the arithmetic; single is twice as fast and differs by about 1e-6")
      .one_of({"double", "single"})
      .default_text("double");
  more.add("--batch", options.batch, "records read at a time (default: about 30 MB)")
      .type_name("N")
      .at_least(1);
  more.add_flag("--features-as-given", options.features_as_given,
                "do not compare the names of the features with those of the model");
  more.add("-k,--key", options.key, "").hidden();
  options.data.add_to(tool);
  more.add("--seed", options.seed,
           "for tests and benchmarks only: derive the re-randomisation of results from this number (ckks)")
      .type_name("S");
  tool.conceal("seed");
  tool.add_threads();
  tool.add_example("he-infer -m model.h5 visits.h5 predictions.h5", "runs a model over encrypted records");
  tool.add_example("he-infer -m model.h5 --id-column patient visits.csv predictions.csv",
                   "the same in plain, to compare with");
}

}  // namespace

int main(int argc, char** argv) {
  Tool tool(
      "he-infer",
      "Runs a neural network over a data set. Encrypted data give encrypted predictions: neither is ever "
      "decrypted, and no secret key is needed or taken. The weights of the model may be encrypted, too, "
      "under the same key. Plain data and a plain model give plain predictions.");
  Options options;
  add_options(tool, options);
  return tool.run(argc, argv, [&] {
    infer(tool, options);
    return he::cli::ExitCode::done;
  });
}
