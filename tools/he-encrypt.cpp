// he-encrypt: a data set goes in, its encrypted form comes out.

#include <fmt/format.h>

#include <optional>

#include "he/cli/data_options.h"
#include "he/cli/process.h"
#include "he/cli/progress.h"
#include "he/cli/tool.h"
#include "he/io/dataset_file.h"
#include "he/io/record_output.h"
#include "he/secret/dataset_encryption.h"
#include "key_option.h"

int main(int argc, char** argv) {
  he::cli::Tool tool(
      "he-encrypt",
      "Encrypts a data set: CSV, HDF5 (with /x and perhaps /y), IDX or IDX.gz. Identifiers are sealed; "
      "only the holder of the key sees them again.");
  he::tools::KeyOption key_option;
  he::cli::DataOptions data;
  std::string input, output, mask = "uniform";
  std::optional<std::uint64_t> seed;
  key_option.add_to(tool);
  tool.add_input("INPUT", input, "data set, or - for standard input")->required();
  tool.add_output("OUTPUT", output, "encrypted data set (HDF5), or - for standard output")->required();
  tool.app()
      .add_option("--mask", mask,
                  "what the mask channel looks like: uniform over each feature's range, normal with its mean "
                  "and deviation, or decoy, "
                  "another record of the same data (recommended for training)")
      ->check(CLI::IsMember({"uniform", "normal", "decoy"}))
      ->type_name("uniform|normal|decoy")
      ->default_str("uniform");
  data.add_to(tool);
  tool.app()
      .add_option("--seed", seed, "for tests and benchmarks only: derive the masks from this number")
      ->type_name("S");
  tool.conceal("seed");
  tool.add_threads();
  tool.add_example("he-encrypt -k clinic.key --id-column patient --target outcome visits.csv visits.h5",
                   "encrypts a table, all columns but two as features");
  tool.add_example("he-encrypt -k clinic.key --scale 1/255 --labels t10k-labels.gz t10k-images.gz digits.h5",
                   "encrypts images");

  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    auto& report = tool.report();
    const he::secret::RandomSource random(seed);
    if (seed) report.warning("masks made with --seed protect nothing; the file says so");
    if (he::io::format_of(output, he::io::Format::hdf5) == he::io::Format::csv)
      throw he::UsageError(output + ": encrypted numbers do not go into CSV; name the output .h5");
    const auto key = key_option.read(report);

    std::unique_ptr<he::io::RecordSource> source;
    std::optional<he::secret::DatasetEncryption> encryption;
    {
      const auto span = tool.stages().measure("ranges");
      source = data.open(input, report, true);
      he::io::RecordSource& whole = *source;
      source = data.shard(std::move(source));
      encryption.emplace(*key, *source, whole, he::secret::mask_kind(mask), random);
    }
    const he::io::DatasetInfo& info = encryption->info();
    he::io::DatasetWriter writer(output, info);
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

    const std::string numbers = he::to_string(info.x.shape);
    report.note(fmt::format("{} records of {} numbers encrypted with {} masks under the key {}", info.records,
                            numbers, mask, info.scheme.key_id));
    if (encryption->redrawn() > 0)
      report.note(fmt::format("{} masks nearly coincided with their numbers and were drawn anew",
                              encryption->redrawn()));
    if (report.json())
      report.result("", {{"records", info.records},
                         {"shape", info.x.shape},
                         {"mask", mask},
                         {"key_id", info.scheme.key_id},
                         {"redrawn_masks", encryption->redrawn()},
                         {"stages", tool.stages().json()}});
    return he::cli::ExitCode::done;
  });
}
