// he-keygen: makes a secret key and its evaluation key.

#include <optional>

#include "he/cli/passphrase.h"
#include "he/cli/process.h"
#include "he/cli/tool.h"
#include "he/secret/key_factory.h"
#include "he/secret/key_file.h"

int main(int argc, char** argv) {
  he::cli::Tool tool("he-keygen",
                     "Makes a secret key. Whoever holds it can read everything that is encrypted with it.");
  std::string key_path, evaluation_path, passphrase_file;
  he::secret::KeyOptions wanted;
  bool ask = false, force = false;
  std::optional<std::size_t> degree;
  std::optional<std::uint64_t> seed;
  const auto options = tool.options();
  tool.add_output("KEY", key_path, "file for the secret key; readable by its owner alone",
                  he::cli::Tool::Content::key)
      .required();
  options
      .add("--scheme", wanted.scheme,
           "more, or hybrid; hybrid puts a layer of polynomials under MORE, is no harder to break, and costs "
           "D times as much")
      .one_of(he::secret::key_schemes())
      .default_text(wanted.scheme);
  options.add("--degree", degree, "degree of the polynomials of hybrid, 2 to 8 (default 3)").type_name("D");
  options.add_flag("--passphrase", ask, "ask for a passphrase on the terminal and seal the key with it");
  tool.add_input("--passphrase-file", passphrase_file, "seal the key with the first line of this file");
  tool.add_output("--evaluation-key", evaluation_path, "also write the public values that evaluation needs");
  options.add_flag("--force", force,
                   "replace an existing key; what it encrypted can then never be read again");
  options.add("--seed", seed, "for tests and benchmarks only: derive the key from this number")
      .type_name("S");
  tool.add_example("he-keygen clinic.key", "makes a key");
  tool.add_example("he-keygen --passphrase --evaluation-key clinic.eval.h5 clinic.key",
                   "makes a sealed key and its public part");
  tool.add_example("he-keygen --scheme hybrid --degree 4 clinic.key",
                   "makes a key whose numbers hide among the values of polynomials");

  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    const he::secret::RandomSource random(seed);
    if (seed) tool.report().warning("a key made with --seed protects nothing: anybody can make it again");
    if (degree) wanted.options["degree"] = std::to_string(*degree);
    const auto key = he::secret::generate_key(wanted, random);
    std::optional<he::cli::Passphrase> passphrase;
    if (ask || !passphrase_file.empty())
      passphrase = he::cli::get_passphrase(passphrase_file, true, tool.report());
    he::secret::write_key(key_path, *key, passphrase ? passphrase->view() : std::string_view(), random,
                          force ? he::io::Overwrite::replace : he::io::Overwrite::refuse, evaluation_path);

    const std::string statement = std::string(he::secret::protection_statement(wanted.scheme));
    tool.report().result("key " + key->scheme().key_id + "\n" + statement + "\n",
                         {{"key_id", key->scheme().key_id},
                          {"scheme", wanted.scheme},
                          {"sealed", passphrase.has_value()},
                          {"seeded", seed.has_value()},
                          {"protection", statement}});
    return he::cli::ExitCode::done;
  });
}
