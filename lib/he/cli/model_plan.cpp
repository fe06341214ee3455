#include "he/cli/model_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "he/error.h"
#include "he/io/bytes/byte_input.h"
#include "he/io/files/model_file.h"
#include "he/schemes/ckks/recording.h"
#include "he/schemes/evaluator_factory.h"
#include "he/stats/feature_statistics.h"

namespace he::cli {
namespace {

constexpr double kBeyond =
    0.125;  // of the width of a range, on both sides: the next patient is not the last one
constexpr int kDigits = 2;
constexpr std::size_t kBlockDoubles = 1u << 20, kMostProducts = 1u << 27;

/// x at `digits` significant digits, by a function such as std::floor.
template <class Round>
double at_digits(double x, int digits, const Round& round) {
  if (x == 0) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::fabs(x))) - (digits - 1)),
               steps = round(x / unit);
  return unit < 1 ? steps / std::round(1 / unit)
                  : steps * unit;  // so that decimals come out as they are written
}

/// Records on which it is measured how errors show: a thousand, fewer of large networks.
std::size_t samples_of(const schemes::ckks::Program& program) {
  std::size_t products = 1;
  for (const schemes::ckks::Step& step : program.steps) products += step.map.products();
  return std::clamp<std::size_t>(kMostProducts / products, 16, 1000);
}

schemes::ckks::Range range_of(const io::DataStatistics& s) {
  const double low = *std::ranges::min_element(s.low), high = *std::ranges::max_element(s.high),
               beyond = kBeyond * std::max(high - low, 1e-6);
  return {rounded_down(low - beyond), rounded_up(high + beyond)};
}

schemes::ckks::Parameters parameters_of(const io::PublicPlan& plan) {
  if (plan.scheme != schemes::ckks::kScheme)
    throw UnsupportedError("a plan for the scheme '" + plan.scheme +
                           "', for which this version makes no keys");
  try {
    const schemes::ckks::Parameters p = schemes::ckks::parameters_of(plan.parameters);
    if (p.range().low != plan.low || p.range().high != plan.high)
      throw DataError("its range is not that of its parameters");
    if (p.mode() == schemes::ckks::Mode::public_key)
      throw UnsupportedError("it is for encryption under a public key, which this version does not have");
    return p;
  } catch (const UsageError& error) {
    throw DataError(std::string("its parameters are none: ") + error.what());
  }
}

/// The largest magnitude of results, before the last function, of some records.
double largest_result(const nn::Network& network, const Evaluator& plain, const NetworkView::Weights& weights,
                      const io::Records& records) {
  const Tensor y =
      network.forward(plain, weights, plain.load(records.x, records.count, network.input_shape()), {},
                      NetworkView::Extent::before_last_function);
  std::vector<double> values(records.count * y.features());
  plain.store(y, values);
  double largest = 0;
  for (const double v : values) {
    if (!std::isfinite(v)) throw DataError("the model gives results that are not finite");
    largest = std::max(largest, std::fabs(v));
  }
  return largest;
}

}  // namespace

double rounded_up(double x) {
  return at_digits(x, kDigits, [](double steps) { return std::ceil(steps - 1e-9); });
}

double rounded_down(double x) {
  return at_digits(x, kDigits, [](double steps) { return std::floor(steps + 1e-9); });
}

ModelPlan plan_of(const io::ModelDescription& model, const std::string& name, const PlanWishes& wishes) {
  // What the scheme cannot run at all is told before what is missing.
  with_context(name, [&] { schemes::ckks::recorded(nn::Network(model)); });
  if (!wishes.range && model.statistics.low.empty())
    throw UsageError(
        name +
        ": does not say what data it was made for; give them to he-plan with --ranges DATA, or say --range "
        "LOW,HIGH");
  schemes::ckks::PlanRequest request;
  request.range = wishes.range ? schemes::ckks::Range{wishes.range->first, wishes.range->second}
                               : range_of(model.statistics);
  request.max_error = wishes.max_error;
  return with_context(name, [&]() -> ModelPlan {
    const nn::Network network(model);
    ModelPlan plan{schemes::ckks::plan_parameters(network, request), {}};
    const schemes::ckks::PlannedNetwork& planned = plan.network;
    plan.published = {schemes::ckks::kScheme,
                      schemes::ckks::options_of(planned.parameters),
                      network.input_shape(),
                      network.output_shape(),
                      model.feature_names,
                      model.target_names,
                      model.class_names,
                      request.range.low,
                      request.range.high,
                      planned.last,
                      rounded_up(planned.result_bound),
                      !planned.certain_bound,
                      rounded_up(planned.expected_error()),
                      rounded_up(planned.errors.certain),
                      model.fingerprint};
    return plan;
  });
}

io::PublicPlan read_plan_or_model(const std::string& path, const PlanWishes& wishes) {
  const auto bytes = io::open_bytes(path);
  char first = 0;
  while (bytes->read(&first, 1) == 1 && std::isspace(static_cast<unsigned char>(first))) continue;
  if (first == '{') {
    io::PublicPlan plan = io::read_plan(path);
    with_context(path, [&] { parameters_of(plan); });
    return plan;
  }
  return plan_of(io::read_model(path), path, wishes).published;
}

SchemeOptions common_parameters(const std::vector<io::PublicPlan>& plans) {
  std::optional<schemes::ckks::Choice> common;
  for (const io::PublicPlan& plan : plans) {
    const schemes::ckks::Parameters p = parameters_of(plan);
    schemes::ckks::Choice choice{p.degree(), p.moduli(), p.scale_bits(),    p.range(),
                                 p.powers(), p.mode(),   p.largest_result()};
    if (common) {
      const schemes::ckks::Choice before = *common;
      const bool larger = choice.degree != before.degree ? choice.degree > before.degree
                                                         : choice.moduli.size() > before.moduli.size();
      if (!larger) choice.degree = before.degree, choice.moduli = before.moduli;
      choice.scale_bits = std::max(choice.scale_bits, before.scale_bits);
      choice.range = {std::min(choice.range.low, before.range.low),
                      std::max(choice.range.high, before.range.high)};
      choice.powers = std::max(choice.powers, before.powers);
      choice.largest_result = std::max(choice.largest_result, before.largest_result);
      if (choice.mode != before.mode) throw UsageError("the plans differ in who encrypts");
    }
    common = choice;
  }
  if (!common) throw UsageError("there is no plan");
  return schemes::ckks::options_of(schemes::ckks::Parameters(*common));
}

void require_fits(const io::PublicPlan& plan, const SchemeInfo& key) {
  const schemes::ckks::Parameters needed = parameters_of(plan), has = schemes::ckks::parameters_of(key);
  const bool fits = needed.modulus_bits() <= has.modulus_bits() && needed.powers() <= has.powers() &&
                    needed.range().low >= has.range().low && needed.range().high <= has.range().high;
  if (!fits)
    throw UsageError(fmt::format(
        "the model {} takes a modulus of {:.0f} bits, {} powers and numbers from {} to {}; the key "
        "has {:.0f}, {}, {} to {}; make a new one",
        plan.model_fingerprint, needed.modulus_bits(), needed.powers(), needed.range().low,
        needed.range().high, has.modulus_bits(), has.powers(), has.range().low, has.range().high));
}

io::DataStatistics measured_statistics(const nn::Network& network, io::RecordSource& source) {
  const auto plain = schemes::make_evaluator({});
  const auto weights = network.prepare(*plain);
  const schemes::ckks::Program program = schemes::ckks::recorded(network);
  const std::size_t features = element_count(network.input_shape());
  if (element_count(source.info().x.shape) != features)
    throw DataError(source.name() + ": its records have the shape " + to_string(source.info().x.shape) +
                    ", the model wants " + to_string(network.input_shape()));
  io::DataStatistics statistics;
  for (const stats::FeatureStatistics& feature : stats::statistics_of(source).x) {
    statistics.low.push_back(rounded_down(feature.minimum));
    statistics.high.push_back(rounded_up(feature.maximum));
  }
  const std::size_t limit = std::max<std::size_t>(1, kBlockDoubles / network.widest()),
                    every = std::max<std::size_t>(1, source.info().records / samples_of(program));
  std::vector<double> samples;
  for (io::Records r = source.next(limit); r.count > 0; r = source.next(limit)) {
    statistics.largest_result =
        std::max(statistics.largest_result,
                 with_context(source.name(), [&] { return largest_result(network, *plain, weights, r); }));
    for (std::size_t i = 0; i < r.count; ++i)
      if ((r.first + i) % every == 0) {
        const auto record = r.x.begin() + static_cast<std::ptrdiff_t>(i * features);
        samples.insert(samples.end(), record, record + static_cast<std::ptrdiff_t>(features));
      }
  }
  statistics.largest_result = rounded_up(statistics.largest_result);
  statistics.sensitivities = schemes::ckks::ErrorModel(program, samples).sensitivities();
  source.seek(0);
  return statistics;
}

}  // namespace he::cli
