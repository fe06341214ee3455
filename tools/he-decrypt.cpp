// he-decrypt: predictions, a data set or a model back to numbers.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/cli/model_plan.h"
#include "he/cli/process.h"
#include "he/cli/progress.h"
#include "he/cli/shard_option.h"
#include "he/cli/tool.h"
#include "he/io/files/dataset_file.h"
#include "he/io/files/header.h"
#include "he/io/files/learning_curve.h"
#include "he/io/files/model_file.h"
#include "he/io/files/record_output.h"
#include "he/io/hdf5/untrusted.h"
#include "he/secret/dataset_decryption.h"
#include "he/secret/model_encryption.h"
#include "he/stats/predicted_class.h"
#include "key_option.h"

namespace {

using he::cli::Tool;
using he::io::Privacy;
using he::secret::SecretKey;

constexpr std::size_t kBlockBytes = 16u << 20;

struct Options {
  he::tools::KeyOption key;
  he::cli::ShardOption shard;
  std::string input, output;
  bool argmax = false, allow_virtual = false;
  int digits = 0;

  he::io::Format format() const { return he::io::format_of(output, he::io::Format::csv); }
};

/// Digits that numbers of this relative error deserve, and one; 0, all, where there is none.
int warranted_digits(double expected_error) {
  if (!(expected_error > 0)) return 0;
  return std::clamp(static_cast<int>(std::ceil(-std::log10(expected_error))) + 1, 2, 17);
}

void report(Tool& tool, const he::secret::DatasetDecryption& decryption, const he::io::DatasetInfo& encrypted,
            const Options& options) {
  const double error = decryption.expected_error();
  if (decryption.beyond() > 0)
    tool.report().warning(
        fmt::format("{} numbers, of the records {}{}, are larger than the model gives for any record that it "
                    "was planned for: do not "
                    "use these records, and let the computing centre not know which they are",
                    decryption.beyond(), fmt::join(decryption.records_beyond(), ", "),
                    decryption.records_beyond().size() < 10 ? "" : " and others"));
  if (error > 0 && encrypted.kind == he::io::DatasetKind::predictions)
    tool.report().note(
        "keep these numbers from whoever computed on the ciphertexts: with them, he could find the key");
  if (error > 0 && options.format() == he::io::Format::csv)
    tool.report().note(fmt::format("expect errors of up to {0:.2g}; he-compare takes --tolerance {0:.2g}",
                                   decryption.tolerance()));
  if (tool.report().json())
    tool.report().result("", {{"records", encrypted.records},
                              {"key_id", encrypted.scheme.key_id},
                              {"expected_error", error},
                              {"tolerance", he::cli::rounded_up(decryption.tolerance())},
                              {"beyond", decryption.beyond()},
                              {"stages", tool.stages().json()}});
}

he::cli::ExitCode decrypt_records(Tool& tool, const Options& options, he::io::h5::File input,
                                  const SecretKey& key) {
  const auto source = options.shard.narrow(he::io::open_dataset_file(std::move(input)));
  he::secret::require_key(key, source->info().scheme, source->name());
  const he::io::DatasetInfo encrypted = source->info();
  if (options.argmax && encrypted.kind != he::io::DatasetKind::predictions)
    throw he::UsageError("--argmax is for predictions; " + source->name() + " is a data set");

  he::secret::DatasetDecryption decryption(key, encrypted, source->name());
  const he::io::DatasetInfo& plain = decryption.info();
  const he::io::DatasetInfo written = options.argmax ? he::stats::class_info(plain) : plain;
  const int digits = options.digits > 0 ? options.digits : warranted_digits(decryption.expected_error());
  const auto file =
      he::io::open_record_output(options.output, written, {options.format(), digits, Privacy::owner_only});
  he::cli::Progress progress(tool.report(), "decrypting", plain.records);
  const std::size_t row_bytes = 8 * encrypted.x.layout.numbers(1, encrypted.x.shape);
  const std::size_t limit =
      std::max<std::size_t>(1, kBlockBytes / row_bytes) * encrypted.x.layout.record_granularity;
  for (;;) {
    he::io::Records records;
    {
      const auto span = tool.stages().measure("read");
      records = source->next(limit);
    }
    if (records.count == 0) break;
    {
      const auto span = tool.stages().measure("decrypt");
      records = decryption.decrypt(records);
      if (options.argmax) he::stats::replace_by_class(records);
    }
    const auto span = tool.stages().measure("write");
    file->write(records);
    progress.advance(records.count);
  }
  if (!encrypted.provenance.empty()) file->set_provenance(encrypted.provenance);
  file->commit();
  report(tool, decryption, encrypted, options);
  return decryption.beyond() > 0 ? he::cli::ExitCode::check_failed : he::cli::ExitCode::done;
}

void refuse_options_for_model(const Options& options, const std::string& name) {
  const auto refuse = [&](bool given, const char* option, const char* instead) {
    if (given) throw he::UsageError(name + ": is a model, so " + option + " cannot apply; " + instead);
  };
  refuse(options.argmax, "--argmax", "it is for predictions");
  refuse(options.allow_virtual, "--allow-virtual", "it is for data sets");
  refuse(options.shard.given(), "--shard", "it is for records");
  refuse(options.digits > 0 && options.format() == he::io::Format::hdf5, "--digits",
         "it is for the learning curve as CSV");
}

void write_curve(const he::io::ModelDescription& model, const Options& options, const std::string& name) {
  if (model.learning_curve.columns.empty())
    throw he::DataError(name +
                        ": holds no learning curve, and CSV takes nothing else of a model; name the output "
                        ".h5 for its weights");
  he::io::AtomicFile file(options.output, Privacy::owner_only);
  file.write(he::io::to_csv(model.learning_curve, options.digits));
  file.commit();
}

void decrypt_model(Tool& tool, const Options& options, const he::io::h5::File& input, const SecretKey& key) {
  const std::string name = input.file_name();
  refuse_options_for_model(options, name);
  const he::io::ModelDescription encrypted = he::io::read_model(input);
  he::secret::require_key(key, encrypted.scheme, name);
  const he::io::ModelDescription plain = he::secret::decrypt(key, encrypted, name);
  if (options.format() == he::io::Format::csv)
    write_curve(plain, options, name);
  else
    he::io::write_model(options.output, plain, Privacy::owner_only);
  if (tool.report().json())
    tool.report().result("", {{"layers", plain.layers.size()},
                              {"epochs", plain.learning_curve.epochs},
                              {"key_id", encrypted.scheme.key_id}});
}

void add_options(Tool& tool, Options& options) {
  options.key.add_to(tool);
  tool.add_input("INPUT", options.input, "encrypted file, or - for standard input").required();
  tool.add_output("OUTPUT", options.output,
                  "file.csv or file.h5, readable by its owner alone; - is CSV on standard output",
                  Tool::Content::text)
      .required();
  tool.options().add_flag("--argmax", options.argmax,
                          "write the predicted class instead of one number a class");
  tool.options()
      .add("--digits", options.digits,
           "CSV: significant digits (default: as many as reading back needs, or as the expected error "
           "warrants)")
      .type_name("N")
      .between(1, 17);
  options.shard.add_to(tool);
  tool.options().add_flag("--allow-virtual", options.allow_virtual,
                          "accept HDF5 data sets that lie in other files of the same folder");
  tool.add_threads();
  tool.add_example("he-decrypt -k clinic.key predictions.h5 predictions.csv",
                   "writes the predictions beside their identifiers");
  tool.add_example("he-decrypt -k clinic.key --argmax predictions.h5 -",
                   "prints the predicted class of every record");
  tool.add_example("he-decrypt -k clinic.key secret-model.h5 model.h5", "writes a model that Keras opens");
  tool.add_example("he-decrypt -k clinic.key --digits 4 secret-model.h5 -",
                   "prints the learning curve of a model trained under encryption");
}

}  // namespace

int main(int argc, char** argv) {
  Tool tool("he-decrypt",
            "Decrypts predictions or a data set to CSV or plain HDF5, and a model to Keras' HDF5 or its "
            "learning curve to CSV. The name of the output decides; standard output is CSV.");
  Options options;
  add_options(tool, options);
  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    const auto key = options.key.read(tool.report());
    he::io::h5::File input = he::io::open_untrusted(options.input, options.allow_virtual);
    if (he::io::require_kind(input, {"dataset", "predictions", "model"}) == "model")
      decrypt_model(tool, options, input, *key);
    else
      return decrypt_records(tool, options, std::move(input), *key);
    return he::cli::ExitCode::done;
  });
}
