#include "he/cli/progress.h"

#include <doctest/doctest.h>

#include "captured.h"

using he::cli::progress_line;

TEST_CASE("progress shows what is done, the rate and the time left") {
  CHECK(progress_line("encrypting", "records", 1200, 60000, 2) ==
        "encrypting  1200 of 60000 records (2 %)  600 records/s  1 min 38 s left");  // 58800 / 600 = 98 s
  CHECK(progress_line("training", "epochs", 1, 3, 5400) ==
        "training  1 of 3 epochs (33 %)  0.000185 epochs/s  3 h 0 min left");
}

TEST_CASE("progress of unknown length promises nothing") {
  CHECK(progress_line("reading", "records", 10, 0, 5) == "reading  10 records  2 records/s");
  CHECK(progress_line("reading", "records", 0, 7, 0) == "reading  0 of 7 records (0 %)");
}

TEST_CASE("no progress is drawn where standard error is no terminal") {
  Captured out, err;
  he::cli::Report report("he-x", out.file(), err.file());
  CHECK_FALSE(report.interactive());
  {
    he::cli::Progress progress(report, "reading", 2);
    progress.advance(2);
  }
  CHECK(err.text().empty());
}
