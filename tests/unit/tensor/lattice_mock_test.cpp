// The seam between schemes and networks, kept honest by a mock that behaves like a lattice scheme (RNS-CKKS):
// 64 records in one opaque ciphertext, a bounded depth, functions only where they are polynomials, noise, and
// an evaluation key.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "he/error.h"
#include "he/nn/network.h"
#include "support/encryption.h"

using namespace he;

namespace {

constexpr std::size_t kSlots = 64;
constexpr int kDepth = 6;
constexpr double kNoise = 1e-6;

/// One ciphertext: the numbers of one feature for 64 records, shifted by a pad that only the "key" knows, and
/// its level.
struct Ciphertext {
  std::array<double, kSlots> slots{};
  int level = kDepth;
};

struct LatticeStorage final : TensorStorage {
  std::vector<Ciphertext> features;
  std::unique_ptr<TensorStorage> clone() const override { return std::make_unique<LatticeStorage>(*this); }
};

struct PreparedMap final : PreparedLinear {
  LinearMap map;
  LinearWeights weights;
};

class LatticeEvaluator final : public Evaluator {
 public:
  explicit LatticeEvaluator(bool with_key = true) : with_key_(with_key) {
    scheme_.name = "lattice-mock";
    layout_ = {kSlots, {kSlots}, "mock-64"};
  }
  const SchemeInfo& scheme() const override { return scheme_; }
  const PayloadLayout& layout() const override { return layout_; }
  std::size_t block_records(std::size_t) const override { return kSlots; }
  double expected_error() const override { return 1e-4; }

  void check(std::span<const OperationUse> network) const override {
    if (!with_key_) throw KeyError("the scheme 'lattice-mock' needs an evaluation key");
    int depth = 0;
    for (const OperationUse& use : network) {
      const bool polynomial =
          use.operation != Operation::function || use.function->kind == FunctionKind::square;
      const bool comparison = use.operation == Operation::maximum || use.operation == Operation::quotient;
      if (!polynomial || comparison)
        throw UnsupportedError("layer '" + use.layer + "' is not supported by the scheme 'lattice-mock'");
      if (use.operation != Operation::gather && ++depth > kDepth)
        throw UnsupportedError("layer '" + use.layer + "' exceeds the depth of the scheme 'lattice-mock'");
    }
  }
  std::unique_ptr<PreparedLinear> prepare(const LinearMap& map, const LinearWeights& weights) const override {
    auto prepared = std::make_unique<PreparedMap>();
    prepared->map = map;
    prepared->weights = weights;
    return prepared;
  }

  Tensor load(std::span<const double> payload, std::size_t records, const Shape& shape) const override {
    auto storage = std::make_unique<LatticeStorage>();
    storage->features.resize(element_count(shape));
    for (std::size_t f = 0; f < storage->features.size(); ++f)
      std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(f * kSlots), kSlots,
                  storage->features[f].slots.begin());
    return Tensor(shape, records, std::move(storage));
  }
  void store(const Tensor& x, std::span<double> payload) const override {
    std::size_t i = 0;
    for (const Ciphertext& c : x.as<LatticeStorage>().features)
      for (double slot : c.slots) payload[i++] = slot;
  }

  Tensor linear(const Tensor& x, const PreparedLinear& weights) const override {
    const auto& [map, numbers] = static_cast<const PreparedMap&>(weights);
    const std::size_t indices = map.indices_per_position;
    Tensor y = make(map.output_shape, x.records());
    for (std::size_t p = 0; p < map.positions; ++p)
      for (std::size_t o = 0; o < map.filters; ++o) {
        Ciphertext& sum = features(y)[map.output(p, o)];
        sum.slots.fill(numbers.bias.values.empty() ? 0 : numbers.bias.values[o]);
        for (std::size_t k = 0; k < indices; ++k)
          if (map.indices[p * indices + k] >= 0)
            accumulate(sum, features(x)[static_cast<std::size_t>(map.indices[p * indices + k])],
                       numbers.kernel.values[k * map.filters + o]);
        consume(sum, features(x)[0].level);
      }
    return y;
  }
  Tensor affine(Tensor x, std::span<const double> scale, std::span<const double> shift) const override {
    for (std::size_t f = 0; f < scale.size(); ++f) {
      Ciphertext& c = features(x)[f];
      for (double& slot : c.slots) slot = slot * scale[f] + shift[f];
      consume(c, c.level);
    }
    return x;
  }
  Tensor gather(const Tensor& x, std::span<const std::int32_t> source, const Shape& shape) const override {
    Tensor y = make(shape, x.records());
    for (std::size_t f = 0; f < source.size(); ++f)
      if (source[f] >= 0) features(y)[f] = features(x)[static_cast<std::size_t>(source[f])];
    return y;
  }
  Tensor sum(const Tensor& x, const Segments& segments) const override {
    Tensor y = make(segments.output_shape, x.records());
    for (std::size_t o = 0; o < segments.outputs(); ++o) {
      Ciphertext& c = features(y)[o];
      for (std::uint32_t k = segments.first[o]; k < segments.first[o + 1]; ++k)
        accumulate(c, features(x)[segments.indices[k]], segments.scale[o]);
      consume(c, features(x)[0].level);
    }
    return y;
  }
  Tensor apply(Tensor x, const Function& f) const override {
    if (f.kind != FunctionKind::square) throw UnsupportedError("only polynomials");
    for (Ciphertext& c : features(x)) {
      for (double& slot : c.slots) slot *= slot;
      consume(c, c.level);
    }
    return x;
  }
  Tensor add(Tensor x, const Tensor& y) const override {
    return combine(std::move(x), y, [](double a, double b) { return a + b; });
  }
  Tensor subtract(Tensor x, const Tensor& y) const override {
    return combine(std::move(x), y, [](double a, double b) { return a - b; });
  }
  Tensor multiply(Tensor x, const Tensor& y) const override {
    return combine(std::move(x), y, [](double a, double b) { return a * b; });
  }
  Tensor sum_records(const Tensor& x) const override { return x; }

 private:
  static std::vector<Ciphertext>& features(Tensor& x) { return x.as<LatticeStorage>().features; }
  static const std::vector<Ciphertext>& features(const Tensor& x) { return x.as<LatticeStorage>().features; }
  static Tensor make(const Shape& shape, std::size_t records) {
    auto storage = std::make_unique<LatticeStorage>();
    storage->features.resize(element_count(shape));
    return Tensor(shape, records, std::move(storage));
  }
  static void accumulate(Ciphertext& sum, const Ciphertext& c, double factor) {
    for (std::size_t s = 0; s < kSlots; ++s) sum.slots[s] += factor * c.slots[s];
  }
  /// A multiplication costs a level and adds noise.
  static void consume(Ciphertext& c, int level) {
    c.level = level - 1;
    REQUIRE(c.level >= 0);
    for (std::size_t s = 0; s < kSlots; ++s) c.slots[s] += kNoise * (static_cast<double>(s % 3) - 1);
  }
  template <class Op>
  static Tensor combine(Tensor x, const Tensor& y, Op op) {
    for (std::size_t f = 0; f < features(x).size(); ++f)
      for (std::size_t s = 0; s < kSlots; ++s)
        features(x)[f].slots[s] = op(features(x)[f].slots[s], features(y)[f].slots[s]);
    return x;
  }

  SchemeInfo scheme_;
  PayloadLayout layout_;
  bool with_key_;
};

io::LayerDescription dense(const std::string& name, std::size_t inputs, std::size_t units, unsigned seed) {
  return {"Dense",
          name,
          {{"units", units}},
          {{"kernel", {inputs, units}, test::normal_numbers(inputs * units, seed)},
           {"bias", {units}, test::normal_numbers(units, seed + 1)}}};
}

/// The features of each record in a row, as a lattice scheme packs them: [group of 64
/// records][feature][record].
std::vector<double> packed(const std::vector<double>& x, std::size_t features, std::size_t records) {
  std::vector<double> payload((records + kSlots - 1) / kSlots * features * kSlots, 0.0);
  for (std::size_t r = 0; r < records; ++r)
    for (std::size_t f = 0; f < features; ++f)
      payload[(r / kSlots * features + f) * kSlots + r % kSlots] = x[r * features + f];
  return payload;
}

}  // namespace

TEST_CASE(
    "a network with square activations runs under a scheme that packs 64 records, to that scheme's noise") {
  io::ModelDescription model;
  model.input_shape = {6};
  model.layers = {
      dense("a", 6, 5, 1), {"Activation", "s", {{"activation", "square"}}, {}}, dense("b", 5, 2, 3)};
  const nn::Network network(model);
  const std::size_t records = 150;  // three ciphertexts, the last not full
  const std::vector<double> x = test::normal_numbers(6 * records, 9);

  const auto plain = schemes::make_evaluator({});
  std::vector<double> expected(2 * records);
  nn::Inference(network, *plain).run(x, records, expected);

  const LatticeEvaluator lattice;
  std::vector<double> y(lattice.layout().numbers(records, {2}));
  nn::Inference(network, lattice).run(packed(x, 6, records), records, y);
  const double difference = test::largest_difference(packed(expected, 2, records), [&] {
    std::vector<double> used = y;  // slots beyond the last record hold whatever the padding became
    const std::vector<double> mask = packed(std::vector<double>(2 * records, 1.0), 2, records);
    for (std::size_t i = 0; i < used.size(); ++i) used[i] *= mask[i];
    return used;
  }());
  CHECK(difference < lattice.expected_error());
  CHECK(difference > 0);  // the noise is there
}

TEST_CASE("what a lattice scheme cannot do is refused before the first record, by the name of the layer") {
  const LatticeEvaluator lattice;
  const auto refusal = [&](const io::ModelDescription& model) -> std::string {
    try {
      const nn::Network network(model);
      nn::Inference inference(network, lattice);
    } catch (const UnsupportedError& error) {
      return error.what();
    }
    return "";
  };
  io::ModelDescription pooling, deep, transcendental;
  pooling.input_shape = {4, 4, 1};
  pooling.layers = {{"MaxPooling2D", "pool", nlohmann::json::object(), {}}};
  CHECK(refusal(pooling) == "layer 'pool (MaxPooling2D)' is not supported by the scheme 'lattice-mock'");
  transcendental.input_shape = {3};
  transcendental.layers = {{"Activation", "t", {{"activation", "tanh"}}, {}}};
  CHECK(refusal(transcendental).find("'t (Activation)'") != std::string::npos);
  deep.input_shape = {2};
  for (unsigned i = 0; i < 7; ++i) deep.layers.push_back(dense("d" + std::to_string(i), 2, 2, i));
  CHECK(refusal(deep) == "layer 'd6 (Dense)' exceeds the depth of the scheme 'lattice-mock'");
}

TEST_CASE("an evaluation key that is missing is noticed before the first record") {
  io::ModelDescription model;
  model.input_shape = {2};
  model.layers = {dense("d", 2, 2, 1)};
  const nn::Network network(model);
  const LatticeEvaluator lattice(false);
  CHECK_THROWS_AS(nn::Inference(network, lattice), KeyError);
}
