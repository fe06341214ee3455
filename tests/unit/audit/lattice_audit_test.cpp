#include "he/audit/lattice_audit.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <random>

#include "he/audit/lattice_report.h"
#include "he/error.h"
#include "he/schemes/ckks/uniform.h"
#include "io/table_files.h"
#include "support/ckks.h"
#include "support/encryption.h"

using namespace he;
using namespace he::audit;
using namespace he::schemes::ckks;
using io::test::contains;
using io::test::refusal;

namespace {

constexpr std::size_t kMeasured = 3, kLatticeRecords = 2000;  // two groups of 1,024

/// A file of one field in memory, and the key that it was encrypted with.
class LatticeFile final : public io::RecordSource {
 public:
  explicit LatticeFile(std::uint64_t seed = 1) : key_(test::ckks_key(test::small_choice(), seed)) {
    plain_.count = kLatticeRecords;
    for (const double x : test::normal_numbers(kLatticeRecords * kMeasured, static_cast<unsigned>(seed)))
      plain_.x.push_back(std::clamp(x, -4.0, 4.0));
    payload =
        test::ckks_encrypted(*key_, plain_, {kMeasured}, std::nullopt, secret::RandomSource(seed + 1000)).x;
    info_.records = kLatticeRecords;
    info_.scheme = key_->scheme();
    info_.scheme.seeded = false;  // the audit would say so, and nothing else is the matter
    info_.x = {{kMeasured}, data_layout(key_->parameters())};
    info_.feature_names = {"age", "SBP", "DBP"};
  }

  const io::DatasetInfo& info() const override { return info_; }
  io::DatasetInfo& info() { return info_; }
  const std::string& name() const override { return name_; }
  void seek(std::size_t first) override { position_ = first; }
  io::Records next(std::size_t limit) override {
    io::Records group;
    group.first = position_;
    group.count = std::min(limit, info_.records - position_);
    const std::size_t width = info_.x.layout.numbers(1, info_.x.shape),
                      from = position_ / info_.x.layout.record_granularity * width;
    if (group.count > 0)
      group.x.assign(
          payload.begin() + static_cast<std::ptrdiff_t>(from),
          payload.begin() + static_cast<std::ptrdiff_t>(from + width * info_.x.layout.rows(group.count)));
    position_ += group.count;
    return group;
  }

  std::size_t cells() const { return payload.size() / cell_size(); }
  std::span<double> cell(std::size_t i) { return std::span(payload).subspan(i * cell_size(), cell_size()); }
  std::span<double> body(std::size_t i) { return cell(i).first(cell_size() - kSeedWords); }

  /// Every c_0 becomes m + e − c_1·t, or without e: as if the secret were t, a constant polynomial.
  void encrypt_under(double t) {
    for (std::size_t i = 0; i < cells(); ++i) {
      const ring::Modulus q(key_->parameters().moduli()[0]);
      std::vector<double> sum(body(i).size());
      read_residues(q.value(), body(i), sum);
      const auto c_1 = uniform_polynomial(seed_of(cell(i).last(kSeedWords)), 1, 0, q, sum.size());
      key_->ring().add_product(0, c_1, 1, sum);
      for (std::size_t j = 0; j < sum.size(); ++j) sum[j] = q.balanced(q.least(sum[j] - t * c_1[j]));
      write_residues(q.value(), sum, body(i));
    }
  }
  void leave_out_errors() {
    const std::size_t n = key_->parameters().degree();
    const std::vector<double> none(n, 0.0), slots(n, 0.5);
    for (std::size_t i = 0; i < cells(); ++i) {
      auto sum = key_->ring().encoded(slots, none);
      const auto c_1 =
          uniform_polynomial(seed_of(cell(i).last(kSeedWords)), 1, 0, key_->ring().modulus(0), n);
      key_->ring().subtract_product(0, c_1, 1, sum);
      write_residues(key_->parameters().moduli()[0], sum, body(i));
    }
  }
  /// Results of two powers, all residues drawn, then changed by `change`(residue).
  template <class Change>
  void make_results(std::size_t power, Change change) {
    const std::uint64_t q = key_->parameters().moduli()[0];
    info_.x.layout = result_layout(key_->parameters(), {2, 1, 20});
    std::mt19937_64 engine(5);
    payload.assign(info_.x.layout.numbers(kLatticeRecords, info_.x.shape), 0);
    for (std::size_t i = 0; i < payload.size(); ++i) {
      const std::uint64_t residue = std::uniform_int_distribution<std::uint64_t>(0, q - 1)(engine);
      payload[i] = static_cast<double>(i / 1024 % 2 == power ? change(residue, q) : residue);
    }
  }
  std::string csv() const {
    std::string text = "age,SBP,DBP\n";
    for (std::size_t i = 0; i < plain_.x.size(); ++i)
      text += fmt::format("{}{}", plain_.x[i], i % kMeasured == kMeasured - 1 ? "\n" : ",");
    return text;
  }

  std::vector<double> payload;

 private:
  std::size_t cell_size() const { return element_count(info_.x.layout.element); }

  std::unique_ptr<secret::ckks::CkksKey> key_;
  io::Records plain_;
  io::DatasetInfo info_;
  std::string name_ = "visits.h5";
  std::size_t position_ = 0;
};

/// Whether a test of this polynomial was reported.
bool reported(const LatticeAudit& audit, const std::string& part, bool transformed) {
  bool any = false;
  for (const PartTest& test : audit.tests)
    any = any || (test.part == part && test.transformed == transformed && audit.reported(test.test.ln_p));
  return any;
}

bool found(const LatticeAudit& audit, const std::string& text) {
  for (const std::string& finding : audit.findings())
    if (contains(finding, text)) return true;
  return false;
}

}  // namespace

TEST_CASE("nothing is found in right files, of 20 keys") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    LatticeFile file(seed);
    const LatticeAudit audit = audit_lattice(file, {});
    CHECK(audit.findings().empty());
    CHECK_FALSE(audit.leaks());
    CHECK(audit.ciphertexts == 6);
    // Of data c_0 and c_1 in two forms, their sum and difference in one; of the key likewise with a third
    // power.
    CHECK(audit.tests.size() == 4 * (2 + 4) + 4 * (3 + 5));
    CHECK(audit.ln_threshold() < std::log(1e-6 / static_cast<double>(audit.tests.size())));
  }
}

TEST_CASE("a file says its parameters, what they rest on and what they do not cover") {
  LatticeFile file;
  const LatticeAudit audit = audit_lattice(file, {});
  CHECK(audit.degree == 1024);
  CHECK(audit.largest_modulus_bits == 26);  // the table of ePrint 2024/463
  CHECK(audit.modulus_bits <= 26);
  const std::string text = to_text(audit, "visits.h5");
  CHECK(contains(text, "128 bits by IACR ePrint 2024/463"));
  CHECK(contains(text, "nothing here proves what was computed"));
  CHECK(contains(text, "must not go back"));
  const auto json = to_json(audit, "visits.h5");
  CHECK(json["leaks"] == false);
  CHECK(json["parameters"]["security_bits"] == 128);
  CHECK(json["tests"].size() == audit.tests.size());
}

TEST_CASE("a seed that occurs twice is reported with its places") {
  LatticeFile file;
  std::ranges::copy(file.cell(1).last(kSeedWords), file.cell(3).last(kSeedWords).begin());
  const LatticeAudit audit = audit_lattice(file, {});
  CHECK(audit.seeds.count == 1);
  CHECK(audit.seeds.first == 1);
  CHECK(audit.seeds.repeated == 3);
  CHECK(audit.bodies.count == 0);
  CHECK(found(audit, "1 of its seeds repeat earlier ones, that of record 1, SBP first, at record 1025, age"));
}

TEST_CASE("the seed of the re-randomisation key used for data is reported") {
  LatticeFile file;
  std::ranges::copy(file.info().scheme.public_values.at("rerandomization_seed").values,
                    file.cell(2).last(kSeedWords).begin());
  CHECK(found(audit_lattice(file, {}), "at the re-randomisation key"));
}

TEST_CASE("a ciphertext that occurs twice is reported") {
  LatticeFile file;
  std::ranges::copy(file.body(0), file.body(5).begin());
  const LatticeAudit audit = audit_lattice(file, {});
  CHECK(audit.bodies.count == 1);
  CHECK(audit.seeds.count == 0);
  CHECK(found(audit, "equal numbers are seen to be equal"));
}

TEST_CASE("a constant c_0 is reported") {
  LatticeFile file;
  for (std::size_t i = 0; i < file.cells(); ++i)
    std::ranges::fill(file.body(i), 12345.0 + static_cast<double>(i));
  const LatticeAudit audit = audit_lattice(file, {});
  CHECK(audit.leaks());
  CHECK(reported(audit, "c_0", true));
  CHECK_FALSE(reported(audit, "c_1", true));
}

TEST_CASE("without a secret the message shows in the coefficients, though not in transformed form") {
  LatticeFile file;
  file.encrypt_under(0);
  const LatticeAudit audit = audit_lattice(file, {});
  CHECK(reported(audit, "c_0", false));
  CHECK_FALSE(reported(audit, "c_0", true));
  CHECK_FALSE(reported(audit, "c_1", false));
}

TEST_CASE("secrets 1 and -1 show in sum and difference alone") {
  for (const double t : {1.0, -1.0}) {
    LatticeFile file;
    file.encrypt_under(t);
    const LatticeAudit audit = audit_lattice(file, {});
    CHECK(reported(audit, "c_0 + c_1", false) == (t > 0));
    CHECK(reported(audit, "c_0 - c_1", false) == (t < 0));
    CHECK_FALSE(reported(audit, "c_0", false));
  }
}

TEST_CASE("biased powers of results are reported, each alone") {
  for (const std::size_t power : {0, 1}) {
    const std::string biased = power == 0 ? "d_0" : "d_1", right = power == 0 ? "d_1" : "d_0";
    const auto audited = [&](auto change) {
      LatticeFile file;
      file.make_results(power, change);
      return audit_lattice(file, {});
    };
    const auto none = audited([](std::uint64_t r, std::uint64_t) { return r; });
    CHECK_FALSE(none.leaks());
    const auto even = audited([](std::uint64_t r, std::uint64_t) { return r & ~std::uint64_t(1); });
    const auto low = audited([](std::uint64_t r, std::uint64_t q) { return r > q / 8 * 7 ? r / 2 : r; });
    for (const LatticeAudit* audit : {&even, &low}) {
      CHECK(reported(*audit, biased, true));
      CHECK_FALSE(reported(*audit, right, true));
    }
  }
}

TEST_CASE("a file without any error looks right: only the key tells") {
  LatticeFile file;
  file.leave_out_errors();
  const LatticeAudit audit = audit_lattice(file, {});
  CHECK_FALSE(audit.leaks());
  CHECK(contains(to_text(audit, "visits.h5"), "no error at all looks as uniform as the right one"));
}

TEST_CASE("known numbers do not help, unless there is no secret") {
  const io::test::Folder folder;
  LatticeFile file;
  AuditOptions options;
  options.truth = folder.write("truth.csv", file.csv());
  const LatticeAudit right = audit_lattice(file, options);
  CHECK(right.regression.run);
  CHECK(right.equality.run);
  CHECK(right.regression.known + right.regression.tested == kLatticeRecords * kMeasured);
  CHECK(std::fabs(right.regression.score) < 5 * right.regression.spread);
  CHECK_FALSE(right.leaks());
  CHECK(contains(to_text(right, "visits.h5"), "as good as guessing"));
  file.encrypt_under(0);
  const LatticeAudit open = audit_lattice(file, options);
  CHECK(open.regression.score > 0.9);
  CHECK(open.equality.score > 0.8);
  CHECK(found(open, "linear regression predicts"));
}

TEST_CASE("known numbers may be a table, and few of them are no attack") {
  const io::test::Folder folder;
  LatticeFile file;
  AuditOptions options;
  options.known = folder.write("known.csv", "record,feature,value\n1,age,0.5\n1500,SBP,1\n");
  const LatticeAudit audit = audit_lattice(file, options);
  CHECK_FALSE(audit.regression.run);
  CHECK(contains(to_text(audit, "visits.h5"), "not run: too little is known"));
}

TEST_CASE("a file made with --seed is reported") {
  LatticeFile file;
  file.info().scheme.seeded = true;
  CHECK(found(audit_lattice(file, {}), "--seed"));
}

TEST_CASE("what cannot be audited is refused") {
  LatticeFile file;
  AuditOptions options;
  options.output = "stolen.h5";
  CHECK_THROWS_AS(audit_lattice(file, options), UsageError);
  file.payload[7] = 0x1p31;
  CHECK(contains(refusal([&] { audit_lattice(file, {}); }), "visits.h5: a ciphertext holds a number"));
  LatticeFile other;
  other.info().x.layout.name = "more-2x2";
  CHECK(contains(refusal([&] { audit_lattice(other, {}); }), "not laid out"));
  LatticeFile large;
  large.info().scheme.public_values["moduli"] = {{2}, {67043329, 66961409}};
  CHECK_THROWS_AS(audit_lattice(large, {}), DataError);
  LatticeFile none;
  none.info().records = 0;
  CHECK(contains(refusal([&] { audit_lattice(none, {}); }), "holds no records"));
}
