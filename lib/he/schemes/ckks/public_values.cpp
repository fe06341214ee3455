// Parameters as attributes of files and as text; declared in parameters.h.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <sstream>

#include "he/error.h"
#include "he/ring/primes.h"
#include "he/schemes/ckks/parameters.h"

namespace he::schemes::ckks {
namespace {

constexpr const char *kDegree = "ring_degree", *kModuli = "moduli", *kScale = "input_scale_bits",
                     *kRange = "input_range", *kPowers = "powers", *kMode = "public_key",
                     *kTableEdition = "hardness_table", *kResult = "largest_result";
constexpr double kSmall = 1 << 20;

const Array& value_of(const SchemeInfo& scheme, const std::string& name) {
  const auto found = scheme.public_values.find(name);
  if (found == scheme.public_values.end())
    throw DataError(fmt::format("the public '{}' of the scheme 'ckks' is missing", name));
  return found->second;
}

std::size_t number_of(const SchemeInfo& scheme, const std::string& name) {
  return static_cast<std::size_t>(whole_numbers_of(scheme, name, {}, kSmall)[0]);
}

std::vector<std::uint64_t> moduli_of(const SchemeInfo& scheme) {
  const std::size_t limbs = value_of(scheme, kModuli).values.size();
  if (limbs > ring::kMaxModuli) throw DataError(fmt::format("{} moduli are too many", limbs));
  const auto& values = whole_numbers_of(scheme, kModuli, {limbs}, 0x1p32);
  return {values.begin(), values.end()};
}

Range range_of(const SchemeInfo& scheme) {
  const Array& range = value_of(scheme, kRange);
  if (range.shape != Shape{2})
    throw DataError("the public 'input_range' of the scheme 'ckks' is not two numbers");
  return {range.values[0], range.values[1]};
}

/// All numbers of a text, separated by commas.
template <class T>
std::vector<T> listed(const SchemeOptions& options, const std::string& name) {
  std::istringstream text(option_or(options, name, ""));
  std::vector<T> values;
  for (std::string part; std::getline(text, part, ',');) {
    std::istringstream number(part);
    T value;
    if (!(number >> value) || !(number >> std::ws).eof())
      throw UsageError(fmt::format("--{} {}: '{}' is no number", name, option_or(options, name, ""), part));
    values.push_back(value);
  }
  if (values.empty())
    throw UsageError(
        fmt::format("a key of the scheme 'ckks' is made from parameters; --{} is missing", name));
  return values;
}

}  // namespace

const std::vector<double>& whole_numbers_of(const SchemeInfo& scheme, const std::string& name,
                                            const Shape& shape, double limit) {
  const Array& array = value_of(scheme, name);
  if (array.shape != shape || array.values.size() != element_count(shape))
    throw DataError(fmt::format("the public '{}' of the scheme 'ckks' has the extents {}, not {}", name,
                                to_string(array.shape), to_string(shape)));
  for (const double x : array.values)
    if (!(x >= 0 && x < limit && x == std::floor(x)))
      throw DataError(
          fmt::format("the public '{}' of the scheme 'ckks' holds a number that no key has", name));
  return array.values;
}

std::map<std::string, Array> public_values_of(const Parameters& p) {
  const auto number = [](auto x) { return Array{{}, {static_cast<double>(x)}}; };
  return {
      {kDegree, number(p.degree())},       {kModuli, {{p.limbs()}, {p.moduli().begin(), p.moduli().end()}}},
      {kScale, number(p.scale_bits())},    {kRange, {{2}, {p.range().low, p.range().high}}},
      {kPowers, number(p.powers())},       {kMode, number(p.mode() == Mode::public_key ? 1 : 0)},
      {kTableEdition, {{2}, {2024, 463}}}, {kResult, number(p.largest_result())}};
}

Parameters parameters_of(const SchemeInfo& scheme) {
  Choice choice;
  choice.degree = number_of(scheme, kDegree);
  choice.moduli = moduli_of(scheme);
  choice.scale_bits = static_cast<int>(number_of(scheme, kScale));
  choice.range = range_of(scheme);
  choice.powers = number_of(scheme, kPowers);
  choice.mode = whole_numbers_of(scheme, kMode, {}, 2)[0] == 1 ? Mode::public_key : Mode::secret_key;
  const Array& largest = value_of(scheme, kResult);
  if (!largest.shape.empty() || largest.values.size() != 1)
    throw DataError("the public 'largest_result' of the scheme 'ckks' is not one number");
  choice.largest_result = largest.values[0];
  return Parameters(std::move(choice));
}

SchemeOptions options_of(const Parameters& p) {
  return {{"ring-degree", std::to_string(p.degree())},
          {"moduli", fmt::format("{}", fmt::join(p.moduli(), ","))},
          {"scale-bits", std::to_string(p.scale_bits())},
          {"range", fmt::format("{},{}", p.range().low, p.range().high)},
          {"powers", std::to_string(p.powers())},
          {"largest-result", fmt::format("{}", p.largest_result())},
          {"encryption", p.mode() == Mode::public_key ? "public" : "secret"}};
}

Parameters parameters_of(const SchemeOptions& options) {
  Choice choice;
  choice.degree = listed<std::size_t>(options, "ring-degree")[0];
  choice.moduli = listed<std::uint64_t>(options, "moduli");
  choice.scale_bits = listed<int>(options, "scale-bits")[0];
  const std::vector<double> range = listed<double>(options, "range");
  if (range.size() != 2) throw UsageError("--range is two numbers, LOW,HIGH");
  choice.range = {range[0], range[1]};
  choice.powers = listed<std::size_t>(options, "powers")[0];
  choice.largest_result =
      options.contains("largest-result") ? listed<double>(options, "largest-result")[0] : 1;
  choice.mode = option_or(options, "encryption", "secret") == "public" ? Mode::public_key : Mode::secret_key;
  return Parameters(std::move(choice));
}

std::vector<SchemeOption> parameter_options() {
  return {{"ring-degree"},
          {"moduli"},
          {"scale-bits"},
          {"range"},
          {"powers"},
          {"largest-result"},
          {"encryption", {"secret", "public"}}};
}

}  // namespace he::schemes::ckks
