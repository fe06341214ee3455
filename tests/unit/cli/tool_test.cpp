#include "he/cli/tool.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <new>
#include <optional>
#include <vector>

#include "captured.h"
#include "he/error.h"
#include "he/parallel.h"
#include "he/version.h"
#include "io/scratch_folder.h"

namespace {

using he::cli::ExitCode;
using he::cli::Option;
using he::cli::Options;
using he::cli::Tool;

/// The path of a new file of the folder.
std::string written(const he::io::test::ScratchFolder& folder, const std::string& name,
                    const std::string& content = "") {
  he::io::test::write_bytes(folder.file(name), content);
  return folder.file(name);
}

/// A tool as small as they get, and what came of a call of it.
struct Call {
  std::string out, err;
  int code = -1;
  bool body_ran = false;
  double rate = 0.5;
  std::string input, output, key, provenance;
  int threads = 0;

  explicit Call(
      std::vector<const char*> arguments, const Tool::Body& body = [] { return ExitCode::done; }) {
    Captured captured_out, captured_err;
    Tool tool("he-copy", "Copies a data set.", captured_out.file(), captured_err.file());
    tool.add_input("-k,--key", key, "key");
    tool.options().add("--rate", rate, "how fast").type_name("X");
    tool.add_input("INPUT", input, "data set to read, or -").required();
    tool.add_output("OUTPUT", output, "file to write, or -", Tool::Content::text).required();
    tool.add_threads();
    tool.add_example("he-copy a.h5 b.h5", "makes b.h5");
    arguments.insert(arguments.begin(), "he-copy");
    code = tool.run(static_cast<int>(arguments.size()), arguments.data(), [&] {
      body_ran = true;
      threads = tool.threads();
      tool.report().note("a note");
      tool.report().result("two records\n", {{"records", 2}});
      { auto span = tool.stages().measure("read"); }
      provenance = tool.provenance("00ff", 2);
      return body();
    });
    out = captured_out.text();
    err = captured_err.text();
  }
};

/// A tool with an option of every kind, and what came of a call of it.
struct OptionsCall {
  std::string out, err, mask = "normal", secret;
  int code = -1, digits = 0;
  std::uint32_t copies = 0;
  std::uint64_t memory = 7;
  double rate = 0.5;
  std::optional<std::uint64_t> seed;
  std::optional<double> tolerance;
  std::vector<std::string> features, rest;
  bool force = false, mask_given = false;

  explicit OptionsCall(std::vector<const char*> arguments) {
    Captured captured_out, captured_err;
    Tool tool("he-mask", "Masks data.", captured_out.file(), captured_err.file());
    const Options options = tool.options();
    const Option masks =
        options.add("--mask", mask, "kind").one_of({"normal", "decoy"}).default_text("normal");
    options.add("--digits", digits, "how many").type_name("N").between(1, 17);
    options.add("--copies", copies, "how many").type_name("N");
    options.add("--memory", memory, "how much").bytes();
    options.add("--rate", rate, "how fast").type_name("X").above(0).group("Speed");
    const Option seeds = options.add("--seed", seed, "of the masks").type_name("S").excludes(masks);
    options.add("--tolerance", tolerance, "how close").type_name("X").at_least(0).needs(seeds);
    options.add("--features", features, "columns").list().type_name("A,B");
    options.add("--secret", secret, "what nobody sees").hidden();
    options.add_flag("--force", force, "replace");
    options.add("REST", rest, "what remains");
    arguments.insert(arguments.begin(), "he-mask");
    code = tool.run(static_cast<int>(arguments.size()), arguments.data(), [&] {
      mask_given = masks.given();
      CHECK(tool.given("--mask") == mask_given);
      return ExitCode::done;
    });
    out = captured_out.text();
    err = captured_err.text();
  }
};

template <class Exception>
Call failing(const std::string& message) {
  return Call({"a", "b"}, [=]() -> ExitCode { throw Exception(message); });
}

}  // namespace

TEST_CASE("a tool runs its body with the options given, wherever they stand") {
  const Call call({"a.csv", "--rate", "2", "b.h5"});
  CHECK(call.code == 0);
  CHECK(call.input == "a.csv");
  CHECK(call.output == "b.h5");
  CHECK(call.rate == 2);
  CHECK(call.out == "two records\n");
  CHECK(call.err == "he-copy: a note\n");
}

TEST_CASE("help and version go to standard output and run nothing") {
  const Call help({"--help"});
  CHECK(help.code == 0);
  CHECK_FALSE(help.body_ran);
  for (const char* part :
       {"Copies a data set.", "Usage: he-copy [OPTIONS] INPUT OUTPUT", "Common options:", "-j, --threads N",
        "Examples:\n  he-copy a.h5 b.h5\n      makes b.h5", "Exit codes:"})
    CHECK_MESSAGE(help.out.find(part) != std::string::npos, part);
  CHECK(Call({"--version"}).out == std::string("he-copy ") + he::version() + " (he-tools)\n");
}

TEST_CASE("a call that does not parse is one line and exit code 2") {
  const auto check = [](const std::vector<const char*>& arguments, const std::string& part) {
    const Call call(arguments);
    CHECK(call.code == 2);
    CHECK_FALSE(call.body_ran);
    CHECK(call.err.starts_with("he-copy: "));
    CHECK_MESSAGE(call.err.find(part) != std::string::npos, call.err);
    CHECK(call.err.find('\n') == call.err.size() - 1);
    CHECK(call.out.empty());
  };
  check({"a"}, "OUTPUT is required");
  check({"--raet=1"}, "unknown option '--raet': did you mean '--rate'?");
  check({"a", "b", "c"}, "unexpected argument 'c'");
  check({"a", "b", "--raet=1"}, "unknown option '--raet': did you mean '--rate'?");
  check({"a", "b", "--rate", "fast"}, "fast");
  check({"a", "b", "-j", "0"}, "--threads: '0' is not a number of 1 or more");
  check({"a", "b", "-q", "-v"}, "excludes");
}

TEST_CASE("every kind of error has its exit code and prints its one sentence") {
  CHECK(failing<he::UsageError>("wrong").code == 2);
  CHECK(failing<he::DataError>("bad").code == 3);
  CHECK(failing<he::UnsupportedError>("no LSTM").code == 3);
  CHECK(failing<he::KeyError>("other key").code == 4);
  CHECK(failing<he::IoError>("gone").code == 5);
  const Call call = failing<he::DataError>("data.csv: row 17, column 'age': 'abc' is not a number");
  CHECK(call.err == "he-copy: a note\nhe-copy: data.csv: row 17, column 'age': 'abc' is not a number\n");
  const Call bug = failing<std::runtime_error>("vector::at");
  CHECK(bug.code == 5);
  CHECK(bug.err.find("internal error, please report it: vector::at") != std::string::npos);
  const Call memory({"a", "b"}, []() -> ExitCode { throw std::bad_alloc(); });
  CHECK(memory.code == 5);
  CHECK(memory.err.find("not enough memory") != std::string::npos);
}

TEST_CASE("a comparison that does not hold is exit code 1") {
  CHECK(Call({"a", "b"}, [] { return ExitCode::check_failed; }).code == 1);
}

TEST_CASE("line breaks and escape sequences from a file cannot forge messages") {
  const Call call = failing<he::DataError>("a\nhe-copy: all is well\x1b[2J\xc2\x9b");
  CHECK(call.err == "he-copy: a note\nhe-copy: a he-copy: all is well [2J \n");
}

TEST_CASE("--json prints one object and no notes; --quiet keeps the result") {
  const Call json({"--json", "a", "b"});
  CHECK(nlohmann::json::parse(json.out) == nlohmann::json{{"records", 2}});
  CHECK(json.err.empty());
  const Call quiet({"-q", "a", "b"});
  CHECK(quiet.out == "two records\n");
  CHECK(quiet.err.empty());
}

TEST_CASE("results leave standard output alone when it carries the data") {
  const Call call({"a", "-"});
  CHECK(call.code == 0);
  CHECK(call.out.empty());
  CHECK(call.err.find("two records") != std::string::npos);
}

TEST_CASE("an output that is an input is refused, through links, too") {
  const he::io::test::ScratchFolder folder;
  const std::string data = written(folder, "data.csv");
  const std::string link = folder.file("link.csv"), hard = folder.file("hard.csv");
  std::filesystem::create_symlink(data, link);
  std::filesystem::create_hard_link(data, hard);
  const std::string dotted = folder.file("./data.csv");
  for (const std::string& output : {data, link, hard, dotted}) {
    const Call call({data.c_str(), output.c_str()});
    CHECK(call.code == 2);
    CHECK(call.err.find("is input and output at once") != std::string::npos);
  }
  const std::string other = folder.file("other.csv");
  CHECK(Call({data.c_str(), other.c_str()}).code == 0);
  CHECK(Call({"-k", other.c_str(), data.c_str(), other.c_str()}).code == 2);  // not yet there
  CHECK(Call({"-", "-"}).code == 0);
}

TEST_CASE("threads are never more than the CPUs that the process may use") {
  CHECK(Call({"a", "b"}).threads <= he::usable_cpus());
  CHECK(Call({"-j", "1", "a", "b"}).threads == 1);
  const Call many({"-j", "100000", "a", "b"});
  CHECK(many.threads == he::usable_cpus());
  CHECK(many.err.find("may use no more CPUs") != std::string::npos);
}

TEST_CASE("options come from a TOML file, and the command line goes first") {
  const he::io::test::ScratchFolder folder;
  const std::string config = written(folder, "options.toml", "rate = 3\nquiet = true\n");
  const Call call({"--config", config.c_str(), "a", "b"});
  CHECK(call.rate == 3);
  CHECK(call.err.empty());
  CHECK(Call({"--config", config.c_str(), "--rate", "4", "a", "b"}).rate == 4);
  const std::string unknown = written(folder, "unknown.toml", "raet = 3\n");
  const Call refused({"--config", unknown.c_str(), "a", "b"});
  CHECK(refused.code == 2);
  CHECK(refused.err.find("raet") != std::string::npos);
  const Call missing({"--config", "/nowhere/o.toml", "a", "b"});
  CHECK(missing.code == 5);
  CHECK(missing.err.find("/nowhere/o.toml") != std::string::npos);
}

TEST_CASE("provenance names files without folders, and neither keys nor their files") {
  const Call call({"-k", "/home/mueller/key.h5", "--rate", "2", "-v", "/home/mueller/a.csv", "b.h5"});
  const auto json = nlohmann::json::parse(call.provenance);
  CHECK(json["tool"] == "he-copy");
  CHECK(json["version"] == he::version());
  CHECK(json["options"] == nlohmann::json{{"INPUT", "a.csv"}, {"OUTPUT", "b.h5"}, {"rate", "2"}});
  CHECK(json["key_id"] == "00ff");
  CHECK(json["records"] == 2);
  CHECK(json["threads"] == call.threads);
  CHECK(json["stages"]["read"]["wall_seconds"].is_number());
}

TEST_CASE("options of every type take their value, or keep what they hold") {
  const OptionsCall call({"--mask", "decoy", "--digits", "17", "--copies", "3", "--rate", "2", "--force"});
  CHECK(call.code == 0);
  CHECK(call.mask == "decoy");
  CHECK(call.mask_given);
  CHECK(call.digits == 17);
  CHECK(call.copies == 3);
  CHECK(call.rate == 2);
  CHECK(call.force);
  const OptionsCall optional({"--seed", "18446744073709551615", "--tolerance", "0"});
  CHECK(optional.seed == UINT64_MAX);
  CHECK(optional.tolerance == 0.0);
  const OptionsCall none({});
  CHECK(none.mask == "normal");
  CHECK_FALSE(none.mask_given);
  CHECK(none.memory == 7);
  CHECK_FALSE(none.seed);
}

TEST_CASE("a number of bytes may have a unit, a power of 1024") {
  CHECK(OptionsCall({"--memory", "4096"}).memory == 4096);
  CHECK(OptionsCall({"--memory", "4G"}).memory == 4ull << 30);
}

TEST_CASE("a list is one word; the next is another argument") {
  const OptionsCall call({"--features", "a,b", "c", "--features", "d"});
  CHECK(call.features == std::vector<std::string>{"a", "b", "d"});
  CHECK(call.rest == std::vector<std::string>{"c"});
}

TEST_CASE("values out of range and options that do not go together are refused in a sentence") {
  const auto check = [](const std::vector<const char*>& arguments, const std::string& part) {
    const OptionsCall call(arguments);
    CHECK(call.code == 2);
    CHECK_MESSAGE(call.err.find(part) != std::string::npos, call.err);
  };
  check({"--mask", "lace"}, "--mask: lace not in {normal,decoy}");
  check({"--digits", "18"}, "--digits: '18' is not a number from 1 to 17");
  check({"--mask", ""}, "--mask: is empty");
  check({"--seed", "-1"}, "--seed: '-1' is not a whole number of 0 or more");
  check({"--seed", "18446744073709551616"}, "--seed: '18446744073709551616' is not a whole number");
  check({"--copies", "-1"}, "--copies: '-1' is not a whole number");
  check({"--copies", "1.5"}, "--copies: '1.5' is not a whole number");
  check({"--rate", "0"}, "--rate: '0' is not a number above 0");
  check({"--rate", "nan"}, "--rate: 'nan' is not a number above 0");
  check({"--seed", "1", "--tolerance", "-1"}, "--tolerance: '-1' is not a number of 0 or more");
  check({"--tolerance", "1"}, "--tolerance requires --seed");
  check({"--seed", "1", "--mask", "decoy"}, "excludes");
}

TEST_CASE("help texts show what is said of an option") {
  const std::string help = OptionsCall({"--help"}).out;
  for (const char* part : {"--mask normal|decoy", "kind (default: normal)", "--digits N", "--memory BYTES",
                           "Speed:\n      --rate X", "--features A,B"})
    CHECK_MESSAGE(help.find(part) != std::string::npos, part);
  CHECK(help.find("--secret") == std::string::npos);
}

TEST_CASE("a subcommand shows and takes the common options of its tool") {
  Captured out, err;
  Tool tool("he-make", "Makes data.", out.file(), err.file());
  const Options images = tool.add_command("images", "Makes images.");
  std::string output;
  tool.add_output(images, "OUTPUT", output, "file to write").required();
  const std::vector<const char*> help{"he-make", "images", "--help"};
  CHECK(tool.run(3, help.data(), [] { return ExitCode::done; }) == 0);
  const std::string text = out.text();
  CHECK(text.find("Usage: he-make images [OPTIONS] OUTPUT") != std::string::npos);
  CHECK(text.find("--json") != std::string::npos);
}

TEST_CASE("a tool with subcommands runs with one of them, which knows that it was chosen") {
  bool images_chosen = false, tables_chosen = false;
  const auto code_of = [&](const std::vector<const char*>& arguments) {
    Captured out, err;
    Tool tool("he-make", "Makes data.", out.file(), err.file());
    const Options images = tool.add_command("images", "Makes images."),
                  tables = tool.add_command("tables", "Makes tables.");
    return tool.run(static_cast<int>(arguments.size()), arguments.data(), [&] {
      images_chosen = images.chosen();
      tables_chosen = tables.chosen();
      return ExitCode::done;
    });
  };
  CHECK(code_of({"he-make", "tables"}) == 0);
  CHECK_FALSE(images_chosen);
  CHECK(tables_chosen);
  CHECK(code_of({"he-make"}) == 2);
}
