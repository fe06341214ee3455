#include "he/schemes/ckks/planner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "he/error.h"
#include "he/ring/kernels.h"
#include "he/ring/primes.h"
#include "he/schemes/ckks/recording.h"

namespace he::schemes::ckks {
namespace {

constexpr std::size_t kMostSamples = 64, kLeastSamples = 8, kMostProducts = 1u << 24;
constexpr double kLeastBound = 1e-9;
constexpr double kMostForCertainty = 1.25;  // times the limbs, for a bound on results that is certain
constexpr double kMargin = 4;               // of results beyond those that were measured
constexpr double kSignificant = 2;          // bits of the modulus beyond the largest result: a quarter of Q
constexpr double kUsable = 1.0 / 16;        // relative error beyond which results are refused
constexpr const char* kAdvice = "the hospital makes a key for this model with he-keygen --for";
constexpr int kMostModulusBits = 32, kLeastModulusBits = 24;

/// 64 bits that look random: the finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
std::uint64_t scattered(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

/// Records that fill the range evenly.
std::vector<double> even_records(const Range& range, std::size_t count) {
  std::vector<double> records(count);
  for (std::size_t i = 0; i < count; ++i)
    records[i] =
        range.low + (range.high - range.low) * std::ldexp(static_cast<double>(scattered(i) >> 11), -53);
  return records;
}

/// A network with all that does not depend on parameters.
struct Analysis {
  Analysis(const NetworkView& network, const Range& range)
      : program(recorded(network)),
        last(network.last_function()),
        typical(!network.sensitivities().values.empty()),
        records(typical ? std::vector<double>() : even_records(range, samples() * program.inputs)),
        model(typical ? ErrorModel(program, network.sensitivities()) : ErrorModel(program, records)),
        largest_result(typical || network.largest_result() > 0 ? network.largest_result()
                                                               : ckks::largest_result(program, records)) {
    const std::vector<double> exact(program.steps.size(), 0);
    certain_bound =
        std::max(certain_bounds(program, range.low, range.high, 0, exact, exact).result, kLeastBound);
    measured_bound = network.largest_result() == 0
                         ? certain_bound
                         : std::min(certain_bound, kMargin * std::max(largest_result, kLeastBound));
  }
  std::size_t samples() const {
    std::size_t products = 1;
    for (const Step& step : program.steps) products += step.map.products();
    return std::clamp(kMostProducts / products, kLeastSamples, kMostSamples);
  }
  /// The error that counts, where results of `bits` have these errors.
  double relative(const ExpectedErrors& errors) const {
    return errors.result / std::max(1.0, largest_result);
  }

  PlannedNetwork planned(const Parameters& parameters, const ScaleBits& bits) const {
    const Range& range = parameters.range();
    return {program,
            parameters,
            bits,
            last,
            largest_result,
            typical,
            measured_bound,
            parameters.largest_result() >= certain_bound,
            errors_of(program, model, bits, parameters.degree(), parameters.powers(), range.low, range.high)};
  }
  /// The bits that the scale of results up to `bound` may have.
  static double budget(double modulus_bits, double bound) {
    return modulus_bits - kSignificant - std::log2(bound);
  }

  Program program;
  LastFunction last;
  bool typical;
  std::vector<double> records;
  ErrorModel model;
  double largest_result = 0;
  double certain_bound = 0, measured_bound = 0;  ///< of results
};

void require_powers(const Program& program, std::size_t most, const std::string& whose,
                    const std::string& advice) {
  if (program.powers() <= most) return;
  throw UnsupportedError(fmt::format(
      "the network takes {} squares one after the other, so its results have {} powers of the secret, and "
      "{} at most {}; {}",
      program.squares(), program.powers(), whose, most, advice));
}

/// Moduli of a ring: as many bits as the table allows and `limbs` of them hold. Nothing where fewer hold as
/// many.
std::optional<Choice> choice_of(std::size_t degree, std::size_t limbs, std::size_t powers,
                                const PlanRequest& request) {
  const double most = largest_modulus_bits(degree);
  const auto bits_of = [&](std::size_t count) {
    return std::min(kMostModulusBits, static_cast<int>(most / static_cast<double>(count)));
  };
  const int bits = bits_of(limbs), fewer = limbs > 1 ? bits_of(limbs - 1) : 0;
  if (bits < kLeastModulusBits || bits * static_cast<int>(limbs) <= fewer * static_cast<int>(limbs - 1))
    return std::nullopt;
  Choice choice;
  choice.degree = degree;
  choice.moduli = ring::largest_primes(std::uint64_t{1} << bits, degree, limbs);
  choice.range = request.range;
  choice.powers = powers;
  choice.mode = request.mode;
  return choice;
}

}  // namespace

/// Softmax changes by half of what goes into it at most, the sigmoid by a quarter.
double PlannedNetwork::expected_error() const {
  switch (last) {
    case LastFunction::softmax:
      return std::min(1.0, errors.result / 2);
    case LastFunction::sigmoid:
      return std::min(1.0, errors.result / 4);
    case LastFunction::none:
      break;
  }
  return errors.result / std::max(1.0, largest_result);
}

namespace {

/// The least parameters of rings of a degree from `first` to `last` under which results up to `bound` reach
/// the error; the least error that is reached otherwise.
std::optional<PlannedNetwork> least_parameters(const Analysis& analysis, const PlanRequest& request,
                                               double bound, std::size_t first, std::size_t last,
                                               double& least_error) {
  for (std::size_t degree = first; degree <= last; degree *= 2)
    for (std::size_t limbs = 1; limbs <= ring::kMaxModuli; ++limbs) {
      auto choice = choice_of(degree, limbs, analysis.program.powers(), request);
      if (!choice) break;
      double modulus_bits = 0;
      for (const std::uint64_t q : choice->moduli) modulus_bits += std::log2(static_cast<double>(q));
      const auto bits = allocate(analysis.program, analysis.model, degree,
                                 Analysis::budget(modulus_bits, bound), std::nullopt);
      if (!bits) continue;
      choice->scale_bits = bits->input;
      choice->largest_result = bound;
      const PlannedNetwork planned = analysis.planned(Parameters(std::move(*choice)), *bits);
      least_error = std::min(least_error, analysis.relative(planned.errors));
      if (analysis.relative(planned.errors) <= request.max_error) return planned;
    }
  return std::nullopt;
}

}  // namespace

PlannedNetwork plan_parameters(const NetworkView& network, const PlanRequest& request) {
  const Analysis analysis(network, request.range);
  require_powers(analysis.program, ring::kMaxPowers, "this version keeps", "take fewer squares");
  double least_error = std::numeric_limits<double>::infinity(), other = least_error;
  auto measured = least_parameters(analysis, request, analysis.measured_bound, ring::kMinDegree,
                                   ring::kMaxDegree, least_error);
  if (!measured)
    throw UnsupportedError(fmt::format(
        "no parameters of 128 bits of security bring the network to an error of {}; {}", request.max_error,
        std::isfinite(least_error)
            ? fmt::format("the least is {:.2g}, for which --max-error asks", least_error)
            : std::string("it takes too many squares one after the other, or its numbers grow too large")));
  if (measured->certain_bound) return *measured;
  const std::size_t degree = measured->parameters.degree();
  auto certain = least_parameters(analysis, request, analysis.certain_bound, degree, degree, other);
  const bool cheap = certain && static_cast<double>(certain->parameters.limbs()) <=
                                    kMostForCertainty * static_cast<double>(measured->parameters.limbs());
  return cheap ? *certain : *measured;
}

PlannedNetwork plan_under(const NetworkView& network, const Parameters& parameters) {
  const Analysis analysis(network, parameters.range());
  require_powers(analysis.program, parameters.powers(), "this key takes", kAdvice);
  if (analysis.measured_bound > parameters.largest_result())
    throw UnsupportedError(
        fmt::format("the network gives results up to {:.2g}, and this key takes them up to {:.2g}; {}",
                    analysis.measured_bound, parameters.largest_result(), kAdvice));
  const auto bits = allocate(analysis.program, analysis.model, parameters.degree(),
                             Analysis::budget(parameters.modulus_bits(), parameters.largest_result()),
                             parameters.scale_bits());
  if (bits) {
    PlannedNetwork planned = analysis.planned(parameters, *bits);
    if (analysis.relative(planned.errors) <= kUsable) return planned;
  }
  throw UnsupportedError(fmt::format("the network takes a larger modulus than the {:.0f} bits of the key; {}",
                                     parameters.modulus_bits(), kAdvice));
}

}  // namespace he::schemes::ckks
