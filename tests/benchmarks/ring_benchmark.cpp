#include <benchmark/benchmark.h>
#include <cblas.h>
#include <fmt/format.h>

#include <memory>
#include <random>

#include "benchmarks.h"
#include "he/ring/encoding.h"
#include "he/ring/linear.h"
#include "he/ring/pointwise.h"
#include "he/ring/primes.h"
#include "he/ring/rounding.h"
#include "he/ring/transform.h"
#include "row.h"

namespace he::benchmarks {
namespace {

constexpr std::uint64_t kNarrow = std::uint64_t(1) << 32, kWide = ring::kModulusLimit;

/// A prime as plans take them: the largest that a residue of 32 bits, or a double, allows.
std::uint64_t prime_below(std::uint64_t limit, std::size_t degree) {
  return ring::largest_primes(limit, degree, 1)[0];
}

ring::Doubles random_residues(const ring::Modulus& q, std::size_t size) {
  std::mt19937_64 generator(1);
  ring::Doubles x(size);
  for (double& value : x) value = q.balanced(generator());
  return x;
}

struct Polynomial {
  explicit Polynomial(std::size_t degree)
      : transform(prime_below(kNarrow, degree), degree),
        encoder(degree),
        a(random_residues(transform.modulus(), degree)),
        b(a),
        numbers(degree, 0.25),
        slots(degree) {}
  ring::Transform transform;
  ring::Encoder encoder;
  ring::Doubles a, b, numbers, slots;
};

void register_polynomial(std::size_t degree) {
  const auto p = std::make_shared<Polynomial>(degree);
  Row row(fmt::format("polynomial, N = {}", degree), degree);
  row.add("product of entries", [p] { ring::multiply(p->transform.modulus(), p->a, p->a, p->b); });
  row.add("transform", [p] { p->transform.forward(p->b.data()); });
  row.add("transform back", [p] { p->transform.inverse(p->b.data()); });
  row.add("slots to coefficients", [p] { p->encoder.to_coefficients(p->numbers, p->b); });
  row.add("rounding to residues",
          [p] { ring::ScaledNumbers(p->numbers, 21).residues(p->transform.modulus(), p->b); });
  row.add("coefficients to slots", [p] {
    p->b = p->numbers;
    p->encoder.to_slots(p->b, p->slots);
  });
}

/// Inputs of a layer modulo one prime, and its product as integers and as plain numbers.
struct Layer {
  Layer(std::size_t outputs, std::size_t inputs, std::size_t columns, std::uint64_t limit)
      : modulus(prime_below(limit, columns)),
        weights(random_weights(outputs * inputs)),
        x(random_residues(modulus, inputs * columns)),
        y(outputs * columns),
        product(std::make_shared<ring::IntegerMatrix>(weights, outputs, inputs), modulus) {}
  static std::vector<double> random_weights(std::size_t count) {  // of 10 bits and sign
    std::mt19937_64 generator(2);
    std::vector<double> weights(count);
    for (double& weight : weights) weight = static_cast<double>(generator() % 2048) - 1024;
    return weights;
  }
  ring::Modulus modulus;
  std::vector<double> weights;
  ring::Doubles x, y;
  ring::ExactProduct product;
};

void register_layer(std::size_t outputs, std::size_t inputs, std::size_t columns) {
  const auto narrow = std::make_shared<Layer>(outputs, inputs, columns, kNarrow),
             wide = std::make_shared<Layer>(outputs, inputs, columns, kWide);
  const auto exact = [=](const std::shared_ptr<Layer>& layer) {
    return [=] { layer->product.multiply(layer->x.data(), columns, {}, columns, layer->y.data(), columns); };
  };
  Row row(fmt::format("layer {}x{}, N = {}", outputs, inputs, columns), columns);
  row.add("cblas_dgemm", [=] {
    const int m = static_cast<int>(outputs), k = static_cast<int>(inputs), n = static_cast<int>(columns);
    cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, narrow->weights.data(), k,
                narrow->x.data(), n, 0, narrow->y.data(), n);
  });
  row.add("modulo a prime of 32 bits", exact(narrow));
  row.add("modulo a prime of 49.9 bits", exact(wide));
}

}  // namespace

void register_ring() {
  for (const std::size_t degree : {4096, 8192}) {
    register_polynomial(degree);
    register_layer(100, 784, degree);
    register_layer(64, 64, degree);
  }
}

}  // namespace he::benchmarks
