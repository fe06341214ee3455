// he-infer: runs a model over a data set, plain or encrypted, without any secret.

#include <fmt/format.h>

#include "he/cli/data_options.h"
#include "he/cli/progress.h"
#include "he/cli/tool.h"
#include "he/io/files/evaluation_key.h"
#include "he/io/files/model_file.h"
#include "he/io/files/record_output.h"
#include "he/nn/prediction.h"
#include "he/schemes/evaluator_factory.h"

namespace {

// Doubles that pass through memory at a time, input and output together.
constexpr std::size_t kBlockDoubles = 4u << 20;

/// Records read at a time: a number that does not depend on the machine, so that results do not either.
std::size_t records_at_a_time(const he::Evaluator& evaluator, const he::Plan& plan,
                              const he::nn::Network& network) {
  const std::size_t block = plan.block_records();
  const std::size_t numbers = evaluator.layout().numbers(block, network.input_shape()) +
                              plan.output_layout().numbers(block, network.output_shape());
  return std::max<std::size_t>(1, kBlockDoubles / std::max<std::size_t>(1, numbers)) * block;
}

}  // namespace

int main(int argc, char** argv) {
  he::cli::Tool tool("he-infer",
                     "Runs a neural network over a data set. Encrypted data give encrypted predictions: "
                     "neither is ever decrypted, and no "
                     "secret key is needed or taken. The weights of the model may be encrypted, too, under "
                     "the same key. Plain data and a plain model give plain predictions.");
  he::cli::DataOptions data;
  std::string model_path, evaluation_key, input, output, representation, precision, key;
  bool as_given = false;
  std::size_t batch = 0;
  const auto options = tool.options();
  tool.add_input("-m,--model", model_path,
                 "model: Keras' HDF5 (model.save(\"name.h5\")), or written by this project")
      .required();
  tool.add_input("INPUT", input, "data set, or - for standard input").required();
  tool.add_output("OUTPUT", output,
                  "predictions (HDF5; plain ones may go to a .csv), or - for standard output")
      .required();
  tool.add_input("--evaluation-key", evaluation_key,
                 "public values of the key; the data carry them already, so this only checks");
  options
      .add(
          "--representation", representation,
          "how to compute on ciphertexts: in the plane of their key, or on matrices as published (MORE only)")
      .one_of({"plane", "matrix"})
      .default_text("plane");
  options
      .add("--precision", precision,
           "precision of the arithmetic; single is twice as fast and differs by about 1e-6")
      .one_of({"double", "single"})
      .default_text("double");
  options.add("--batch", batch, "records read at a time (default: about 30 MB)").type_name("N").at_least(1);
  options.add_flag("--features-as-given", as_given,
                   "do not compare the names of the features with those of the model");
  options.add("-k,--key", key, "").hidden();
  data.add_to(tool);
  tool.add_threads();
  tool.add_example("he-infer -m model.h5 visits.h5 predictions.h5", "runs a model over encrypted records");
  tool.add_example("he-infer -m model.h5 --id-column patient visits.csv predictions.csv",
                   "the same in plain, to compare with");

  return tool.run(argc, argv, [&] {
    if (!key.empty())
      throw he::UsageError(
          "-k: this tool computes on ciphertexts and must never see a secret key; leave it out");
    const he::io::ModelDescription model = he::io::read_model(model_path);
    const he::nn::Network network = he::with_context(model_path, [&] { return he::nn::Network(model); });
    auto source = data.shard(data.open(input, tool.report(), false));
    const he::io::DatasetInfo info = source->info();
    he::nn::require_fit(network, model, info, source->name(), as_given);
    const he::SchemeInfo& scheme = he::nn::common_scheme(model, model_path, info, source->name());
    he::schemes::EvaluatorOptions how;
    if (!representation.empty()) how.options["representation"] = representation;
    if (!precision.empty()) how.options["precision"] = precision;
    if (!evaluation_key.empty())
      how.evaluation_key = std::make_shared<he::EvaluationKey>(
          he::io::read_evaluation_key(evaluation_key, scheme, source->name()));
    const auto evaluator =
        he::schemes::make_evaluator(scheme, how, info.scheme.plain() ? model_path : source->name());
    const bool public_input = info.scheme.plain() && !scheme.plain();
    if (!public_input && info.x.layout != evaluator->layout())
      throw he::DataError(source->name() + ": its numbers are laid out as '" + info.x.layout.name +
                          "', not as '" + evaluator->layout().name + "'");
    const he::nn::Inference inference(network, *evaluator);

    he::io::DatasetInfo predicted =
        he::nn::predictions_info(network, model, info, *evaluator, inference.plan());
    const bool unsealed = public_input && predicted.ids == he::io::IdKind::plain;
    if (unsealed) {
      predicted.ids = he::io::IdKind::none;
      tool.report().note(
          "the identifiers stay out of the encrypted predictions, since no key is here to seal them; the "
          "records keep their order");
    }
    const auto file = he::io::open_record_output(output, predicted);
    he::cli::Progress progress(tool.report(), "evaluating", info.records);
    const std::size_t granularity = info.x.layout.record_granularity;
    const std::size_t limit = batch > 0 ? (batch + granularity - 1) / granularity * granularity
                                        : records_at_a_time(*evaluator, inference.plan(), network);
    for (;;) {
      he::io::Records records;
      {
        const auto span = tool.stages().measure("read");
        records = source->next(limit);
      }
      if (records.count == 0) break;
      {
        const auto span = tool.stages().measure("evaluate");
        std::vector<double> result(
            inference.plan().output_layout().numbers(records.count, network.output_shape()));
        inference.run(records.x, records.count, result, public_input);
        records.x = std::move(result);
        records.y.clear();
        if (unsealed) records.ids.clear();
      }
      const auto span = tool.stages().measure("write");
      file->write(records);
      progress.advance(records.count);
    }
    file->set_provenance(tool.provenance(scheme.key_id, info.records));
    file->commit();
    const auto seconds = tool.stages().of("evaluate").wall;
    tool.report().note(
        fmt::format("{} records evaluated in {:.3g} s ({:.3g} µs a record)", info.records, seconds,
                    1e6 * seconds / static_cast<double>(std::max<std::size_t>(1, info.records))));
    if (tool.report().json())
      tool.report().result("", {{"records", info.records},
                                {"scheme", scheme.name},
                                {"key_id", scheme.key_id},
                                {"model_fingerprint", model.fingerprint},
                                {"stages", tool.stages().json()}});
    return he::cli::ExitCode::done;
  });
}
