// he-decrypt: predictions or a data set back to numbers.

#include <fmt/format.h>

#include "he/cli/process.h"
#include "he/cli/progress.h"
#include "he/cli/tool.h"
#include "he/io/dataset_file.h"
#include "he/io/record_output.h"
#include "he/secret/dataset_encryption.h"
#include "he/stats/predicted_class.h"
#include "key_option.h"

namespace {

constexpr std::size_t kBlockBytes = 16u << 20;

}  // namespace

int main(int argc, char** argv) {
  he::cli::Tool tool("he-decrypt",
                     "Decrypts predictions or a data set to CSV or plain HDF5, by the name of the output; "
                     "standard output is CSV.");
  he::tools::KeyOption key_option;
  std::string input, output;
  bool argmax = false, allow_virtual = false;
  int digits = 0;
  key_option.add_to(tool);
  tool.add_input("INPUT", input, "encrypted file, or - for standard input")->required();
  tool.add_output("OUTPUT", output,
                  "file.csv or file.h5, readable by its owner alone; - is CSV on standard output",
                  he::cli::Tool::Content::text)
      ->required();
  tool.app().add_flag("--argmax", argmax, "write the predicted class instead of one number a class");
  tool.app()
      .add_option("--digits", digits, "CSV: significant digits (default: as many as reading back needs)")
      ->type_name("N")
      ->check(CLI::Range(1, 17));
  tool.app().add_flag("--allow-virtual", allow_virtual,
                      "accept HDF5 data sets that lie in other files of the same folder");
  tool.add_threads();
  tool.add_example("he-decrypt -k clinic.key predictions.h5 predictions.csv",
                   "writes the predictions beside their identifiers");
  tool.add_example("he-decrypt -k clinic.key --argmax predictions.h5 -",
                   "prints the predicted class of every record");

  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    const auto key = key_option.read(tool.report());
    const auto source = he::io::open_dataset_file(input, allow_virtual);
    he::secret::require_key(*key, source->info().scheme, source->name());
    const he::io::DatasetInfo encrypted = source->info();
    if (argmax && encrypted.kind != he::io::DatasetKind::predictions)
      throw he::UsageError("--argmax is for predictions; " + source->name() + " is a data set");

    const he::io::DatasetInfo plain = he::secret::decrypted(encrypted);
    const he::io::DatasetInfo written = argmax ? he::stats::class_info(plain) : plain;
    const auto file = he::io::open_record_output(output, written,
                                                 {he::io::Format::csv, digits, he::io::Privacy::owner_only});
    he::cli::Progress progress(tool.report(), "decrypting", plain.records);
    const std::size_t limit =
        std::max<std::size_t>(1, kBlockBytes / (8 * encrypted.x.layout.doubles(1, encrypted.x.shape)));
    for (;;) {
      he::io::Records records;
      {
        const auto span = tool.stages().measure("read");
        records = source->next(limit);
      }
      if (records.count == 0) break;
      {
        const auto span = tool.stages().measure("decrypt");
        records = he::secret::decrypt(*key, encrypted, records, source->name());
        if (argmax) he::stats::replace_by_class(records);
      }
      const auto span = tool.stages().measure("write");
      file->write(records);
      progress.advance(records.count);
    }
    if (!encrypted.provenance.empty()) file->set_provenance(encrypted.provenance);
    file->commit();
    if (tool.report().json())
      tool.report().result("", {{"records", plain.records},
                                {"key_id", encrypted.scheme.key_id},
                                {"stages", tool.stages().json()}});
    return he::cli::ExitCode::done;
  });
}
