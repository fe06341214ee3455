#include "he/secret/more/key.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "he/error.h"
#include "he/schemes/more/polynomial.h"
#include "he/secret/more/ciphertexts.h"
#include "he/secret/more/encryptor.h"
#include "he/secret/more/similarity.h"

namespace he::secret {
namespace {

namespace hybrid = schemes::hybrid;
using schemes::more::Matrix2;

// Masks are drawn for this many numbers at a time, divided by the degree: 32 KB of random bits.
constexpr std::size_t kChunk = 4096;
// Ciphertexts of this size bypass the caches.
constexpr std::size_t kStreamingBytes = 32u << 20;
// Streams of a random source that key generation uses.
constexpr std::uint64_t kKeyStream = 0xffff'ffff'ffff'0000u;

/// Rows of numbers of one chunk, wiped at the end.
class Rows {
 public:
  explicit Rows(std::size_t length) : length_(length) {}
  ~Rows() { sodium_memzero(numbers_.data(), used_ * sizeof(double)); }
  double* take() {
    double* row = numbers_.data() + next_;
    next_ += length_;
    used_ = std::max(used_, next_);
    return row;
  }
  void reuse() { next_ = 0; }

 private:
  std::array<double, 4 * kChunk> numbers_;  // a degree d takes 4d − 1 rows of at most kChunk / d
  std::size_t length_, next_ = 0, used_ = 0;
};

/// Where the numbers of each channel, or coefficient, are.
using Channels = std::array<const double*, schemes::kMaxCoefficients>;

Channels coefficients_of(const schemes::EvaluationMap& map, const Channels& values, std::size_t count,
                         Rows& rows) {
  std::array<double*, schemes::kMaxCoefficients> to{};
  for (std::size_t k = 0; k < map.degree(); ++k) to[k] = rows.take();
  map.interpolate(values.data(), count, to.data());
  Channels coefficients{};
  std::copy(to.begin(), to.end(), coefficients.begin());
  return coefficients;
}

const SecretVector<double>& value_of(const std::vector<SecretValues>& values, const std::string& name,
                                     std::size_t size) {
  for (const SecretValues& v : values)
    if (v.name == name && v.values.size() == size) return v.values;
  throw DataError("the key lacks '" + name + "'");
}

SchemeInfo scheme_of(const Matrix2& similarity, double matrix_sign) {
  SchemeInfo scheme;
  scheme.name = "more";
  scheme.public_values[schemes::more::kPublicMatrixAttribute] = public_plane(similarity, matrix_sign);
  return scheme;
}

/// Throws DataError where the public part of a key file is not that of its secret values.
void require_agreement(const SchemeInfo& stored, const SchemeInfo& computed) {
  const Matrix2 q = schemes::more::public_matrix_of(stored),
                expected = schemes::more::public_matrix_of(computed);
  for (std::size_t i = 0; i < q.size(); ++i)
    if (std::fabs(q[i] - expected[i]) > 1e-12 * std::max(1.0, std::fabs(expected[i])))
      throw DataError("its public matrix is not that of its secret values");
  if (stored.key_id != key_id_of(stored)) throw DataError("its key id is not that of its public values");
}

const std::vector<SchemeOption> kEncryptionOptions = {{"mask", {"uniform", "normal", "decoy"}}};

}  // namespace

MoreKey::MoreKey(SchemeInfo scheme, const Matrix2& similarity, double matrix_sign, Points points,
                 SecretBytes sealing_key)
    : SecretKey(std::move(scheme), std::move(sealing_key)),
      similarity_(similarity),
      projector_(projector(similarity)),
      matrix_sign_(matrix_sign),
      points_(std::move(points)),
      layout_(mask_channels() == 1 ? schemes::more::layout() : hybrid::layout(points_.map.degree())) {
  double power = 1;
  for (std::size_t k = 0; k < points_.map.degree(); ++k, power *= points_.map.points()[points_.true_one])
    for (const std::size_t j : {0, 2, 1, 3}) decryption_.push_back(power * projector_[j]);  // tr(P·C)
}

MoreKey::~MoreKey() {
  sodium_memzero(similarity_.data(), sizeof similarity_);
  sodium_memzero(projector_.data(), sizeof projector_);
  sodium_memzero(&matrix_sign_, sizeof matrix_sign_);
  sodium_memzero(&points_.true_one, sizeof points_.true_one);
}

MoreKey::Points MoreKey::draw_points(RandomStream& stream, std::size_t degree, SchemeInfo& scheme) {
  if (degree == 1) return {};
  const double d = static_cast<double>(degree);
  std::vector<double> nodes;
  for (std::size_t i = 0; i < degree; ++i)
    nodes.push_back(std::cos((2 * static_cast<double>(i) + 1) * std::numbers::pi / (2 * d)) +
                    stream.uniform(-0.05 / d, 0.05 / d));
  scheme.name = "hybrid";
  scheme.public_values[hybrid::kPolynomialAttribute] = hybrid::polynomial_of(nodes);
  // From here on the roots of the polynomial as everybody finds them, which rounding has moved a little.
  return {hybrid::evaluation_map_of(scheme), stream.below(degree)};
}

MoreKey::Points MoreKey::stored_points(const std::vector<SecretValues>& values, const SchemeInfo& scheme) {
  if (scheme.name == "more") return {};
  Points points{hybrid::evaluation_map_of(scheme)};
  const double true_point = value_of(values, "true_point", 1).front();
  const auto& roots = points.map.points();
  while (points.true_one < roots.size() && !(std::fabs(roots[points.true_one] - true_point) < 1e-9))
    ++points.true_one;
  if (points.true_one == roots.size())
    throw DataError("its public polynomial is not that of its secret values");
  return points;
}

std::unique_ptr<MoreKey> MoreKey::generate(const RandomSource& random, std::size_t degree) {
  RandomStream stream(random, kKeyStream);
  Matrix2 s = draw_similarity(stream);
  const double sign = stream.below(2) == 0 ? 1 : -1;
  SecretBytes sealing_key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  stream.bytes(sealing_key);
  SchemeInfo scheme = scheme_of(s, sign);
  Points points = draw_points(stream, degree, scheme);
  scheme.key_id = key_id_of(scheme);
  scheme.seeded = random.seeded();
  auto key = std::unique_ptr<MoreKey>(
      new MoreKey(std::move(scheme), s, sign, std::move(points), std::move(sealing_key)));
  sodium_memzero(s.data(), sizeof s);
  return key;
}

std::unique_ptr<MoreKey> MoreKey::restore(const std::vector<SecretValues>& values, SecretBytes sealing_key,
                                          const std::optional<SchemeInfo>& stored) {
  Matrix2 s{};
  std::copy_n(value_of(values, "similarity", 4).begin(), 4, s.begin());
  const double sign = value_of(values, "plane_sign", 1).front();
  const double determinant = s[0] * s[3] - s[1] * s[2];
  if (!std::isfinite(determinant) || std::fabs(determinant) < 1e-6 || std::fabs(sign) != 1)
    throw DataError("its numbers are not a key of the scheme 'more'");
  SchemeInfo scheme = scheme_of(s, sign);
  scheme.key_id = key_id_of(scheme);
  if (stored) {
    require_agreement(*stored, scheme);
    scheme = *stored;
  }
  Points points = stored_points(values, scheme);
  auto key = std::unique_ptr<MoreKey>(
      new MoreKey(std::move(scheme), s, sign, std::move(points), std::move(sealing_key)));
  sodium_memzero(s.data(), sizeof s);
  return key;
}

void MoreKey::encrypt(std::span<const double> values, MaskBlock& masks, std::span<double> payload) const {
  const std::size_t d = points_.map.degree(), chunk = std::min(kChunk / d, values.size());
  const bool streaming = payload.size_bytes() >= kStreamingBytes;
  Rows rows(chunk);
  for (std::size_t first = 0; first < values.size(); first += chunk) {
    const std::size_t count = std::min(chunk, values.size() - first);
    rows.reuse();
    // The channels: message and decoys at the points, then the masks at the points.
    Channels messages{}, others{};
    std::size_t next_mask = 0;
    const auto masked = [&] {
      double* row = rows.take();
      masks.fill(next_mask++, values, first, {row, count});
      return row;
    };
    for (std::size_t i = 0; i < d; ++i) messages[i] = i == points_.true_one ? &values[first] : masked();
    for (std::size_t i = 0; i < d; ++i) others[i] = masked();
    if (d > 1) {  // otherwise a number is its own polynomial
      messages = coefficients_of(points_.map, messages, count, rows);
      others = coefficients_of(points_.map, others, count, rows);
    }
    write_ciphertexts(messages.data(), others.data(), d, count, projector_, streaming,
                      &payload[4 * d * first]);
  }
}

void MoreKey::decrypt(std::span<const double> payload, std::span<double> values) const {
  read_ciphertexts(payload.data(), decryption_, values);
}

std::unique_ptr<Encryptor> MoreKey::encryptor(const io::DatasetInfo& info, io::RecordSource& whole,
                                              const SchemeOptions& options,
                                              const RandomSource& random) const {
  require_declared(options, kEncryptionOptions, {{scheme().name, kEncryptionOptions}}, "mend the option");
  return std::make_unique<MoreEncryptor>(*this, info, whole, mask_kind(option_or(options, "mask", "uniform")),
                                         random);
}

std::unique_ptr<ArrayEncryptor> MoreKey::array_encryptor(const SchemeOptions& options,
                                                         const RandomSource& random) const {
  require_declared(options, kEncryptionOptions, {{scheme().name, kEncryptionOptions}}, "mend the option");
  return std::make_unique<MoreArrayEncryptor>(*this, mask_kind(option_or(options, "mask", "normal")), random);
}

std::vector<SecretValues> MoreKey::secret_values() const {
  std::vector<SecretValues> values = {
      {"similarity", {2, 2}, SecretVector<double>(similarity_.begin(), similarity_.end())},
      {"plane_sign", {}, SecretVector<double>(1, matrix_sign_)}};
  if (points_.map.degree() > 1)
    values.push_back({"true_point", {}, SecretVector<double>(1, points_.map.points()[points_.true_one])});
  return values;
}

}  // namespace he::secret
