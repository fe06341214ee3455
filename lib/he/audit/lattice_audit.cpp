#include "he/audit/lattice_audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>

#include "he/audit/known_numbers.h"
#include "he/error.h"
#include "he/parallel.h"
#include "he/schemes/ckks/payload.h"

namespace he::audit {
namespace {

using schemes::ckks::kSeedWords;
using schemes::ckks::Parameters;

constexpr std::size_t kFindingsOfTests = 4;

class LatticeAuditor {
 public:
  LatticeAuditor(io::RecordSource& data, const AuditOptions& options)
      : data_(data),
        parameters_(schemes::ckks::parameters_of(data.info().scheme)),
        form_(form_of_fields()),
        opener_(parameters_),
        counts_(parameters_, form_),
        regression_(word_rows(form_)) {
    if (!options.output.empty())
      throw UsageError("--output: nothing is recovered from a file of the scheme 'ckks'");
    if (!options.truth.empty()) truth_.emplace(options.truth, data);
    if (!options.known.empty())
      known_.emplace(read_known_values(options.known, data.info()));
    else if (truth_)
      known_.emplace(*truth_);
    audit_.known_from_truth = options.known.empty() && truth_;
    describe();
  }

  LatticeAudit run() {
    const auto start = std::chrono::steady_clock::now();
    data_.seek(0);
    for (;;) {
      const io::Records group = data_.next(parameters_.degree());
      if (group.count == 0) break;
      look_at(group);
    }
    if (bodies_.empty()) throw DataError(data_.name() + ": holds no records");
    with_context(data_.name(), [&] { look_at_key(); });
    conclude();
    audit_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return std::move(audit_);
  }

 private:
  /// One ciphertext of a group, and what is known of its numbers.
  struct Cell {
    std::span<const double> payload;
    std::vector<KnownSlot> known;
    bool first_group;
  };

  LatticeForm form_of_fields() const {
    const io::DatasetInfo& info = data_.info();
    if (info.y && info.y->layout != info.x.layout)
      throw DataError(data_.name() + ": its targets are not laid out as its features");
    return lattice_form(parameters_, info.x, data_.name());
  }

  void describe() {
    audit_.data = data_.info();
    audit_.numbers = audit_.data.records * NumberColumns(audit_.data).count();
    audit_.degree = parameters_.degree();
    audit_.limbs = parameters_.limbs();
    audit_.modulus_bits = parameters_.modulus_bits();
    audit_.largest_modulus_bits = schemes::ckks::largest_modulus_bits(parameters_.degree());
  }

  std::vector<Cell> cells_of(const io::Records& group);
  void look_at(const io::Records& group);
  void look_at_cell(const Cell& cell, std::size_t place, HeldOutRegression& regression);
  void look_at_key();
  void conclude();

  io::RecordSource& data_;
  Parameters parameters_;
  LatticeForm form_;
  CiphertextOpener opener_;
  std::optional<Truth> truth_;
  std::optional<KnownNumbers> known_;
  std::mutex mutex_;
  PartCounts counts_;
  std::vector<Fingerprint> seeds_, bodies_;
  HeldOutRegression regression_;
  std::map<std::size_t, NearnessOfEquals> nearness_;  // by column, of the first group
  LatticeAudit audit_;
};

std::vector<LatticeAuditor::Cell> LatticeAuditor::cells_of(const io::Records& group) {
  const std::size_t size = element_count(data_.info().x.layout.element);
  KnownNumbers::ByColumn known;
  if (known_) known = known_->of_group(group.first, group.count);
  std::vector<Cell> cells;
  for (const std::vector<double>* field : {&group.x, &group.y})
    for (std::size_t at = 0; at < field->size(); at += size)
      cells.push_back(
          {std::span(*field).subspan(at, size), std::move(known[cells.size()]), group.first == 0});
  return cells;
}

void LatticeAuditor::look_at(const io::Records& group) {
  const std::vector<Cell> cells = cells_of(group);
  const std::size_t place = bodies_.size();
  bodies_.resize(place + cells.size());
  if (form_.seeded) seeds_.resize(place + cells.size());
  std::vector<HeldOutRegression> regressions(known_ ? cells.size() : 0, HeldOutRegression(word_rows(form_)));
  HeldOutRegression none(0);
  parallel_for(cells.size(), 1, [&](std::size_t i) {
    with_context(data_.name(), [&] { look_at_cell(cells[i], place + i, known_ ? regressions[i] : none); });
  });
  for (const HeldOutRegression& one : regressions) regression_.add(one);
}

void LatticeAuditor::look_at_cell(const Cell& cell, std::size_t place, HeldOutRegression& regression) {
  const auto seed = cell.payload.last(form_.seeded ? kSeedWords : 0);
  if (form_.seeded) seeds_[place] = fingerprint_of(seed);
  bodies_[place] = fingerprint_of(cell.payload.first(cell.payload.size() - seed.size()));
  const OpenedCiphertext opened = opener_.open(form_, polynomials_of(parameters_, form_, cell.payload));
  PartCounts counts(parameters_, form_);
  counts.add(opened);
  NearnessOfEquals nearness;
  if (!cell.known.empty()) {
    const auto words = opener_.words(form_, opened);
    regression.add(words, cell.known);
    if (cell.first_group) nearness.add(words, cell.known);
  }
  const std::lock_guard lock(mutex_);
  counts_.add(counts);
  if (cell.first_group) nearness_.emplace(place, std::move(nearness));
}

void LatticeAuditor::look_at_key() {
  const LatticeForm form = lattice_form_of_key(parameters_);
  PartCounts counts(parameters_, form);
  counts.add(opener_.open(form, polynomials_of_key(parameters_, data_.info().scheme)));
  audit_.tests = counts.tests();
  if (form_.seeded)
    seeds_.push_back(fingerprint_of(data_.info().scheme.public_values.at("rerandomization_seed").values));
}

void LatticeAuditor::conclude() {
  const std::vector<PartTest> tests = counts_.tests();
  audit_.tests.insert(audit_.tests.begin(), tests.begin(), tests.end());
  audit_.ciphertexts = bodies_.size();
  audit_.seeds = repeats_of(seeds_);
  audit_.bodies = repeats_of(bodies_);
  audit_.regression = regression_.score();
  NearnessOfEquals all;
  for (const auto& [place, one] : nearness_) all.add(one);
  audit_.equality = all.score();
}

std::string column_name(const io::DatasetInfo& info, std::size_t column) {
  const std::size_t features = element_count(info.x.shape);
  const auto& names = info.kind == io::DatasetKind::dataset ? info.feature_names : info.target_names;
  if (column < features) return column < names.size() ? names[column] : fmt::format("number {}", column + 1);
  const std::size_t target = column - features;
  return target < info.target_names.size() ? info.target_names[target] : fmt::format("target {}", target + 1);
}

/// "record 1, SBP": where a ciphertext begins.
std::string place_text(const LatticeAudit& audit, std::size_t place) {
  if (place == audit.ciphertexts) return "the re-randomisation key";
  const std::size_t columns = NumberColumns(audit.data).count();
  return fmt::format("record {}, {}", place / columns * audit.degree + 1,
                     column_name(audit.data, place % columns));
}

void find_repeats(std::vector<std::string>& findings, const LatticeAudit& audit) {
  const auto find = [&](const Repeats& repeats, const char* what, const char* so) {
    if (repeats.count > 0)
      findings.push_back(fmt::format("{} of its {} repeat earlier ones, that of {} first, at {}: {}",
                                     repeats.count, what, place_text(audit, repeats.first),
                                     place_text(audit, repeats.repeated), so));
  };
  find(audit.seeds, "seeds", "differences of their numbers can be read");
  find(audit.bodies, "ciphertexts", "equal numbers are seen to be equal");
}

/// The clearest of the tests that were reported.
void find_bias(std::vector<std::string>& findings, const LatticeAudit& audit) {
  std::vector<PartTest> reported;
  for (const PartTest& test : audit.tests)
    if (audit.reported(test.test.ln_p)) reported.push_back(test);
  std::stable_sort(reported.begin(), reported.end(),
                   [](const PartTest& a, const PartTest& b) { return a.test.ln_p < b.test.ln_p; });
  for (std::size_t i = 0; i < std::min(kFindingsOfTests, reported.size()); ++i)
    findings.push_back(fmt::format("{} modulo {} is not uniform: {} of its {}, log10 p {:.1f}",
                                   reported[i].part, reported[i].modulus, reported[i].test.name,
                                   reported[i].transformed ? "transformed form" : "coefficients",
                                   reported[i].test.ln_p / std::numbers::ln10));
  if (reported.size() > kFindingsOfTests)
    findings.push_back(
        fmt::format("{} more tests of uniformity say the same", reported.size() - kFindingsOfTests));
}

}  // namespace

std::size_t LatticeAudit::test_count() const {
  return tests.size() + (regression.run ? 1 : 0) + (equality.run ? 1 : 0);
}

double LatticeAudit::ln_threshold() const {
  return std::log(kFalseAlarm) - std::log(static_cast<double>(std::max<std::size_t>(1, test_count())));
}

std::vector<std::string> LatticeAudit::findings() const {
  std::vector<std::string> findings;
  if (data.scheme.seeded)
    findings.push_back(
        "its random numbers came from --seed, as the file says: whoever finds the seed reads it");
  find_repeats(findings, *this);
  find_bias(findings, *this);
  if (regression.run && reported(regression.ln_p))
    findings.push_back(fmt::format(
        "linear regression predicts numbers that it was not told: correlation {:.4f}", regression.score));
  if (equality.run && reported(equality.ln_p))
    findings.push_back(
        fmt::format("equal numbers can be told from others: {:.1f} % are right", 100 * equality.score));
  return findings;
}

bool is_lattice(const SchemeInfo& scheme) { return scheme.name == schemes::ckks::kScheme; }

LatticeAudit audit_lattice(io::RecordSource& data, const AuditOptions& options) {
  return LatticeAuditor(data, options).run();
}

}  // namespace he::audit
