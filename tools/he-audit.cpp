// he-audit: attacks an encrypted data set without the key, and reports what leaks.

#include "he/audit/audit_report.h"
#include "he/audit/lattice_report.h"
#include "he/cli/process.h"
#include "he/cli/tool.h"
#include "he/error.h"
#include "he/io/files/dataset_file.h"
#include "he/text.h"

namespace {

/// Whether anything leaks; the report is made.
template <class Audit>
bool report(he::cli::Tool& tool, const Audit& audit, const std::string& path) {
  const std::string file = he::printable(path);
  tool.report().result(he::audit::to_text(audit, file), he::audit::to_json(audit, file));
  return audit.leaks();
}

bool run(he::cli::Tool& tool, const std::string& path, const he::audit::AuditOptions& options) {
  const auto data = he::io::open_dataset_file(path);
  if (he::audit::is_lattice(data->info().scheme))
    return report(tool, he::audit::audit_lattice(*data, options), path);
  return report(tool, he::audit::audit(path, options), path);
}

}  // namespace

int main(int argc, char** argv) {
  he::cli::Tool tool(
      "he-audit",
      "Attacks an encrypted data set or predictions without any key, and reports what leaks. It uses the "
      "published attacks on schemes of the MORE family, which read such files. Files of ckks it checks: "
      "parameters against the table of 128 bits, uniformity of all that is in the file, repeated seeds and "
      "ciphertexts, and whether numbers can be guessed from others that are known. Secret and errors of ckks "
      "show under the key alone. Exit code 1 means that data leak.");
  std::string path;
  he::audit::AuditOptions options;
  tool.add_input("DATA", path, "encrypted data set or predictions (HDF5)").required();
  tool.add_input(
      "--known", options.known,
      "table of numbers that the attacker knows: columns record (from 1), feature (its name, or its "
      "number from 1, targets last) and value");
  tool.add_input("--truth", options.truth,
                 "the plain data, as he-decrypt writes them: scores what is recovered, and supplies known "
                 "values if --known is absent");
  tool.add_output("--output", options.output,
                  "write the recovered data (of the MORE family), file.csv or file.h5, readable by its owner "
                  "alone",
                  he::cli::Tool::Content::text);
  tool.add_threads();
  tool.add_example("he-audit visits.h5", "tells what anybody can read in an encrypted table");
  tool.add_example("he-audit --known known.csv --output stolen.csv visits.h5",
                   "reads it, with a few numbers known beforehand");
  tool.add_example("he-audit --truth decrypted.csv --json visits.h5",
                   "measures how much of it was read right");

  return tool.run(argc, argv, [&] {
    he::cli::protect_process();
    if (path == "-")
      throw he::UsageError("DATA must be a file, not standard input: it is read more than once");
    return run(tool, path, options) ? he::cli::ExitCode::check_failed : he::cli::ExitCode::done;
  });
}
