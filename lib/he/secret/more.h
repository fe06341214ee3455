#pragma once

#include <optional>

#include "he/schemes/more/plane.h"
#include "he/secret/key.h"

namespace he::secret {

/// A key of MORE (Kipnis & Hibshoosh, IACR ePrint 2012/637) over the reals: an invertible 2x2 matrix S. A
/// number m becomes
///     C = S·diag(m, r)·S⁻¹ = r·I + (m − r)·P,   P = S e₁ e₁ᵀ S⁻¹,   with a fresh mask r,
/// and m = (S⁻¹ C S)₁₁ = tr(P·C).
class MoreKey final : public SecretKey {
 public:
  /// Draws S = R(θ₁)·diag(1, σ)·R(θ₂) with θ₁ uniform in [0, 2π), θ₂ uniform in [π/8, 3π/8] plus a multiple
  /// of π/2, and log σ uniform in [log 1.25, log 4]: well conditioned, so that rounding is not amplified, and
  /// never with orthogonal columns, which would make ciphertexts symmetric. The sign of the public Q is drawn
  /// too, so that it does not tell which channel is the message.
  static std::unique_ptr<MoreKey> generate(const RandomSource& random);
  /// From what a key file stores. Throws DataError where that is no key of MORE. `stored`, the public part of
  /// the file, is kept as it is: computed anew by another build, Q may differ in its last bit and with it the
  /// key id. It must agree with S to rounding.
  static std::unique_ptr<MoreKey> restore(const std::vector<SecretValues>& values, SecretBytes sealing_key,
                                          const std::optional<SchemeInfo>& stored = std::nullopt);

  const PayloadLayout& layout() const override { return layout_; }
  void encrypt(std::span<const double> values, MaskBlock& masks, std::span<double> payload) const override;
  void decrypt(std::span<const double> payload, std::span<double> values) const override;
  std::vector<SecretValues> secret_values() const override;

  ~MoreKey() override;

 private:
  MoreKey(SchemeInfo scheme, const schemes::more::Matrix2& similarity, double plane_sign,
          SecretBytes sealing_key);

  PayloadLayout layout_ = schemes::more::layout();
  schemes::more::Matrix2 similarity_;  ///< S
  schemes::more::Matrix2 projector_;   ///< P
  double plane_sign_;                  ///< Q = plane_sign·(2P − I)
};

}  // namespace he::secret
