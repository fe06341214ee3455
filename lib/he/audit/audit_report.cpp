#include "he/audit/audit_report.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "he/stats/table.h"

namespace he::audit {
namespace {

using nlohmann::ordered_json;

/// One line of the report.
struct Line {
  std::string attack, needs;
  std::optional<double> share, error;  ///< unknown where there is no truth
  double seconds;
  ordered_json more = ordered_json::object();
};

Line line_of(const std::string& attack, const std::string& needs, const std::optional<Score>& score,
             double seconds) {
  Line line{attack, needs, {}, {}, seconds};
  if (score) line.share = score->share(), line.error = score->largest_error;
  return line;
}

Line eigenvalues(const Audit& audit) {
  const bool hybrid = audit.form.degree > 1;
  Line line = line_of("eigenvalues", hybrid ? "one ciphertext, the public polynomial" : "one ciphertext",
                      audit.recovery.any, audit.find_seconds);
  line.more = {{"candidates", audit.form.channels()}, {"off_plane", audit.subspace.off}};
  return line;
}

ordered_json channel_json(const Choice& choice, std::size_t channel) {
  const ChannelEvidence& evidence = choice.evidence[channel];
  ordered_json log10_p = ordered_json::object();
  for (std::size_t g = 0; g < kGroundNames.size(); ++g)
    log10_p[kGroundNames[g]] = evidence.ln_p[g] / std::numbers::ln10;
  return {{"probability", choice.probability[channel]},
          {"log10_p_of_random_masks", log10_p},
          {"most_frequent_value", evidence.most_frequent}};
}

Line plausibility(const Audit& audit) {
  Line line = line_of("plausibility", "ciphertexts alone",
                      audit.channel == audit.choice.channel ? audit.recovery.chosen : std::nullopt,
                      audit.choice_seconds);
  const Choice& choice = audit.choice;
  line.more = {{"channel", choice.channel}, {"confidence", choice.confidence()}, {"decoys", choice.decoys}};
  if (audit.known_channel) line.more["right"] = audit.known_channel->channel == choice.channel;
  line.more["channels"] = ordered_json::array();
  for (std::size_t i = 0; i < choice.evidence.size(); ++i)
    line.more["channels"].push_back(channel_json(choice, i));
  if (audit.truth && audit.recovery.records > 0)
    line.more["share_of_records_as_set"] =
        static_cast<double>(audit.recovery.records_as_set) / static_cast<double>(audit.recovery.records);
  return line;
}

std::string pairs_text(std::size_t pairs) {
  return fmt::format("{} known {}", pairs, pairs == 1 ? "value" : "values");
}

void add_known(std::vector<Line>& lines, const Audit& audit) {
  if (audit.known_channel) {
    const bool right = audit.channel == audit.known_channel->channel;
    lines.push_back(line_of("known values, scheme known", pairs_text(audit.known_channel->pairs),
                            right ? audit.recovery.chosen : audit.recovery.any, audit.known_seconds));
    lines.back().more = {{"knowledge", "scheme"},
                         {"pairs", audit.known_channel->pairs},
                         {"channel", audit.known_channel->channel}};
  }
  for (const LeastNormAttempt& attempt : audit.attempts) {
    lines.push_back(line_of("known values, nothing known", pairs_text(attempt.pairs), attempt.score,
                            audit.known_seconds));
    lines.back().more = {{"knowledge", "none"}, {"pairs", attempt.pairs}};
  }
}

Line equality(const Audit& audit) {
  Line line{"equality", "two ciphertexts", audit.equality.share(), {}, audit.equality_seconds};
  line.more = {{"pairs_tested", audit.equality.pairs}, {"equal", audit.equality.equal}};
  return line;
}

std::vector<Line> lines_of(const Audit& audit) {
  std::vector<Line> lines = {eigenvalues(audit), plausibility(audit)};
  add_known(lines, audit);
  lines.push_back(equality(audit));
  return lines;
}

std::string percent(const std::optional<double>& share) {
  if (!share) return "?";
  return fmt::format("{:.4g} %", 100 * *share);
}

std::string grounds_text(const Choice& choice) {
  stats::Table table{{"log10 p that it is a random mask"}, {}};
  for (std::size_t i = 0; i < choice.evidence.size(); ++i)
    table.header.push_back(fmt::format("channel {}", i + 1));
  for (std::size_t g = 0; g < kGroundNames.size(); ++g) {
    table.rows.push_back({kGroundNames[g]});
    for (const auto& evidence : choice.evidence)
      table.rows.back().push_back(fmt::format("{:.1f}", evidence.ln_p[g] / std::numbers::ln10 + 0.0));
  }
  table.rows.push_back({"most frequent value (no vote)"});
  for (const auto& evidence : choice.evidence) table.rows.back().push_back(percent(evidence.most_frequent));
  table.rows.push_back({"probability of being the message"});
  for (double p : choice.probability) table.rows.back().push_back(fmt::format("{:.6f}", p));
  return table.format(stats::TableFormat::text);
}

std::string verdict(const Audit& audit) {
  if (!audit.leaks())
    return fmt::format(
        "The attacks do not hold: its numbers are {:.2g} off the plane that ciphertexts of one key lie "
        "in. This is no proof that nothing leaks.\n",
        audit.subspace.off);
  const double bits = audit.confidentiality_bits();
  std::string text = "This file keeps nothing secret from whoever tries: ";
  text += bits == 0 ? "its numbers were read without the key.\n"
                    : fmt::format(
                          "its numbers were read without the key, but for {:.2g} bits in all, which of {} "
                          "readings of the whole file is the true one.\n",
                          bits, audit.form.channels());
  if (audit.choice.decoys)
    text += "Its masks are other records of the same data, so every reading shows patients.\n";
  return text;
}

}  // namespace

std::string to_text(const Audit& audit, const std::string& file) {
  std::string scheme = audit.data.scheme.name;
  if (audit.form.degree > 1) scheme += fmt::format(" of degree {}", audit.form.degree);
  std::string text = fmt::format("{}: {} records, {} numbers, scheme {}\n\n", file, audit.data.records,
                                 audit.numbers, scheme);
  stats::Table table{{"attack", "needs", "recovered", "largest error", "seconds"}, {}, 2};
  for (const Line& line : lines_of(audit))
    table.rows.push_back({line.attack, line.needs, percent(line.share),
                          line.error ? fmt::format("{:.2g}", *line.error) : "",
                          fmt::format("{:.2f}", line.seconds)});
  text += table.format(stats::TableFormat::text);
  if (!audit.truth)
    text +=
        "Without --truth the share is not known (?), or against the channel that was taken for the "
        "message.\n";
  text += "\n" + grounds_text(audit.choice) + "\n";
  if (audit.recovery.records > 0)
    text += fmt::format("{} of {} records were found among those recovered, whatever their order.\n",
                        audit.recovery.records_as_set, audit.recovery.records);
  return text + verdict(audit);
}

ordered_json to_json(const Audit& audit, const std::string& file) {
  ordered_json json{{"file", file},
                    {"scheme", audit.data.scheme.name},
                    {"degree", audit.form.degree},
                    {"records", audit.data.records},
                    {"numbers", audit.numbers},
                    {"leaks", audit.leaks()}};
  const double bits = audit.confidentiality_bits();
  if (audit.leaks() && bits == 0)
    json["confidentiality_bits"] = 0;
  else if (audit.leaks())
    json["confidentiality_bits"] = bits;
  else
    json["confidentiality_bits"] = nullptr;
  json["attacks"] = ordered_json::array();
  for (const Line& line : lines_of(audit)) {
    ordered_json entry{{"attack", line.attack}, {"needs", line.needs}};
    entry["share_recovered"] = line.share ? ordered_json(*line.share) : ordered_json(nullptr);
    entry["largest_error"] = line.error ? ordered_json(*line.error) : ordered_json(nullptr);
    entry["seconds"] = line.seconds;
    entry.update(line.more);
    json["attacks"].push_back(entry);
  }
  json["recovery_seconds"] = audit.recover_seconds;
  return json;
}

}  // namespace he::audit
