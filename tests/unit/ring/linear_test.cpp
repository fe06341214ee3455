#include "he/ring/linear.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "ring/samples.h"

namespace he::ring {
using test::integer, test::residue, test::Wide;

namespace {

struct Layer {
  std::size_t outputs, inputs;
  std::vector<double> weights;
};

/// Weights of at most 2^bits: all of the largest, with signs in turn, or random.
Layer layer_of(std::size_t outputs, std::size_t inputs, int bits, int kind) {
  std::mt19937_64 generator(outputs + inputs);
  Layer layer{outputs, inputs, std::vector<double>(outputs * inputs, std::ldexp(1.0, bits))};
  for (std::size_t i = 0; i < layer.weights.size(); ++i) {
    if (kind == 1 && i % 2 == 1) layer.weights[i] *= -1;
    if (kind == 2)
      layer.weights[i] = static_cast<double>(
          static_cast<std::int64_t>(generator() % (std::uint64_t(2) << bits)) - (std::int64_t(1) << bits));
  }
  return layer;
}

ExactProduct product_of(const Layer& layer, const Modulus& q) {
  return {std::make_shared<IntegerMatrix>(layer.weights, layer.outputs, layer.inputs), q};
}

/// How many of some outputs and columns differ from sums of integers.
std::size_t wrong_of(const Layer& layer, const Modulus& q, const Doubles& x, const Doubles& bias,
                     const Doubles& y, std::size_t columns) {
  std::size_t wrong = 0;
  for (std::size_t o = 0; o < layer.outputs; ++o)
    for (std::size_t j = o % 3; j<columns; j += columns> 64 ? 61 : 1) {
      Wide sum = integer(bias.empty() ? 0 : bias[o]);
      for (std::size_t k = 0; k < layer.inputs; ++k)
        sum += integer(layer.weights[o * layer.inputs + k]) * integer(x[k * columns + j]);
      wrong += y[o * columns + j] != residue(sum, q);
    }
  return wrong;
}

void check_layer(const Layer& layer, const Modulus& q, std::size_t columns) {
  const Doubles bias = test::random_residues(q, layer.outputs, 9);
  for (const Doubles& x : test::worst_residues(q, layer.inputs * columns))
    test::with_all_kernels([&] {
      Doubles y(layer.outputs * columns);
      product_of(layer, q).multiply(x.data(), columns, bias, columns, y.data(), columns);
      CHECK(wrong_of(layer, q, x, bias, y, columns) == 0);
    });
}

}  // namespace

TEST_CASE("a layer is the sum of products of integers, for every modulus and width of weights") {
  for (const Modulus& q : test::sample_moduli(1024))
    for (const int bits : {1, 12, 14, 20})
      for (const int kind : {0, 1, 2}) check_layer(layer_of(13, 100, bits, kind), q, 40);
}

TEST_CASE("layers of every shape fit their tiles") {
  const Modulus q = test::sample_moduli(1024)[1];
  for (const std::size_t outputs : {1, 2, 5, 6, 7, 11, 12, 23, 24, 25})
    for (const std::size_t columns : {8, 16, 24, 32, 56})
      check_layer(layer_of(outputs, 7, 10, 2), q, columns);
  check_layer(layer_of(3, 1, 10, 2), q, 8);
  check_layer(layer_of(100, 784, 12, 2), q, 512);
}

TEST_CASE("a run of inputs ends where sums would exceed 2^53") {
  const Modulus q = test::sample_moduli(1024)[1];  // q/2 just below 2^31: up to 2^22 of weights
  const auto runs = [&](std::size_t inputs, double weight) {
    return product_of({1, inputs, std::vector<double>(inputs, weight)}, q).runs();
  };
  CHECK(runs(1024, 0x1p12) == 1);  // 2^10·2^12·(q/2 + 2) <= 2^53 as q/2 + 2 <= 2^31
  CHECK(runs(1025, 0x1p12) == 2);
  CHECK(runs(1, 0x1p22) == 1);
  // what remains of a run counts as one more weight of 1 in the next
  const double largest = std::floor(0x1p53 / (static_cast<double>(q.value()) / 2 + 2));
  CHECK(product_of({1, 2, {largest, largest - 1}}, q).runs() == 2);
  CHECK(product_of({1, 2, {largest, largest - 1}}, q).pieces() == 1);
  CHECK(product_of({1, 2, {largest, largest}}, q).pieces() == 2);
}

TEST_CASE("wide residues are taken in two pieces, and weights that are too large as well") {
  const auto moduli = test::sample_moduli(1024);
  const Layer layer = layer_of(5, 64, 14, 2);
  CHECK(product_of(layer, moduli[0]).pieces() == 1);
  CHECK(product_of(layer, moduli[1]).pieces() == 1);
  CHECK(product_of(layer, moduli[3]).pieces() == 2);
  CHECK(product_of(layer, moduli[4]).pieces() == 2);
  check_layer({1, 3, {0x1p28, -0x1p28, 0x1p28}}, moduli[4], 8);
  check_layer({1, 3, {0x1p28, -0x1p28, 0x1p28}}, moduli[1], 8);
}

TEST_CASE("weights whose products are not exact are refused") {
  const auto moduli = test::sample_moduli(1024);
  for (const double weight : {0x1p29, -0x1p40, 0x1p53})
    CHECK_THROWS_AS(product_of({1, 2, {1, weight}}, moduli[4]), DataError);
  CHECK_NOTHROW(product_of({1, 2, {1, 0x1p27}}, moduli[0]));  // 2^27·2^25 in one piece
  CHECK_THROWS_AS(product_of({1, 2, {1, 0x1p30}}, moduli[0]), DataError);
}

TEST_CASE("weights that are no integers are refused by output and input") {
  const auto message = "the weight of output 2 and input 1 is no integer of at most 2^53";
  for (const double wrong : {0.5, std::nan(""), HUGE_VAL, 0x1p54})
    CHECK_THROWS_WITH_AS(IntegerMatrix(std::vector<double>{1, 2, 3, wrong, 5, 6}, 2, 3), message, DataError);
  CHECK_THROWS_AS(IntegerMatrix(std::vector<double>(5), 2, 3), UsageError);
  CHECK_THROWS_AS(IntegerMatrix({}, 0, 0), UsageError);
}

TEST_CASE("inputs and outputs may lie anywhere") {
  const Modulus q = test::sample_moduli(1024)[4];
  const Layer layer = layer_of(2, 3, 10, 2);
  const Doubles x = test::random_residues(q, 3 * 16, 1);
  Doubles expected(2 * 16), y(2 * 16);
  const ExactProduct product = product_of(layer, q);
  product.multiply(x.data(), 16, {}, 16, expected.data(), 16);
  CHECK(wrong_of(layer, q, x, {}, expected, 16) == 0);
  const Doubles copies[] = {
      {x.begin(), x.begin() + 16}, {x.begin() + 16, x.begin() + 32}, {x.begin() + 32, x.end()}};
  const double* from[] = {copies[0].data(), copies[1].data(), copies[2].data()};
  double* to[] = {y.data() + 16, y.data()};
  product.multiply(from, {}, 16, to);
  CHECK(std::equal(y.begin(), y.begin() + 16, expected.begin() + 16));
  CHECK(std::equal(y.begin() + 16, y.end(), expected.begin()));
}

TEST_CASE("inputs, outputs, biases and columns that do not fit are refused") {
  const ExactProduct product = product_of(layer_of(2, 3, 1, 2), test::sample_moduli(1024)[1]);
  Doubles x(3 * 16), y(2 * 16), bias(3);
  const double* from[] = {x.data(), x.data(), x.data()};
  double* to[] = {y.data(), y.data() + 16};
  CHECK_THROWS_AS(product.multiply(std::span(from).first(2), {}, 16, to), UsageError);
  CHECK_THROWS_AS(product.multiply(from, {}, 16, std::span(to).first(1)), UsageError);
  CHECK_THROWS_AS(product.multiply(from, bias, 16, to), UsageError);
  CHECK_THROWS_AS(product.multiply(from, {}, 12, to), UsageError);
}

}  // namespace he::ring
