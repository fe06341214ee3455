// he-plan: what a model needs of a key, for its owner and for the hospital.

#include <fmt/format.h>

#include "he/cli/data_options.h"
#include "he/cli/model_plan.h"
#include "he/cli/plan_options.h"
#include "he/cli/tool.h"
#include "he/io/files/model_file.h"

namespace {

using he::cli::ModelPlan;
using he::cli::Tool;

struct Options {
  he::cli::DataOptions data;
  he::cli::PlanOptions plan;
  std::string model, output, ranges, model_output;
};

void measure(Tool& tool, Options& options, he::io::ModelDescription& model) {
  const he::nn::Network network = he::with_context(options.model, [&] { return he::nn::Network(model); });
  auto source = options.data.shard(options.data.open(options.ranges, tool.report(), false));
  if (!source->info().scheme.plain())
    throw he::UsageError(source->name() + ": is encrypted; ranges are measured on data in clear");
  const auto span = tool.stages().measure("ranges");
  model.statistics = he::cli::measured_statistics(network, *source);
}

/// For the owner of the model: it names layers and scales.
std::string table(const ModelPlan& plan) {
  const auto& p = plan.network.parameters;
  const auto scales = he::schemes::ckks::step_scales(plan.network.program, plan.network.bits);
  std::string text = fmt::format("{:<40} {:>9} {:>12} {:>8} {:>7} {:>7}\n", "layers", "outputs", "products",
                                 "weights", "scale", "powers");
  std::size_t powers = 2;
  for (std::size_t i = 0; i < plan.network.program.steps.size(); ++i) {
    const auto& step = plan.network.program.steps[i];
    if (step.squared) powers = 2 * powers - 1;
    text += fmt::format(
        "{:<40} {:>9} {:>12} {:>8} {:>7} {:>7}\n", step.layer + (step.squared ? ", squared" : ""),
        step.map.outputs(), step.map.products(),
        scales[i].exact ? "exact" : fmt::format("2^{}", plan.network.bits.weights[i]),
        fmt::format("2^{:.4g}", static_cast<double>(scales[i].log2_after) * (step.squared ? 2 : 1)), powers);
  }
  const double n = static_cast<double>(p.degree()), limbs = static_cast<double>(p.limbs()),
               up = 4 * limbs * n * static_cast<double>(plan.network.program.inputs),
               down = 4 * limbs * n * static_cast<double>(p.powers()) *
                      static_cast<double>(plan.network.program.steps.back().map.outputs());
  text += fmt::format(
      "\n{} records share a ciphertext; one record costs as much.\n"
      "ring degree {}, modulus of {:.1f} bits ({} primes), which 128 bits of security bound by {} "
      "(classical, IACR ePrint "
      "2024/463)\n"
      "input times 2^{}, from {:g} to {:g}; a group of records takes {:.3g} MB up and {:.3g} MB down\n"
      "results are to be up to {:g}; the modulus has room for {}\n"
      "expected error {:.2g} {}; before the last function no error can exceed {:.2g}\n",
      p.degree(), p.degree(), p.modulus_bits(), p.limbs(),
      he::schemes::ckks::largest_modulus_bits(p.degree()), p.scale_bits(), p.range().low, p.range().high,
      up / 1e6, down / 1e6, plan.published.largest_result,
      plan.published.measured
          ? "these: four times what was measured, not certain for every input in the range"
          : "every input in the range",
      plan.published.expected_error,
      plan.published.last_function == he::LastFunction::none
          ? "relative to the largest result"
          : "of what " + he::io::to_string(plan.published.last_function) + " makes of results",
      plan.published.certain_error);
  if (!plan.network.typical)
    text += "The model says nothing of its data: errors are those of records that fill the range evenly.\n";
  return text;
}

void plan(Tool& tool, Options& options) {
  he::io::ModelDescription model = he::io::read_model(options.model);
  if (!options.ranges.empty()) measure(tool, options, model);
  const ModelPlan planned = he::cli::plan_of(model, options.model, options.plan.wishes());
  if (!options.model_output.empty()) he::io::write_model(options.model_output, model);
  he::io::write_plan(options.output, planned.published);
  auto json = nlohmann::ordered_json::parse(he::io::to_json(planned.published));
  json["id"] = he::io::id_of(planned.published);
  tool.report().result(table(planned) + "plan " + he::io::id_of(planned.published) + "\n", json);
}

void add_options(Tool& tool, Options& options) {
  tool.add_input("MODEL", options.model, "model: Keras' HDF5, or written by this project").required();
  tool.add_output("PLAN", options.output, "plan for the hospital (JSON): no layer and no weight stands in it",
                  Tool::Content::text)
      .required();
  tool.add_input("--ranges", options.ranges,
                 "data like those that the model was made for: their ranges, the largest result and how "
                 "errors show are measured"
                 ", and kept in two digits");
  tool.add_output("--output", options.model_output, "also write the model, with what --ranges measured");
  options.plan.add_to(tool);
  options.data.add_to(tool);
  tool.add_threads();
  tool.add_example("he-plan model.h5 clinic.plan.json", "plans a model that says what data it was made for");
  tool.add_example(
      "he-plan --ranges training.csv --target outcome --output model.h5 trained.h5 clinic.plan.json",
      "measures that, and keeps it in the model");
}

}  // namespace

int main(int argc, char** argv) {
  Tool tool("he-plan",
            "Plans how a model runs on encrypted data: the smallest key under which it reaches an error. The "
            "plan goes to "
            "the hospital, which makes a key for it (he-keygen --for).");
  Options options;
  add_options(tool, options);
  return tool.run(argc, argv, [&] {
    plan(tool, options);
    return he::cli::ExitCode::done;
  });
}
