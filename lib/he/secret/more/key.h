#pragma once

#include <optional>

#include "he/schemes/more/public_matrix.h"
#include "he/schemes/planar/evaluation_map.h"
#include "he/secret/key.h"
#include "he/secret/more/masks.h"

namespace he::secret {

/// A key of MORE (Kipnis & Hibshoosh, IACR ePrint 2012/637) over the reals, or of Hybrid MORE of degree d.
/// MORE: an invertible 2x2 matrix S. A number m becomes
///     C = S·diag(m, r)·S⁻¹ = r·I + (m − r)·P,   P = S e₁ e₁ᵀ S⁻¹,   with a fresh mask r,
/// and m = (S⁻¹ C S)₁₁ = tr(P·C).
/// Hybrid MORE (schemes/hybrid/polynomial.h): one of the d roots of a public polynomial is the true one, too.
/// A number is the value at that root of a polynomial of degree below d, and its coefficients are encrypted
/// with MORE; the other d − 1 values of the messages and the d values of the masks are masks. With d = 1 a
/// number is its own polynomial, which is MORE: both are the same code.
class MoreKey final : public SecretKey {
 public:
  /// Draws S, and the sign of the public Q, so that it does not tell which channel is the message. Degrees
  /// from 2 to 8 draw the roots of their polynomial, too: Chebyshev's nodes of [−1, 1], each moved by at most
  /// 5 % of 1/d, and which of them is true.
  static std::unique_ptr<MoreKey> generate(const RandomSource& random, std::size_t degree = 1);
  /// From what a key file stores. Throws DataError where that is no key of MORE or Hybrid MORE. `stored`, the
  /// public part of the file, is kept as it is: computed anew by another build, Q may differ in its last bit
  /// and with it the key id. It must agree with S to rounding.
  static std::unique_ptr<MoreKey> restore(const std::vector<SecretValues>& values, SecretBytes sealing_key,
                                          const std::optional<SchemeInfo>& stored = std::nullopt);

  /// How a number lies on file.
  const PayloadLayout& layout() const { return layout_; }
  /// How many numbers a ciphertext holds beside the message.
  std::size_t mask_channels() const { return 2 * points_.map.degree() - 1; }
  /// Encrypts `values` [records, F] into `payload`. `masks` draws the mask channels for these records.
  void encrypt(std::span<const double> values, MaskBlock& masks, std::span<double> payload) const;
  /// Decrypts a payload of as many numbers as `values` has.
  void decrypt(std::span<const double> payload, std::span<double> values) const;

  /// The option: mask, which is uniform (where nothing is said), normal or decoy.
  std::unique_ptr<Encryptor> encryptor(const io::DatasetInfo& info, io::RecordSource& whole,
                                       const SchemeOptions& options,
                                       const RandomSource& random) const override;
  /// The option: mask, which is normal (where nothing is said) or uniform.
  std::unique_ptr<ArrayEncryptor> array_encryptor(const SchemeOptions& options,
                                                  const RandomSource& random) const override;
  using SecretKey::decrypts;
  bool decrypts(const PayloadLayout& layout) const override { return layout == layout_; }
  void decrypt(const io::Field&, std::size_t, std::span<const double> payload,
               std::span<double> values) const override {
    decrypt(payload, values);
  }
  std::vector<SecretValues> secret_values() const override;

  ~MoreKey() override;

 private:
  /// The points at which polynomials have their values, which are public, and which of them is true.
  struct Points {
    schemes::EvaluationMap map = schemes::EvaluationMap::identity();
    std::size_t true_one = 0;
  };

  MoreKey(SchemeInfo scheme, const schemes::more::Matrix2& similarity, double matrix_sign, Points points,
          SecretBytes sealing_key);
  static Points draw_points(RandomStream& stream, std::size_t degree, SchemeInfo& scheme);
  static Points stored_points(const std::vector<SecretValues>& values, const SchemeInfo& scheme);

  schemes::more::Matrix2 similarity_;  ///< S
  schemes::more::Matrix2 projector_;   ///< P
  double matrix_sign_;                 ///< Q = matrix_sign·(2P − I)
  Points points_;
  SecretVector<double> decryption_;  ///< the linear function of a number's 4d doubles that gives it
  PayloadLayout layout_;
};

}  // namespace he::secret
