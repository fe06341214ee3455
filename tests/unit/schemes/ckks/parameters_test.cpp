#include "he/schemes/ckks/parameters.h"

#include <doctest/doctest.h>

#include <cmath>

#include "he/error.h"
#include "he/ring/primes.h"
#include "he/schemes/ckks/payload.h"
#include "support/ckks.h"

using namespace he;
using namespace he::schemes::ckks;

namespace {

SchemeInfo info_of(const Parameters& parameters) {
  SchemeInfo info;
  info.name = kScheme;
  info.public_values = public_values_of(parameters);
  return info;
}

/// What the reading of public values says where one number of them was changed.
std::string refusal(const std::string& name, std::size_t index, double value) {
  SchemeInfo info = info_of(Parameters(test::digits_choice()));
  info.public_values.at(name).values.at(index) = value;
  try {
    parameters_of(info);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("the table of 128 bits is that of IACR ePrint 2024/463, and nothing goes beyond it") {
  CHECK(largest_modulus_bits(1024) == 26);
  CHECK(largest_modulus_bits(4096) == 106);
  CHECK(largest_modulus_bits(8192) == 214);
  CHECK(largest_modulus_bits(65536) == 1747);
  Choice four = test::digits_choice();
  four.moduli = ring::largest_primes(std::uint64_t(1) << 32, 4096, 4);  // 128 bits
  CHECK_THROWS_WITH_AS(Parameters{four}, doctest::Contains("not secure in a ring of degree 4096"), DataError);
  four.moduli = ring::largest_primes(std::uint64_t(1) << 26, 4096, 4);  // 104 bits
  CHECK(Parameters(four).modulus_bits() < 106);
}

TEST_CASE("parameters come back from public values and from text") {
  for (const Choice& choice : {test::digits_choice(), test::small_choice()}) {
    const Parameters p(choice);
    for (const Parameters& q : {parameters_of(info_of(p)), parameters_of(options_of(p))}) {
      CHECK(q.degree() == choice.degree);
      CHECK(q.moduli() == choice.moduli);
      CHECK(q.scale_bits() == choice.scale_bits);
      CHECK(q.range().low == choice.range.low);
      CHECK(q.range().high == choice.range.high);
      CHECK(q.powers() == choice.powers);
      CHECK(q.mode() == Mode::secret_key);
    }
  }
  CHECK_THROWS_AS(parameters_of(SchemeOptions{}), UsageError);
  CHECK_THROWS_AS(parameters_of(SchemeOptions{{"ring-degree", "x"}}), UsageError);
}

TEST_CASE("public values from outside are checked, each by its name") {
  const auto primes = ring::largest_primes(std::uint64_t(1) << 32, 4096, 3);
  CHECK(refusal("ring_degree", 0, 4097).find("4097") != std::string::npos);
  CHECK(refusal("ring_degree", 0, 2048).find("not secure") != std::string::npos);
  CHECK(refusal("moduli", 0, static_cast<double>(primes[1])).find("twice") != std::string::npos);
  CHECK(refusal("moduli", 0, static_cast<double>(primes[0] - 2)).find("not prime") != std::string::npos);
  CHECK(refusal("moduli", 0, 65537).empty());  // 4·16384 + 1, a prime
  CHECK(refusal("moduli", 0, 4294967291).find("not 1 modulo 16384") !=
        std::string::npos);  // the largest prime
  CHECK(refusal("moduli", 1, 0.5).find("'moduli'") != std::string::npos);
  CHECK(refusal("moduli", 1, -1).find("'moduli'") != std::string::npos);
  CHECK(refusal("input_scale_bits", 0, 0).find("input scale") != std::string::npos);
  CHECK(refusal("input_range", 0, 9).find("range") != std::string::npos);
  CHECK(refusal("input_range", 0, std::nan("")).find("range") != std::string::npos);
  CHECK(refusal("powers", 0, 17).find("powers") != std::string::npos);
  CHECK(refusal("public_key", 0, 2).find("'public_key'") != std::string::npos);
  SchemeInfo info = info_of(Parameters(test::digits_choice()));
  info.public_values.erase("moduli");
  CHECK_THROWS_WITH_AS(parameters_of(info), doctest::Contains("'moduli' of the scheme 'ckks' is missing"),
                       DataError);
}

TEST_CASE("inputs that would not fit the modulus are no parameters") {
  Choice choice = test::small_choice();  // 26 bits, of which 2 for the range, 14 for the scale and 2 to spare
  choice.scale_bits = 22;
  CHECK_THROWS_WITH_AS(Parameters{choice}, doctest::Contains("inputs take 26.0 bits"), DataError);
}

TEST_CASE("the layout of results tells powers, limbs and scale, and nothing else is taken for one") {
  const Parameters p(test::digits_choice());
  CHECK(data_layout(p) == PayloadLayout{4096, {3 * 4096 + 8}, "ckks-seeded", NumberType::uint32});
  const ResultForm form{3, 2, 82, LastFunction::softmax};
  const PayloadLayout layout = result_layout(p, form);
  CHECK(layout == PayloadLayout{4096, {3, 2, 4096}, "ckks-2^82-softmax", NumberType::uint32});
  CHECK(result_form(p, layout) == form);
  PayloadLayout other = layout;
  other.name = "ckks-2^82-tanh";
  CHECK_FALSE(result_form(p, other));
  other = layout;
  other.element[1] = 4;
  CHECK_FALSE(result_form(p, other));
  other = layout;
  other.name = "ckks-2^082";
  CHECK_FALSE(result_form(p, other));
  CHECK_FALSE(result_form(p, data_layout(p)));
}

TEST_CASE("residues of a payload are integers below their prime") {
  const std::vector<double> payload = {0, 3, 4, 6};
  std::vector<double> residues(4), again(4);
  read_residues(7, payload, residues);
  CHECK(residues == std::vector<double>{0, 3, -3, -1});
  write_residues(7, residues, again);
  CHECK(again == payload);
  for (const double wrong : {7.0, -1.0, 0.5, std::nan(""), 1e300})
    CHECK_THROWS_AS(read_residues(7, std::vector<double>{wrong}, std::span(residues).first(1)), DataError);
}
