#include "he/tensor/evaluator.h"

#include "he/error.h"

namespace he {
namespace {

[[noreturn]] void refuse(const Evaluator& evaluator, const std::string& what) {
  throw UnsupportedError("the scheme '" + evaluator.scheme().name + "' cannot " + what);
}

}  // namespace

std::unique_ptr<PreparedLinear> Evaluator::prepare(const LinearMap&, const LinearWeights&) const {
  refuse(*this, "compute layer by layer");
}
Tensor Evaluator::load(std::span<const double>, std::size_t, const Shape&) const {
  refuse(*this, "compute layer by layer");
}
void Evaluator::store(const Tensor&, std::span<double>) const { refuse(*this, "compute layer by layer"); }
Tensor Evaluator::linear(const Tensor&, const PreparedLinear&) const { refuse(*this, "multiply by weights"); }
Tensor Evaluator::affine(Tensor, std::span<const double>, std::span<const double>) const {
  refuse(*this, "scale ciphertexts");
}
Tensor Evaluator::gather(const Tensor&, std::span<const std::int32_t>, const Shape&) const {
  refuse(*this, "reorder ciphertexts");
}
Tensor Evaluator::sum(const Tensor&, const Segments&) const { refuse(*this, "sum over features"); }
Tensor Evaluator::apply(Tensor, const Function& f) const { refuse(*this, "compute " + to_string(f.kind)); }
Tensor Evaluator::add(Tensor, const Tensor&) const { refuse(*this, "add ciphertexts"); }
Tensor Evaluator::subtract(Tensor, const Tensor&) const { refuse(*this, "subtract ciphertexts"); }
Tensor Evaluator::multiply(Tensor, const Tensor&) const { refuse(*this, "multiply ciphertexts"); }
Tensor Evaluator::sum_records(const Tensor&) const { refuse(*this, "sum over records"); }
Tensor Evaluator::divide(Tensor, const Tensor&) const { refuse(*this, "divide ciphertexts"); }
Tensor Evaluator::maximum(const Tensor&, const Segments&) const {
  refuse(*this, "take the maximum of ciphertexts");
}

}  // namespace he
