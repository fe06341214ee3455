#include "he/cli/report.h"
#include "he/text.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <csignal>
#include <limits>

#include "captured.h"

using he::cli::Report;
using he::cli::Verbosity;

TEST_CASE("messages name the tool; warnings and errors are never silenced") {
  Captured out, err;
  Report report("he-x", out.file(), err.file());
  report.set_verbosity(Verbosity::quiet);
  report.note("note");
  report.detail("detail");
  report.warning("seeded");
  report.error("f.h5: is damaged");
  CHECK(err.text() == "he-x: warning: seeded\nhe-x: f.h5: is damaged\n");
  CHECK(out.text().empty());
}

TEST_CASE("details appear with --verbose only") {
  Captured out, err;
  Report report("he-x", out.file(), err.file());
  report.detail("one");
  report.set_verbosity(Verbosity::verbose);
  report.detail("two");
  CHECK(err.text() == "he-x: two\n");
}

TEST_CASE("JSON results survive text that is not UTF-8 and numbers that are not finite") {
  Captured out, err;
  Report report("he-x", out.file(), err.file());
  report.set_json(true);
  report.result("text\n", {{"name", "\xff"}, {"value", std::numeric_limits<double>::quiet_NaN()}});
  CHECK(nlohmann::json::parse(out.text()) == nlohmann::json{{"name", "\xef\xbf\xbd"}, {"value", nullptr}});
}

TEST_CASE("a full disk behind standard output is an error, not a silent loss") {
  std::FILE* full = std::fopen("/dev/full", "w");
  REQUIRE(full != nullptr);
  Report report("he-x", full, stderr);
  report.print("result\n");
  CHECK_THROWS_WITH_AS(report.flush(), doctest::Contains("standard output: cannot write"), he::IoError);
  std::fclose(full);
}

TEST_CASE("a pipe that nobody reads is told apart from other failures") {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  close(ends[0]);
  std::FILE* out = fdopen(ends[1], "w");
  Report report("he-x", out, stderr);
  report.print("result\n");
  CHECK_THROWS_AS(report.flush(), he::cli::ClosedPipe);
  std::fclose(out);
}

TEST_CASE("printable keeps text of any language and drops control characters") {
  CHECK(he::printable("Größe\t[mm]\r\n") == "Größe [mm]  ");
  CHECK(he::printable("\x1b[31m\x7f\xc2\x85") == " [31m  ");
}

TEST_CASE("results move no cursor: control characters are blanks in text and escaped in JSON") {
  for (const bool json : {false, true}) {
    Captured out, err;
    Report report("he-x", out.file(), err.file());
    report.set_json(json);
    const std::string name = "a\x1b[31m\x7f\u009b31m";
    report.result("name " + name + "\nend\n", {{"name", name}});
    if (json) {
      CHECK(out.text() == "{\"name\":\"a\\u001b[31m\\u007f\\u009b31m\"}\n");
      CHECK(nlohmann::json::parse(out.text())["name"] == name);
    } else {
      CHECK(out.text() == "name a [31m  31m\nend\n");
    }
  }
}
