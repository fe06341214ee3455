// Random tables and damaged files: the reader must agree with a plain splitter made of regular expressions,
// and whatever the bytes are, the only failure is he::Error. HE_FUZZ_SECONDS sets how long (default 1 per
// test).
#include <chrono>
#include <optional>
#include <random>
#include <regex>

#include "he/io/source.h"
#include "he/io/tables/csv_reader.h"
#include "io/table_files.h"

using he::io::CsvReader;
using he::io::MissingValues;
using he::io::open_bytes;
using he::io::open_source;
using he::io::SourceOptions;
using he::io::test::Folder;

namespace {

using Rows = std::vector<std::vector<std::string>>;
using Random = std::mt19937_64;

/// Runs `round` with seeds 0, 1, … for the time that HE_FUZZ_SECONDS gives, at most 2000 times a second.
template <typename Round>
void fuzz(Round round) {
  const char* given = std::getenv("HE_FUZZ_SECONDS");
  const double seconds = given != nullptr ? std::atof(given) : 1;
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (std::uint64_t seed = 0;
       std::chrono::steady_clock::now() < end && static_cast<double>(seed) < 2000 * seconds; ++seed)
    round(seed);
}

std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }

std::string random_text(Random& random) {
  static const std::vector<std::string> pieces = {
      ",",    ",", ",", ";",   "\t", "\"",  "\"",   "\"\"", "'",  "\n",       "\n",   "\r",
      "\r\n", " ", "a", "b c", "1",  "2.5", "-3e2", "?",    "NA", "\xC3\xB6", "\xFF", "\xEF\xBB\xBF"};
  std::string text;
  for (std::size_t left = below(random, 40) + 1; left > 0; --left)
    text += pieces[below(random, pieces.size())];
  if (below(random, 50) == 0) text += '\0';
  return text;
}

std::string trim(const std::string& text, const char* blanks) {
  const auto first = text.find_first_not_of(blanks);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Splits a text the plain way; nullopt where it is to be refused.
std::optional<Rows> split_plainly(std::string text, char separator) {
  if (text.find('\0') != std::string::npos) return std::nullopt;
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  const std::string blank = separator == '\t' ? " " : "[ \t]";
  const std::string parting = separator == ' ' ? "[ \t]+" : std::string(1, separator);
  const std::string stops = separator == ' ' ? " \t" : std::string(1, separator);
  const std::regex empty_rows("(" + blank + "*(\r\n|\r|\n))*" + blank + "*");
  const std::regex quoted(blank + "*\"((?:[^\"]|\"\")*)\"" + (separator == ' ' ? "" : blank + "*"));
  const std::regex open_quote(blank + "*\"");
  const std::regex bare(blank + "*([^\r\n" + stops + "]*)");
  const std::regex row_end(std::string(separator == ' ' ? "[ \t]*" : "") + "(\r\n|\r|\n|$)");
  const std::regex part(parting);
  const auto here = std::regex_constants::match_continuous;

  Rows rows;
  std::smatch match;
  auto at = text.cbegin();
  const auto take = [&](const std::regex& pattern) {
    if (!std::regex_search(at, text.cend(), match, pattern, here)) return false;
    at = match[0].second;
    return true;
  };
  while (take(empty_rows), at != text.cend()) {
    auto& row = rows.emplace_back();
    for (bool more = true; more;) {
      if (take(quoted)) {
        row.push_back(trim(std::regex_replace(match[1].str(), std::regex("\"\""), "\""), " \t"));
      } else if (std::regex_search(at, text.cend(), open_quote, here)) {
        return std::nullopt;
      } else {
        take(bare);
        std::string field = trim(match[1].str(), " \t");
        if (field.size() > 1 && field.front() == '\'' && field.back() == '\'')
          field = field.substr(1, field.size() - 2);
        row.push_back(field);
      }
      more = !take(row_end);
      if (more && !take(part)) return std::nullopt;
    }
  }
  return rows;
}

std::string shown(const std::string& text) {
  std::string result;
  for (unsigned char c : text)
    result += c >= 0x20 && c < 0x7F ? std::string(1, static_cast<char>(c)) : "<" + std::to_string(c) + ">";
  return result;
}

/// Opens and reads a file with some options; the only exceptions allowed are he::Error.
void read_anyhow(const std::string& path, const SourceOptions& options) {
  try {
    const auto source = open_source(path, options);
    const std::size_t width = he::element_count(source->info().x.shape);
    std::size_t count = 0;
    for (auto block = source->next(3); block.count > 0; block = source->next(3)) {
      count += block.count;
      CHECK(block.x.size() == block.count * width);
    }
    CHECK(count == source->info().records);
    source->seek(count / 2);
    CHECK(source->next(count).count == count - count / 2);
  } catch (const he::Error& error) {
    CHECK(std::string(error.what()).find("fuzzed") != std::string::npos);
  }
}

SourceOptions random_options(Random& random) {
  SourceOptions options;
  options.header = below(random, 3) == 0;
  options.missing = static_cast<MissingValues>(below(random, 3));
  if (below(random, 3) == 0) options.targets = {options.header ? "a" : "c1"};
  options.one_hot = below(random, 4) == 0;
  if (below(random, 3) == 0) options.text_columns = {options.header ? "b" : "c2"};
  if (below(random, 4) == 0) options.id_column = "row";
  return options;
}

}  // namespace

TEST_CASE("random tables are split as a plain splitter does, whatever the buffer is") {
  const Folder folder;
  fuzz([&](std::uint64_t seed) {
    Random random(seed);
    const std::string text = random_text(random);
    const auto path = folder.write("fuzzed", text);
    std::optional<Rows> rows = Rows{};
    char separator = ',';
    try {
      CsvReader reader(open_bytes(path), 1 + below(random, 30));
      separator = reader.separator();
      std::vector<std::string_view> fields;
      while (reader.next(fields)) rows->emplace_back(fields.begin(), fields.end());
    } catch (const he::DataError& error) {
      if (std::string(error.what()).find("holds no rows") != std::string::npos) return;
      rows.reset();
    }
    CHECK_MESSAGE(rows == split_plainly(text, separator), "seed " << seed << ": " << shown(text));
  });
}

TEST_CASE("random tables are read or refused in words") {
  const Folder folder;
  fuzz([&](std::uint64_t seed) {
    Random random(seed);
    const std::string header = below(random, 2) == 0 ? "a,b\n" : "";
    read_anyhow(folder.write("fuzzed", header + random_text(random)), random_options(random));
  });
}

TEST_CASE("a damaged table is read or refused in words") {
  const Folder folder;
  fuzz([&](std::uint64_t seed) {
    Random random(seed);
    std::string text = "a,b,\"c\"\n1,2,3\n4,x,6.5\n7,?,\"9\"\n";
    for (std::size_t i = 0; i < 3; ++i) text[below(random, text.size())] = static_cast<char>(random());
    read_anyhow(folder.write("fuzzed", text), random_options(random));
  });
}

TEST_CASE("a damaged IDX file is read or refused in words") {
  const Folder folder;
  fuzz([&](std::uint64_t seed) {
    Random random(seed);
    std::string bytes(std::string("\0\0\x08\x03\0\0\0\x04\0\0\0\x02\0\0\0\x03", 16) +
                      std::string(24, '\x05'));
    for (std::size_t i = 0; i < 2; ++i) bytes[below(random, 20)] = static_cast<char>(random());
    if (below(random, 4) == 0) bytes.resize(below(random, bytes.size()) + 1);
    SourceOptions options;
    if (below(random, 2) == 0) options.id_column = "row";
    read_anyhow(folder.write("fuzzed", bytes), options);
  });
}
