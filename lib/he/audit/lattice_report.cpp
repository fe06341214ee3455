#include "he/audit/lattice_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "he/stats/table.h"

namespace he::audit {
namespace {

using nlohmann::ordered_json;

double log10_of(double ln_p) { return ln_p / std::numbers::ln10 + 0.0; }

std::string form_name(bool transformed) { return transformed ? "transformed" : "coefficients"; }

/// One line for each polynomial and form, over all primes and tests.
std::string uniformity_text(const LatticeAudit& audit) {
  stats::Table table{{"polynomial", "form", "tests", "residues", "smallest log10 p", "uniform"}, {}, 2};
  for (auto begin = audit.tests.begin(); begin != audit.tests.end();) {
    const auto end = std::find_if(begin, audit.tests.end(), [&](const PartTest& test) {
      return test.part != begin->part || test.transformed != begin->transformed;
    });
    double smallest = 0;
    std::uint64_t residues = 0;
    for (auto test = begin; test != end; ++test) {
      smallest = std::min(smallest, test->test.ln_p);
      if (test == begin || test->modulus != std::prev(test)->modulus) residues += test->residues;
    }
    table.rows.push_back({begin->part, form_name(begin->transformed), fmt::format("{}", end - begin),
                          fmt::format("{}", residues), fmt::format("{:.1f}", log10_of(smallest)),
                          audit.reported(smallest) ? "NO" : "yes"});
    begin = end;
  }
  return table.format(stats::TableFormat::text);
}

/// An attack that guesses numbers, as both reports show it.
struct Attack {
  const char* name;
  const char* known;  ///< what it was told
  const char* score;
  const GuessingScore& result;
};

std::vector<Attack> attacks_of(const LatticeAudit& audit) {
  return {{"linear regression", "known numbers", "correlation", audit.regression},
          {"equality", "pairs of known numbers", "share told right", audit.equality}};
}

std::string attacks_text(const LatticeAudit& audit) {
  stats::Table table{{"attack", "needs", "score", "chance", "result"}, {}, 2};
  for (const Attack& attack : attacks_of(audit)) {
    const GuessingScore& r = attack.result;
    table.rows.push_back(
        {attack.name, fmt::format("{} {}", r.known, attack.known), "", "", "not run: too little is known"});
    if (!r.run) continue;
    table.rows.back()[2] = fmt::format("{} {:.4f}", attack.score, r.score);
    table.rows.back()[3] = fmt::format("{:.1f} ± {:.4f}", r.chance, r.spread);
    table.rows.back()[4] = audit.reported(r.ln_p) ? "BETTER THAN GUESSING" : "as good as guessing";
  }
  return table.format(stats::TableFormat::text);
}

std::string parameters_text(const LatticeAudit& audit) {
  return fmt::format(
      "ring degree {}, modulus of {:.1f} bits in {} primes: 128 bits of security allow up to {:.0f} (IACR "
      "ePrint "
      "2024/463)\n",
      audit.degree, audit.modulus_bits, audit.limbs, audit.largest_modulus_bits);
}

std::string lattice_verdict(const LatticeAudit& audit) {
  std::string text;
  for (const std::string& finding : audit.findings()) text += "LEAK: " + finding + ".\n";
  if (text.empty()) text = "Nothing was found that leaks.\n";
  text +=
      "128 bits by IACR ePrint 2024/463 rest on the hardness of ring-LWE against classical computers, and on "
      "a uniform "
      "ternary secret, errors of deviation 3.2 and fresh seeds. Secret and errors show under the key alone: "
      "no error at "
      "all looks as uniform as the right one.\n"
      "Not covered: nothing here proves what was computed, or that a file was not exchanged; and decrypted "
      "results must "
      "not go back to whoever computed them.\n";
  return text;
}

ordered_json repeats_json(const Repeats& repeats) {
  ordered_json json{{"count", repeats.count}};
  if (repeats.count > 0) json["first"] = repeats.first, json["repeated"] = repeats.repeated;
  return json;
}

ordered_json test_json(const LatticeAudit& audit, const PartTest& test) {
  return {{"polynomial", test.part},
          {"form", form_name(test.transformed)},
          {"modulus", test.modulus},
          {"residues", test.residues},
          {"test", test.test.name},
          {"statistic", test.test.statistic},
          {"degrees_of_freedom", test.test.degrees},
          {"log10_p", log10_of(test.test.ln_p)},
          {"reported", audit.reported(test.test.ln_p)}};
}

ordered_json attack_json(const LatticeAudit& audit, const Attack& attack) {
  const GuessingScore& r = attack.result;
  ordered_json json{{"attack", attack.name}, {"known", r.known}, {"tested", r.tested}, {"run", r.run}};
  if (r.run)
    json.update({{"score", r.score},
                 {"chance", r.chance},
                 {"spread", r.spread},
                 {"log10_p", log10_of(r.ln_p)},
                 {"reported", audit.reported(r.ln_p)}});
  return json;
}

}  // namespace

std::string to_text(const LatticeAudit& audit, const std::string& file) {
  std::string text = fmt::format("{}: {} records, {} numbers in {} ciphertexts, scheme ckks\n", file,
                                 audit.data.records, audit.numbers, audit.ciphertexts);
  text += parameters_text(audit) + "\n" + uniformity_text(audit);
  text += fmt::format(
      "Reported below log10 p {:.1f}: all {} tests together are wrong about a right file once in {:.0f}.\n"
      "Repeated seeds: {}, repeated ciphertexts: {}.\n\n",
      log10_of(audit.ln_threshold()), audit.test_count(), 1 / kFalseAlarm, audit.seeds.count,
      audit.bodies.count);
  return text + attacks_text(audit) + "\n" + lattice_verdict(audit);
}

ordered_json to_json(const LatticeAudit& audit, const std::string& file) {
  ordered_json json{{"file", file},
                    {"scheme", audit.data.scheme.name},
                    {"records", audit.data.records},
                    {"numbers", audit.numbers},
                    {"ciphertexts", audit.ciphertexts},
                    {"leaks", audit.leaks()},
                    {"findings", audit.findings()},
                    {"parameters",
                     {{"ring_degree", audit.degree},
                      {"moduli", audit.limbs},
                      {"modulus_bits", audit.modulus_bits},
                      {"largest_modulus_bits", audit.largest_modulus_bits},
                      {"security_bits", 128},
                      {"table", "IACR ePrint 2024/463"}}},
                    {"seeded", audit.data.scheme.seeded},
                    {"false_alarm", kFalseAlarm},
                    {"log10_p_threshold", log10_of(audit.ln_threshold())},
                    {"repeated_seeds", repeats_json(audit.seeds)},
                    {"repeated_ciphertexts", repeats_json(audit.bodies)},
                    {"tests", ordered_json::array()},
                    {"attacks", ordered_json::array()}};
  for (const PartTest& test : audit.tests) json["tests"].push_back(test_json(audit, test));
  for (const Attack& attack : attacks_of(audit)) json["attacks"].push_back(attack_json(audit, attack));
  json["known_from_truth"] = audit.known_from_truth;
  json["seconds"] = audit.seconds;
  return json;
}

}  // namespace he::audit
