// he-keygen: makes a secret key and its evaluation key.

#include <fmt/format.h>

#include <optional>

#include "he/cli/passphrase.h"
#include "he/cli/plan_options.h"
#include "he/cli/process.h"
#include "he/cli/tool.h"
#include "he/secret/key_factory.h"
#include "he/secret/key_file.h"
#include "key_option.h"

namespace {

using he::cli::Tool;
using he::secret::RandomSource;
using he::secret::SecretKey;

struct Options {
  std::string key, scheme, from, evaluation_key, passphrase_file;
  std::vector<std::string> models;
  he::cli::PlanOptions plan;
  bool passphrase = false, force = false;
  std::optional<std::size_t> degree;
  std::optional<std::uint64_t> seed;
};

/// The choice that nobody else can make.
void require_choice(const Options& options) {
  if (options.models.empty() && options.scheme.empty())
    throw he::UsageError(
        "say what the key is for: --for MODEL, or --for PLAN, protects data with 128 bits and runs that "
        "model; --scheme "
        "more trains and runs any network, and protects little");
  if (!options.models.empty() && !options.scheme.empty())
    throw he::UsageError("--for makes a key of the scheme 'ckks'; leave --scheme out");
  if (options.models.empty() && options.plan.given())
    throw he::UsageError("--range and --max-error belong to --for MODEL");
  if (!options.from.empty() && options.models.empty())
    throw he::UsageError("--from adds the models of --for to a key; say which");
}

std::vector<he::io::PublicPlan> plans_of(const Options& options) {
  std::vector<he::io::PublicPlan> plans;
  for (const std::string& path : options.models)
    plans.push_back(he::cli::read_plan_or_model(path, options.plan.wishes()));
  return plans;
}

std::unique_ptr<SecretKey> new_key(const Options& options, const RandomSource& random) {
  he::secret::KeyOptions wanted{options.scheme, {}};
  if (options.degree) wanted.options["degree"] = std::to_string(*options.degree);
  if (options.models.empty()) return he::secret::generate_key(wanted, random);
  auto plans = plans_of(options);
  wanted.scheme = plans.front().scheme;
  wanted.options.merge(he::cli::common_parameters(plans));
  auto key = he::secret::generate_key(wanted, random);
  key->set_plans(std::move(plans));
  return key;
}

/// The key that exists, with further models.
std::unique_ptr<SecretKey> extended_key(Tool& tool, const Options& options) {
  auto key = he::tools::KeyOption{options.from, options.passphrase_file}.read(tool.report());
  if (key->plans().empty())
    throw he::UsageError(options.from + ": is a key of the scheme '" + key->scheme().name +
                         "', which runs any network; --for is not needed");
  std::vector<he::io::PublicPlan> plans = key->plans();
  for (he::io::PublicPlan& plan : plans_of(options)) {
    he::cli::require_fits(plan, key->scheme());
    std::erase_if(plans,
                  [&](const auto& other) { return other.model_fingerprint == plan.model_fingerprint; });
    plans.push_back(std::move(plan));
  }
  key->set_plans(std::move(plans));
  return key;
}

void report(Tool& tool, const SecretKey& key, const Options& options, bool sealed) {
  const std::string statement(he::secret::protection_statement(key.scheme().name));
  std::string text = "key " + key.scheme().key_id + "\n" + statement + "\n";
  nlohmann::ordered_json plans = nlohmann::ordered_json::array();
  for (const he::io::PublicPlan& plan : key.plans()) {
    text +=
        fmt::format("plan {} of the model {}: numbers from {} to {}, expected error {}\n",
                    he::io::id_of(plan), plan.model_fingerprint, plan.low, plan.high, plan.expected_error);
    plans.push_back(he::io::id_of(plan));
  }
  tool.report().result(text, {{"key_id", key.scheme().key_id},
                              {"scheme", key.scheme().name},
                              {"plans", plans},
                              {"sealed", sealed},
                              {"seeded", options.seed.has_value()},
                              {"protection", statement}});
}

void keygen(Tool& tool, const Options& options) {
  require_choice(options);
  const RandomSource random(options.seed);
  if (options.seed)
    tool.report().warning("a key made with --seed protects nothing: anybody can make it again");
  const auto key = options.from.empty() ? new_key(options, random) : extended_key(tool, options);
  std::optional<he::cli::Passphrase> passphrase;
  if (options.passphrase || !options.passphrase_file.empty())
    passphrase = he::cli::get_passphrase(options.passphrase_file, true, tool.report());
  he::secret::write_key(options.key, *key, passphrase ? passphrase->view() : std::string_view(), random,
                        options.force ? he::io::Overwrite::replace : he::io::Overwrite::refuse,
                        options.evaluation_key);
  report(tool, *key, options, passphrase.has_value());
}

void add_options(Tool& tool, Options& options) {
  const auto more = tool.options();
  tool.add_output("KEY", options.key, "file for the secret key; readable by its owner alone",
                  Tool::Content::key)
      .required();
  tool.add_inputs("--for", options.models,
                  "model, or its plan (he-plan), that the key is made for; may be given several times");
  tool.add_input("--from", options.from, "an existing key, to which the models of --for are added");
  more.add("--scheme", options.scheme,
           "more trains and runs any network, and protects little; hybrid puts a layer of polynomials under "
           "it, is no harder to break, and costs D times as much")
      .one_of(he::secret::key_schemes());
  more.add("--degree", options.degree, "degree of the polynomials of hybrid, 2 to 8 (default 3)")
      .type_name("D");
  options.plan.add_to(tool);
  more.add_flag("--passphrase", options.passphrase,
                "ask for a passphrase on the terminal and seal the key with it");
  tool.add_input("--passphrase-file", options.passphrase_file,
                 "seal the key with the first line of this file");
  tool.add_output("--evaluation-key", options.evaluation_key,
                  "also write the public values that evaluation needs");
  more.add_flag("--force", options.force,
                "replace an existing key; what it encrypted can then never be read again");
  more.add("--seed", options.seed, "for tests and benchmarks only: derive the key from this number")
      .type_name("S");
  tool.add_example("he-keygen --for clinic.plan.json clinic.key",
                   "makes a key for the model of a computing centre");
  tool.add_example("he-keygen --for model.h5 --passphrase clinic.key",
                   "the same where the model is at hand, sealed");
  tool.add_example("he-keygen --from clinic.key --for other.plan.json both.key", "adds a model to a key");
  tool.add_example("he-keygen --scheme more clinic.key",
                   "makes a key that trains any network and protects little");
}

}  // namespace

int main(int argc, char** argv) {
  Tool tool(
      "he-keygen",
      "Makes a secret key. Whoever holds it can read everything that is encrypted with it. A key is made for "
      "models, since what protects data has to know how large their numbers become.");
  Options options;
  add_options(tool, options);
  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    keygen(tool, options);
    return he::cli::ExitCode::done;
  });
}
