#include "he/audit/channel_evidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "he/audit/significance.h"
#include "he/audit/value_evidence.h"
#include "he/parallel.h"

namespace he::audit {
namespace {

// Uniform masks cover the range of the messages and 10 % more on both sides.
constexpr double kWidening = 1.2;
constexpr std::size_t kAllPairs =
    40;  // so many columns are all compared with one another, more with neighbours
constexpr std::size_t kOrderColumns = 8;

using Columns = std::vector<std::vector<ValueEvidence>>;  ///< [column][channel]

Columns look_at_columns(const Sample& sorted) {
  Columns columns(sorted.columns.size(), std::vector<ValueEvidence>(sorted.channels));
  parallel_for(columns.size(), 1, [&](std::size_t c) {
    for (std::size_t i = 0; i < sorted.channels; ++i)
      columns[c][i] = evidence_of_values(sorted.channel(c, i));
  });
  return columns;
}

/// That the channel is a uniform mask: as wide as such a mask is over messages that are one of the other
/// channels.
double ln_p_of_range(const std::vector<ValueEvidence>& channels, std::size_t channel) {
  double narrowest = INFINITY;
  for (std::size_t i = 0; i < channels.size(); ++i)
    if (i != channel) narrowest = std::min(narrowest, channels[i].range);
  if (!(narrowest > 0)) return 0;
  return ln_p_range(channels[channel].range / (kWidening * narrowest), channels[channel].count);
}

void add_values(ChannelEvidence& evidence, const Columns& columns, std::size_t channel) {
  double repeated = 0, expected = 0, spacing = 0, distribution = 0;
  std::size_t spaced = 0;
  for (const auto& channels : columns) {
    const ValueEvidence& values = channels[channel];
    repeated += values.repeated;
    expected += values.expected_repeats;
    spacing += values.ln_p_spacing;
    spaced += values.spacing_tested ? 1 : 0;
    const double uniform = ln_p_fisher(values.ln_p_uniform + ln_p_of_range(channels, channel), 2);
    distribution += std::max(uniform, values.ln_p_normal);
    evidence.most_frequent += values.most_frequent / static_cast<double>(columns.size());
  }
  evidence[Ground::repeats] = ln_p_poisson(repeated, expected);
  evidence[Ground::spacing] = ln_p_fisher(spacing, spaced);
  evidence[Ground::distribution] = ln_p_fisher(distribution, columns.size());
}

/// Values less their mean, of length one; zeros where they are constant.
Eigen::VectorXd standardised(std::span<const double> values) {
  Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
  const double size = x.cwiseAbs().maxCoeff();
  x.array() -= x.mean();
  const double length = x.norm();
  return length > 1e-12 * size ? Eigen::VectorXd(x / length) : Eigen::VectorXd::Zero(x.size());
}

/// Columns of random masks are independent: n times a squared correlation is chi squared.
double ln_p_of_correlations(const Sample& sample, std::size_t channel) {
  const std::size_t count = sample.columns.size();
  std::vector<Eigen::VectorXd> columns;
  for (std::size_t c = 0; c < count; ++c) columns.push_back(standardised(sample.channel(c, channel)));
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < count; ++a)
    for (std::size_t b = a + 1; b < (count <= kAllPairs ? count : std::min(count, a + 2)); ++b, ++pairs)
      sum += std::pow(columns[a].dot(columns[b]), 2) * static_cast<double>(sample.records);
  return sample.records < 8 ? 0 : ln_p_gamma(sum / 2, pairs / 2);
}

/// The rank of every value among `sorted`, the middle one of equal values.
std::vector<double> ranks(std::span<const double> values, std::span<const double> sorted) {
  std::vector<double> result;
  for (double x : values) {
    const auto [low, high] = std::equal_range(sorted.begin(), sorted.end(), x);
    result.push_back(static_cast<double>((low - sorted.begin()) + (high - sorted.begin())) / 2);
  }
  return result;
}

/// Records of masks stand in random order, so ranks of neighbours are uncorrelated, but for 1/√n.
double ln_p_of_order(const Sample& sample, const Sample& sorted, const Columns& columns,
                     std::size_t channel) {
  if (!sample.one_window || sample.records < 32) return 0;
  std::vector<std::size_t> chosen(columns.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  std::stable_sort(chosen.begin(), chosen.end(), [&](std::size_t a, std::size_t b) {
    return columns[a][channel].most_frequent < columns[b][channel].most_frequent;
  });
  double least = 0, tested = 0;
  for (std::size_t c : chosen) {
    if (tested == kOrderColumns || columns[c][channel].most_frequent > 0.5) break;
    const Eigen::VectorXd x = standardised(ranks(sample.channel(c, channel), sorted.channel(c, channel)));
    const double correlation = x.head(x.size() - 1).dot(x.tail(x.size() - 1));
    least = std::min(least, -correlation * correlation * static_cast<double>(sample.records) / 2);
    ++tested;
  }
  return tested > 0 ? std::min(0.0, least + std::log(tested)) : 0;
}

}  // namespace

double ChannelEvidence::ln_p_random() const {
  const double least = *std::min_element(ln_p.begin(), ln_p.end());
  return std::min(0.0, least + std::log(static_cast<double>(ln_p.size())));
}

std::vector<ChannelEvidence> evidence_of_channels(const Sample& sample, const Sample& sorted) {
  const Columns columns = look_at_columns(sorted);
  std::vector<ChannelEvidence> channels(sample.channels);
  parallel_for(channels.size(), 1, [&](std::size_t i) {
    add_values(channels[i], columns, i);
    channels[i][Ground::correlation] = ln_p_of_correlations(sample, i);
    channels[i][Ground::order] = ln_p_of_order(sample, sorted, columns, i);
  });
  return channels;
}

Sample sorted(const Sample& sample) {
  Sample result = sample;
  const auto n = static_cast<std::ptrdiff_t>(sample.records);
  parallel_for(result.values.size(), 1, [&](std::size_t c) {
    for (auto i = result.values[c].begin(); i != result.values[c].end(); i += n) std::sort(i, i + n);
  });
  return result;
}

}  // namespace he::audit
