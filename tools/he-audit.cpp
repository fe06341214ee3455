// he-audit: attacks an encrypted data set without the key, and reports what leaks.

#include "he/audit/audit_report.h"
#include "he/cli/process.h"
#include "he/cli/tool.h"
#include "he/error.h"
#include "he/text.h"

int main(int argc, char** argv) {
  he::cli::Tool tool(
      "he-audit",
      "Attacks an encrypted data set or predictions without any key, and reports what leaks. It uses the "
      "published attacks on schemes of the MORE family. Exit code 1 means that data leak.");
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
                  "write the recovered data, file.csv or file.h5, readable by its owner alone",
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
    const he::audit::Audit audit = he::audit::audit(path, options);
    const std::string file = he::printable(path);
    tool.report().result(he::audit::to_text(audit, file), he::audit::to_json(audit, file));
    return audit.leaks() ? he::cli::ExitCode::check_failed : he::cli::ExitCode::done;
  });
}
