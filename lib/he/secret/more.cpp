#include "he/secret/more.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "he/error.h"

namespace he::secret {
namespace {

using schemes::more::Matrix2;

// Masks are drawn for this many numbers at a time: 32 KB of random bits.
constexpr std::size_t kChunk = 4096;
// Ciphertexts of this size bypass the caches.
constexpr std::size_t kStreamingBytes = 32u << 20;
// Streams of a random source that key generation uses.
constexpr std::uint64_t kKeyStream = 0xffff'ffff'ffff'0000u;

typedef double Pair __attribute__((vector_size(16)));
typedef double Four __attribute__((vector_size(32), aligned(8)));

/// C = r·I + (m − r)·P for `count` numbers.
void store_ciphertexts(const double* m, const double* r, std::size_t count, const Matrix2& p, double* c) {
  const Four one = {1, 0, 0, 1}, projector = {p[0], p[1], p[2], p[3]};
  for (std::size_t i = 0; i < count; ++i)
    *reinterpret_cast<Four*>(c + 4 * i) = r[i] * one + (m[i] - r[i]) * projector;
}

/// The same past the caches, as memcpy does for what is larger than they are. `c` is aligned like all memory
/// of operator new.
void stream_ciphertexts(const double* m, const double* r, std::size_t count, const Matrix2& p, double* c) {
#if defined(__SSE2__)
  const Pair upper_one = {1, 0}, lower_one = {0, 1}, upper = {p[0], p[1]}, lower = {p[2], p[3]};
  for (std::size_t i = 0; i < count; ++i) {
    _mm_stream_pd(c + 4 * i, r[i] * upper_one + (m[i] - r[i]) * upper);
    _mm_stream_pd(c + 4 * i + 2, r[i] * lower_one + (m[i] - r[i]) * lower);
  }
  _mm_sfence();
#else
  store_ciphertexts(m, r, count, p, c);
#endif
}

Matrix2 product(const Matrix2& a, const Matrix2& b) {
  return {a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
          a[2] * b[1] + a[3] * b[3]};
}

Matrix2 rotation(double angle) {
  return {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle)};
}

/// P = S e₁ e₁ᵀ S⁻¹.
Matrix2 projector(const Matrix2& s) {
  const double determinant = s[0] * s[3] - s[1] * s[2];
  return {s[0] * s[3] / determinant, -s[0] * s[1] / determinant, s[2] * s[3] / determinant,
          -s[2] * s[1] / determinant};
}

SchemeInfo scheme_of(const Matrix2& similarity, double sign) {
  const Matrix2 p = projector(similarity);
  SchemeInfo scheme;
  scheme.scheme = "more";
  // Q₂₂ = −Q₁₁ exactly: tr Q = 0.
  const double q11 = sign * (p[0] - p[3]);
  scheme.public_values[schemes::more::kPlaneAttribute] = {{2, 2},
                                                          {q11, sign * 2 * p[1], sign * 2 * p[2], -q11}};
  scheme.key_id = key_id_of(scheme);
  return scheme;
}

/// Throws DataError where the public part of a key file is not that of its secret values.
void require_agreement(const SchemeInfo& stored, const SchemeInfo& computed) {
  const Matrix2 q = schemes::more::plane_of(stored), expected = schemes::more::plane_of(computed);
  for (std::size_t i = 0; i < q.size(); ++i)
    if (std::fabs(q[i] - expected[i]) > 1e-12 * std::max(1.0, std::fabs(expected[i])))
      throw DataError("its public matrix is not that of its secret values");
  if (stored.key_id != key_id_of(stored)) throw DataError("its key id is not that of its public matrix");
}

}  // namespace

MoreKey::MoreKey(SchemeInfo scheme, const Matrix2& similarity, double plane_sign, SecretBytes sealing_key)
    : SecretKey(std::move(scheme), std::move(sealing_key)),
      similarity_(similarity),
      projector_(projector(similarity)),
      plane_sign_(plane_sign) {}

MoreKey::~MoreKey() {
  sodium_memzero(similarity_.data(), sizeof similarity_);
  sodium_memzero(projector_.data(), sizeof projector_);
  sodium_memzero(&plane_sign_, sizeof plane_sign_);
}

std::unique_ptr<MoreKey> MoreKey::generate(const RandomSource& random) {
  using std::numbers::pi;
  RandomStream stream(random, kKeyStream);
  const double theta1 = stream.uniform(0, 2 * pi);
  const double theta2 = stream.uniform(pi / 8, 3 * pi / 8) + static_cast<double>(stream.below(4)) * pi / 2;
  const double sigma = std::exp(stream.uniform(std::log(1.25), std::log(4.0)));
  const double sign = stream.below(2) == 0 ? 1 : -1;
  SecretBytes sealing_key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  stream.bytes(sealing_key);
  Matrix2 s = product(product(rotation(theta1), {1, 0, 0, sigma}), rotation(theta2));
  SchemeInfo scheme = scheme_of(s, sign);
  scheme.seeded = random.seeded();
  auto key = std::unique_ptr<MoreKey>(new MoreKey(std::move(scheme), s, sign, std::move(sealing_key)));
  sodium_memzero(s.data(), sizeof s);
  return key;
}

std::unique_ptr<MoreKey> MoreKey::restore(const std::vector<SecretValues>& values, SecretBytes sealing_key,
                                          const std::optional<SchemeInfo>& stored) {
  const auto find = [&](const std::string& name, std::size_t size) -> const SecretVector<double>& {
    for (const SecretValues& v : values)
      if (v.name == name && v.values.size() == size) return v.values;
    throw DataError("the key lacks '" + name + "'");
  };
  Matrix2 s{};
  std::copy_n(find("similarity", 4).begin(), 4, s.begin());
  const double sign = find("plane_sign", 1).front();
  const double determinant = s[0] * s[3] - s[1] * s[2];
  if (!std::isfinite(determinant) || std::fabs(determinant) < 1e-6 || std::fabs(sign) != 1)
    throw DataError("its numbers are not a key of the scheme 'more'");
  SchemeInfo scheme = scheme_of(s, sign);
  if (stored) {
    require_agreement(*stored, scheme);
    scheme = *stored;
  }
  auto key = std::unique_ptr<MoreKey>(new MoreKey(std::move(scheme), s, sign, std::move(sealing_key)));
  sodium_memzero(s.data(), sizeof s);
  return key;
}

void MoreKey::encrypt(std::span<const double> values, MaskBlock& masks, std::span<double> payload) const {
  const bool streaming = payload.size_bytes() >= kStreamingBytes;
  std::array<double, kChunk> mask;
  for (std::size_t first = 0; first < values.size(); first += kChunk) {
    const std::size_t count = std::min(kChunk, values.size() - first);
    masks.fill(values, first, {mask.data(), count});
    (streaming ? stream_ciphertexts : store_ciphertexts)(values.data() + first, mask.data(), count,
                                                         projector_, payload.data() + 4 * first);
  }
  sodium_memzero(mask.data(), sizeof mask);
}

void MoreKey::decrypt(std::span<const double> payload, std::span<double> values) const {
  const double p11 = projector_[0], p12 = projector_[1], p21 = projector_[2], p22 = projector_[3];
  const double* c = payload.data();
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = p11 * c[4 * i] + p21 * c[4 * i + 1] + p12 * c[4 * i + 2] + p22 * c[4 * i + 3];
}

std::vector<SecretValues> MoreKey::secret_values() const {
  return {{"similarity", {2, 2}, SecretVector<double>(similarity_.begin(), similarity_.end())},
          {"plane_sign", {}, SecretVector<double>(1, plane_sign_)}};
}

}  // namespace he::secret
