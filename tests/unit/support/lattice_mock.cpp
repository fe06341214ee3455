#include "support/lattice_mock.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "he/error.h"
#include "he/schemes/evaluator_factory.h"
#include "he/secret/key_factory.h"
#include "he/tensor/plan.h"

namespace he::test {
namespace {

constexpr std::size_t kSlots = 64, kComponents = 3;
constexpr std::int64_t kModulus = (std::int64_t{1} << 61) - 1;
constexpr int kInputBits = 14, kWeightBits = 7, kMaxBits = 60, kBitsOfNumbers = 10;
constexpr const char* kRelinearisation = "relinearisation";

__extension__ using Wide = __int128;

std::int64_t reduced(Wide x) {
  const auto r = static_cast<std::int64_t>(x % kModulus);
  return r < 0 ? r + kModulus : r;
}

std::int64_t scaled(double x, int bits) { return std::llround(std::ldexp(x, bits)); }

/// The public part of slot `slot` under a seed: the generator of Knuth's MMIX and the finaliser of
/// SplitMix64.
std::int64_t public_part(std::uint32_t seed, std::size_t slot) {
  std::uint64_t x = (std::uint64_t{seed} << 32 | slot) * 6364136223846793005u + 1442695040888963407u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return static_cast<std::int64_t>((x ^ x >> 31) % static_cast<std::uint64_t>(kModulus));
}

void write_residue(std::int64_t residue, double* words) {
  words[0] = static_cast<double>(residue & 0xffffffff);
  words[1] = static_cast<double>(residue >> 32);
}

std::int64_t read_residue(const double* words) {
  return static_cast<std::int64_t>(words[0]) | static_cast<std::int64_t>(words[1]) << 32;
}

PayloadLayout input_layout() { return {kSlots, {2 * kSlots + 1}, "mock-seeded", NumberType::uint32}; }
PayloadLayout output_layout(int bits) {
  return {kSlots, {kComponents, kSlots, 2}, "mock-2^" + std::to_string(bits), NumberType::uint32};
}

// --- the external party's side ---

using Ciphertext = std::array<std::array<std::int64_t, kSlots>, kComponents>;

struct Storage final : TensorStorage {
  std::vector<Ciphertext> features;  ///< none where the tensor is but a description
  int bits = kInputBits;             ///< of the scale
  std::size_t components = 2;
  std::unique_ptr<TensorStorage> clone() const override { return std::make_unique<Storage>(*this); }
};

struct Weights final : PreparedLinear {
  LinearMap map;
  LinearWeights numbers;
};

class LatticeEvaluator final : public Evaluator {
 public:
  LatticeEvaluator(SchemeInfo scheme, std::shared_ptr<const EvaluationKey> key)
      : scheme_(std::move(scheme)), layout_(input_layout()), key_(std::move(key)) {}

  const SchemeInfo& scheme() const override { return scheme_; }
  const PayloadLayout& layout() const override { return layout_; }
  std::size_t block_records(std::size_t) const override { return kSlots; }
  double expected_error() const override { return 1e-2; }

  void check(std::span<const OperationUse> network) const override;
  std::unique_ptr<Plan> plan(const NetworkView& network) const override;
  std::unique_ptr<PreparedLinear> prepare(const LinearMap& map, const LinearWeights& weights) const override {
    auto prepared = std::make_unique<Weights>();
    prepared->map = map;
    prepared->numbers = weights;
    return prepared;
  }

  Tensor load(std::span<const double> payload, std::size_t records, const Shape& shape) const override;
  void store(const Tensor& x, std::span<double> payload) const override;
  Tensor linear(const Tensor& x, const PreparedLinear& weights) const override;
  Tensor apply(Tensor x, const Function& f) const override;

 private:
  static void grow(Storage& storage, int bits) {
    storage.bits += bits;
    if (storage.bits + kBitsOfNumbers > kMaxBits) throw UnsupportedError("the modulus is too small for it");
  }

  SchemeInfo scheme_;
  PayloadLayout layout_;
  std::shared_ptr<const EvaluationKey> key_;
};

/// Blocks are as large as a machine's memory in a real lattice scheme: one after the other.
class LatticePlan final : public TensorPlan {
 public:
  LatticePlan(const NetworkView& network, const LatticeEvaluator& evaluator, int bits)
      : TensorPlan(network, evaluator),
        weights_(network.prepare(evaluator)),
        layout_(test::output_layout(bits)) {}

  const PayloadLayout& output_layout() const override { return layout_; }
  std::size_t block_records() const override { return kSlots; }
  bool parallel_blocks() const override { return false; }
  double expected_error() const override { return 5e-3; }
  Tensor run(Tensor x) const override { return network().forward(evaluator(), weights_, std::move(x)); }

 private:
  NetworkView::Weights weights_;
  PayloadLayout layout_;
};

void LatticeEvaluator::check(std::span<const OperationUse> network) const {
  for (const OperationUse& use : network) {
    const bool square = use.operation == Operation::function && use.function->kind == FunctionKind::square;
    if (use.operation != Operation::linear && !square)
      throw UnsupportedError("layer '" + use.layer + "' is not supported by the scheme 'lattice-mock'");
    if (square && (!key_ || !key_->parts.contains(kRelinearisation)))
      throw KeyError("layer '" + use.layer + "' needs an evaluation key: he-keygen --evaluation-key FILE");
  }
}

/// Runs the network over a description of its tensors: nothing but scales and components.
std::unique_ptr<Plan> LatticeEvaluator::plan(const NetworkView& network) const {
  check(network.operations());
  std::string layer;
  try {
    const Tensor described(network.input_shape(), kSlots, std::make_unique<Storage>());
    const Tensor result = network.forward(*this, network.prepare(*this), described,
                                          [&](const std::string& entered) { layer = entered; });
    return std::make_unique<LatticePlan>(network, *this, result.as<Storage>().bits);
  } catch (const UnsupportedError& error) {
    throw UnsupportedError("layer '" + layer + "' cannot run under this key: " + error.what());
  }
}

Tensor LatticeEvaluator::load(std::span<const double> payload, std::size_t records,
                              const Shape& shape) const {
  auto storage = std::make_unique<Storage>();
  storage->features.resize(element_count(shape));
  const double* words = payload.data();
  for (Ciphertext& c : storage->features) {
    for (std::size_t s = 0; s < kSlots; ++s, words += 2) c[0][s] = read_residue(words);
    const auto seed = static_cast<std::uint32_t>(*words++);
    for (std::size_t s = 0; s < kSlots; ++s) c[1][s] = public_part(seed, s);
    c[2].fill(0);
  }
  return Tensor(shape, records, std::move(storage));
}

void LatticeEvaluator::store(const Tensor& x, std::span<double> payload) const {
  double* words = payload.data();
  for (const Ciphertext& c : x.as<Storage>().features)
    for (const auto& component : c)
      for (const std::int64_t residue : component) write_residue(residue, words), words += 2;
}

Tensor LatticeEvaluator::linear(const Tensor& x, const PreparedLinear& weights) const {
  const auto& [map, numbers] = static_cast<const Weights&>(weights);
  const Storage& from = x.as<Storage>();
  auto storage = std::make_unique<Storage>();
  storage->bits = from.bits;
  storage->components = from.components;
  grow(*storage, kWeightBits);
  if (!from.features.empty()) {
    storage->features.resize(map.filters);
    for (std::size_t o = 0; o < map.filters; ++o)
      for (std::size_t c = 0; c < kComponents; ++c)
        for (std::size_t s = 0; s < kSlots; ++s) {
          Wide sum = c == 0 ? scaled(numbers.bias.values[o], storage->bits) : 0;
          for (std::size_t k = 0; k < map.indices_per_position; ++k)
            sum = reduced(sum + Wide{from.features[k][c][s]} *
                                    scaled(numbers.kernel.values[k * map.filters + o], kWeightBits));
          storage->features[o][c][s] = reduced(sum);
        }
  }
  return Tensor(map.output_shape, x.records(), std::move(storage));
}

/// (c0 + c1·k)² = c0² + 2·c0·c1·k + c1²·k².
Tensor LatticeEvaluator::apply(Tensor x, const Function&) const {
  Storage& storage = x.as<Storage>();
  if (storage.components > 2) throw UnsupportedError("it follows another square");
  grow(storage, storage.bits);
  storage.components = kComponents;
  for (Ciphertext& c : storage.features)
    for (std::size_t s = 0; s < kSlots; ++s) {
      const Wide a = c[0][s], b = c[1][s];
      c[0][s] = reduced(a * a);
      c[1][s] = reduced(2 * static_cast<Wide>(reduced(a * b)));
      c[2][s] = reduced(b * b);
    }
  return x;
}

// --- the key holder's side ---

class LatticeEncryptor final : public secret::Encryptor {
 public:
  LatticeEncryptor(std::int64_t k, const io::DatasetInfo& info)
      : k_(k), layout_(input_layout()), info_(info) {}
  const PayloadLayout& layout() const override { return layout_; }
  std::size_t batch_records() const override { return 2 * kSlots; }
  void encrypt(const io::Records& plain, io::Records& out) override {
    out.x = field(plain.x, info_.x.shape, plain.count);
    if (info_.y) out.y = field(plain.y, info_.y->shape, plain.count);
  }

 private:
  std::vector<double> field(const std::vector<double>& values, const Shape& shape, std::size_t records) {
    const std::size_t features = element_count(shape), row = 2 * kSlots + 1;
    std::vector<double> payload(layout_.numbers(records, shape));
    for (std::size_t cell = 0; cell < payload.size() / row; ++cell) {
      const std::uint32_t seed = next_seed_++;
      const std::size_t group = cell / features, feature = cell % features;
      for (std::size_t s = 0; s < kSlots; ++s) {
        const std::size_t record = group * kSlots + s;
        const std::int64_t m = record < records ? scaled(values[record * features + feature], kInputBits) : 0;
        write_residue(reduced(m - Wide{public_part(seed, s)} * k_), &payload[cell * row + 2 * s]);
      }
      payload[cell * row + row - 1] = seed;
    }
    return payload;
  }

  std::int64_t k_;
  PayloadLayout layout_;
  io::DatasetInfo info_;
  std::uint32_t next_seed_ = 1;
};

class LatticeKey final : public secret::SecretKey {
 public:
  LatticeKey(SchemeInfo scheme, SecretBytes sealing_key, std::int64_t k)
      : SecretKey(std::move(scheme), std::move(sealing_key)), k_(k) {}

  EvaluationKey evaluation_key() const override { return {scheme(), {{kRelinearisation, {{1}, {1}}}}}; }
  std::unique_ptr<secret::Encryptor> encryptor(const io::DatasetInfo& info, io::RecordSource&,
                                               const SchemeOptions& options,
                                               const secret::RandomSource&) const override {
    require_declared(options, {}, {}, "the key is one of the scheme 'lattice-mock'");
    return std::make_unique<LatticeEncryptor>(k_, info);
  }
  using SecretKey::decrypts;
  bool decrypts(const PayloadLayout& layout) const override {
    return layout == input_layout() || layout == output_layout(bits_of(layout));
  }
  void decrypt(const io::Field& field, std::size_t records, std::span<const double> payload,
               std::span<double> values) const override;
  std::vector<secret::SecretValues> secret_values() const override {
    return {{"k", {}, SecretVector<double>(1, static_cast<double>(k_))}};
  }

 private:
  static int bits_of(const PayloadLayout& layout) {
    return layout.name.starts_with("mock-2^") ? std::atoi(layout.name.c_str() + 7) : kInputBits;
  }
  std::int64_t message(const PayloadLayout& layout, const double* cell, std::size_t slot) const {
    if (layout == input_layout())
      return reduced(read_residue(cell + 2 * slot) +
                     Wide{public_part(static_cast<std::uint32_t>(cell[2 * kSlots]), slot)} * k_);
    Wide sum = 0;
    for (std::size_t c = kComponents; c-- > 0;)
      sum = reduced(reduced(sum * k_) + Wide{read_residue(cell + 2 * (c * kSlots + slot))});
    return static_cast<std::int64_t>(sum);
  }

  std::int64_t k_;
};

void LatticeKey::decrypt(const io::Field& field, std::size_t records, std::span<const double> payload,
                         std::span<double> values) const {
  const std::size_t features = element_count(field.shape), cell = element_count(field.layout.element);
  for (std::size_t i = 0; i < records * features; ++i) {
    const std::size_t record = i / features, group = record / kSlots;
    std::int64_t m =
        message(field.layout, &payload[(group * features + i % features) * cell], record % kSlots);
    if (m > kModulus / 2) m -= kModulus;
    values[i] = std::ldexp(static_cast<double>(m), -bits_of(field.layout));
  }
}

std::unique_ptr<secret::SecretKey> generate(const SchemeOptions&, const secret::RandomSource& random) {
  secret::RandomStream stream(random, 7);
  SecretBytes sealing(32);
  stream.bytes(sealing);
  SchemeInfo scheme;
  scheme.name = "lattice-mock";
  scheme.public_values["salt"] = {{1}, {stream.uniform()}};  // keys of one parameter set have different ids
  scheme.key_id = key_id_of(scheme);
  scheme.seeded = random.seeded();
  const auto k = static_cast<std::int64_t>(stream.below(std::uint64_t{1} << 50));
  return std::make_unique<LatticeKey>(scheme, std::move(sealing), k);
}

std::unique_ptr<secret::SecretKey> restore(const SchemeInfo& scheme,
                                           const std::vector<secret::SecretValues>& values,
                                           SecretBytes sealing) {
  return std::make_unique<LatticeKey>(scheme, std::move(sealing),
                                      static_cast<std::int64_t>(values.at(0).values.at(0)));
}

}  // namespace

void register_lattice_mock() {
  static const bool once = [] {
    secret::register_key_scheme({"lattice-mock", "a toy", {}, generate, restore});
    schemes::register_evaluator_scheme(
        {"lattice-mock", {}, [](const SchemeInfo& scheme, const schemes::EvaluatorOptions& options) {
           return std::make_unique<LatticeEvaluator>(scheme, options.evaluation_key);
         }});
    return true;
  }();
  static_cast<void>(once);
}

}  // namespace he::test
