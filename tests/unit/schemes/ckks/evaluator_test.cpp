#include "he/schemes/ckks/evaluator.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/parallel.h"
#include "he/schemes/ckks/compiled_network.h"
#include "he/schemes/ckks/planner.h"
#include "he/schemes/ckks/uniform.h"
#include "he/secret/last_function.h"
#include "support/ckks.h"
#include "support/square_network.h"

using namespace he;
using namespace he::schemes::ckks;
using test::SquareModel;

namespace {

constexpr Range kRange{-4, 4};

/// A network, a key made for it, and the way of records through both.
struct Run {
  explicit Run(const io::ModelDescription& model, double max_error = 2e-3)
      : network(model),
        planned(plan_parameters(network, {kRange, max_error})),
        key(secret::ckks::CkksKey::generate(planned.parameters, random)),
        evaluator(key->scheme(), 1) {}

  std::vector<double> payload(const std::vector<double>& x) {
    io::Records plain;
    plain.count = x.size() / element_count(network.input_shape());
    plain.x = x;
    return test::ckks_encrypted(*key, plain, network.input_shape(), std::nullopt, random).x;
  }
  std::vector<double> decrypted(const std::vector<double>& y, const PayloadLayout& layout,
                                std::size_t records) {
    std::vector<double> values(records * element_count(network.output_shape()));
    key->decrypt({network.output_shape(), layout}, records, y, values);
    secret::apply_last(key->last_function(layout), values.size() / records, values);
    return values;
  }
  std::vector<double> results(const std::vector<double>& x) {
    const nn::Inference inference(network, evaluator);
    const std::size_t records = x.size() / element_count(network.input_shape());
    const PayloadLayout& layout = inference.plan().output_layout();
    std::vector<double> y(layout.numbers(records, network.output_shape()));
    inference.run(payload(x), records, y);
    return decrypted(y, layout, records);
  }

  secret::RandomSource random{7};
  nn::Network network;
  PlannedNetwork planned;
  std::unique_ptr<secret::ckks::CkksKey> key;
  CkksEvaluator evaluator;
};

/// What a network gives under CKKS lies within the expected error of what it gives in plain.
void check_agreement(SquareModel model, std::size_t records) {
  Run run(model.model());
  const std::vector<double> x = model.records(records), plain = test::plain_results(run.network, x);
  const double largest =
      std::fabs(*std::ranges::max_element(plain, {}, [](double y) { return std::fabs(y); }));
  const double difference = test::largest_difference(plain, run.results(x));
  INFO("difference ", difference, " of ", run.planned.expected_error(), " expected and ",
       run.planned.errors.certain, " certain; largest result ", largest);
  CHECK(difference > 0);
  CHECK(difference <= run.planned.expected_error());
  CHECK(difference * std::max(1.0, largest) <= run.planned.errors.certain);
}

__extension__ using Wide = __int128;
using Integers = std::vector<std::vector<Wide>>;  // one entry of every polynomial: [feature][power]

Wide residue(Wide v, Wide q) { return (v % q + q) % q; }

/// A dense layer with weights and bias as integers, modulo q.
Integers dense_layer(const io::LayerDescription& layer, const StepScale& scale, Wide q, const Integers& x) {
  const auto &kernel = layer.weights[0], &bias = layer.weights[1];
  Integers y(kernel.shape[1], std::vector<Wide>(x[0].size(), 0));
  for (std::size_t o = 0; o < y.size(); ++o) {
    for (std::size_t f = 0; f < x.size(); ++f) {
      const Wide w = std::llround(kernel.values[f * y.size() + o] * scale.multiplier);
      for (std::size_t power = 0; power < x[f].size(); ++power)
        y[o][power] = residue(y[o][power] + x[f][power] * w, q);
    }
    const long double shift = static_cast<long double>(bias.values[o]) * std::exp2(scale.log2_after);
    y[o][0] = residue(y[o][0] + static_cast<Wide>(std::nearbyint(shift)), q);
  }
  return y;
}

/// Dense layer, square, dense layer in 128-bit integers.
Integers one_square(const io::ModelDescription& model, const PlannedNetwork& planned, Wide q,
                    const Integers& x) {
  const auto scales = step_scales(planned.program, planned.bits);
  Integers hidden = dense_layer(model.layers[0], scales[0], q, x);
  for (auto& d : hidden)
    d = {residue(d[0] * d[0], q), residue(2 * residue(d[0] * d[1], q), q), residue(d[1] * d[1], q)};
  return dense_layer(model.layers[1], scales[1], q, hidden);
}

}  // namespace

TEST_CASE("networks of squares give the same in plain and under CKKS") {
  check_agreement(SquareModel(1, {5}).dense(3, "linear"), 100);
  check_agreement(SquareModel(2, {20}).dense(16, "square").dense(4, "linear"), 100);
  check_agreement(SquareModel(3, {9}).dense(12, "square").dense(10, "square").dense(3, "linear"), 100);
  check_agreement(SquareModel(4, {6}).add("Activation", {{"activation", "square"}}).dense(2, "linear"), 100);
  check_agreement(SquareModel(5, {6}).dense(4, "square"), 100);
  check_agreement(SquareModel(6, {6}).dense(4, "square").dense(3, "softmax"), 100);
  check_agreement(SquareModel(7, {6}).dense(4, "square").dense(1, "sigmoid"), 100);
}

TEST_CASE("images go through convolutions, pooling, normalisation and padding under CKKS") {
  check_agreement(SquareModel(1, {8, 8, 2})
                      .convolution(3, 4, "linear", "same")
                      .batch_normalization()
                      .add("Activation", {{"activation", "square"}})
                      .add("AveragePooling2D", {{"pool_size", {2, 2}}, {"padding", "valid"}})
                      .add("Flatten")
                      .dense(5, "linear"),
                  50);
  check_agreement(
      SquareModel(2, {7, 7, 1})
          .batch_normalization()
          .convolution(3, 3, "square")
          .add("AveragePooling2D", {{"pool_size", {3, 3}}, {"strides", {2, 2}}, {"padding", "same"}})
          .add("ZeroPadding2D", {{"padding", {1, 1}}})
          .convolution(2, 2, "square", "same")
          .add("GlobalAveragePooling2D"),
      50);
}

TEST_CASE("several groups of records, and one record, come out in their places") {
  SquareModel model(8, {3});
  model.dense(4, "square").dense(2, "linear");
  Run run(model.model());
  const std::size_t n = run.planned.parameters.degree();
  for (const std::size_t records : {std::size_t{1}, n + 3}) {
    const std::vector<double> x = model.records(records);
    CHECK(test::largest_difference(test::plain_results(run.network, x), run.results(x)) <=
          run.planned.expected_error());
  }
}

TEST_CASE("residues are the same on any number of threads, and those of integer arithmetic") {
  SquareModel model(9, {7});
  model.dense(5, "square").dense(3, "linear");
  Run run(model.model());
  const std::vector<double> x = model.records(20), payload = run.payload(x);
  const CompiledNetwork compiled(plan_under(run.network, run.planned.parameters), nullptr);
  const auto evaluate = [&] {
    std::vector<double> y(compiled.output_layout().numbers(20, run.network.output_shape()));
    compiled.evaluate(payload, 20, y);
    return y;
  };
  std::vector<double> one, several;
  {
    const ThreadLimit limit(1);
    one = evaluate();
  }
  several = evaluate();
  CHECK(one == several);

  const Parameters& p = run.planned.parameters;
  const std::size_t n = p.degree(), entry = 5, cell = p.limbs() * n + kSeedWords;
  for (std::size_t limb = 0; limb < p.limbs(); ++limb) {
    Integers values(7);
    for (std::size_t f = 0; f < values.size(); ++f) {
      const std::span ciphertext(payload.data() + f * cell, cell);
      const auto second = uniform_polynomial(seed_of(ciphertext.last(kSeedWords)), 1, limb,
                                             ring::Modulus(p.moduli()[limb]), n);
      values[f] = {static_cast<Wide>(ciphertext[limb * n + entry]), static_cast<Wide>(second[entry])};
    }
    values = one_square(model.model(), compiled.planned(), static_cast<Wide>(p.moduli()[limb]), values);
    for (std::size_t o = 0; o < 3; ++o)
      for (std::size_t power = 0; power < 3; ++power)
        CHECK(one[(o * 3 + power) * p.limbs() * n + limb * n + entry] ==
              static_cast<double>(values[o][power]));
  }
}

TEST_CASE("re-randomised results differ in every number and decrypt to nearly the same") {
  SquareModel model(10, {4});
  model.dense(3, "square").dense(2, "linear");
  Run run(model.model());
  const std::vector<double> x = model.records(10), payload = run.payload(x);
  const nn::Inference inference(run.network, run.evaluator);
  const PayloadLayout& layout = inference.plan().output_layout();
  std::vector<double> a(layout.numbers(10, {2})), b(a.size());
  inference.run(payload, 10, a);
  inference.run(payload, 10, b);
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i];
  CHECK(equal < 20);  // by chance 2^-32 of some 2^15
  CHECK(test::largest_difference(run.decrypted(a, layout, 10), run.decrypted(b, layout, 10)) <
        run.planned.errors.result);
}

TEST_CASE("a changed public value is refused, since masks would come off") {
  SquareModel model(14, {4});
  model.dense(3, "square").dense(2, "linear");
  Run run(model.model());
  SchemeInfo changed = run.key->scheme();
  changed.public_values["rerandomization_key"].values[7] = 0;
  CHECK_THROWS_WITH_AS(CkksEvaluator{changed}, doctest::Contains("was changed"), DataError);
}

TEST_CASE("equal bytes of a generator mask equal results alike, and other results otherwise") {
  SquareModel model(15, {4});
  model.dense(2, "linear");
  Run run(model.model());
  const auto mask_of = [&](double entry) {
    const Rerandomizer rerandomizer(run.key->scheme(), run.planned.parameters, 3);
    const std::size_t numbers =
        run.planned.parameters.powers() * run.planned.parameters.limbs() * run.planned.parameters.degree();
    std::vector<double> ciphertext(numbers, 1);
    ciphertext[5] = entry;
    const std::vector<double> before = ciphertext;
    rerandomizer.add_mask(0, ciphertext);
    for (std::size_t i = 0; i < numbers; ++i) ciphertext[i] -= before[i];
    return ciphertext;
  };
  const std::vector<double> once = mask_of(1), other = mask_of(2);
  CHECK(once == mask_of(1));
  std::size_t equal = 0;
  for (std::size_t i = 0; i < once.size(); ++i) equal += once[i] == other[i];
  CHECK(equal < 8);
}

TEST_CASE("what CKKS cannot compute is refused with the layer and what to do") {
  const auto refusal = [](const io::ModelDescription& model) {
    try {
      plan_parameters(nn::Network(model), {kRange});
    } catch (const UnsupportedError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const std::string tanh = refusal(SquareModel(1, {4}).dense(3, "tanh").dense(2, "linear").model());
  CHECK(tanh.find("layer_0") != std::string::npos);
  CHECK(tanh.find("no tanh") != std::string::npos);
  CHECK(tanh.find("'square'") != std::string::npos);
  CHECK(refusal(SquareModel(1, {4, 4, 1}).add("MaxPooling2D", {{"pool_size", {2, 2}}}).model())
            .find("average pooling") != std::string::npos);
  SquareModel deep(1, {4});
  for (int i = 0; i < 4; ++i) deep.dense(3, "square");
  CHECK(refusal(deep.model()).find("17 powers") != std::string::npos);
}

TEST_CASE("a key for a small network is refused for a larger one") {
  SquareModel model(11, {4}), deep(12, {4});
  model.dense(3, "square").dense(2, "linear");
  deep.dense(3, "square").dense(3, "square").dense(2, "linear");
  Run run(model.model());
  CHECK_THROWS_AS(run.evaluator.plan(nn::Network(deep.model())), UnsupportedError);
  SquareModel large(13, {4});
  large.dense(3, "square").dense(2, "linear");
  for (double& w : large.model().layers[1].weights[0].values) w *= 1e30;
  CHECK_THROWS_AS(run.evaluator.plan(nn::Network(large.model())), UnsupportedError);
}
