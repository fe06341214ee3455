#include "he/audit/known_plaintexts.h"

#include <doctest/doctest.h>

#include "audit/ciphertexts.h"
#include "support/encryption.h"

using namespace he;
using namespace he::audit;

namespace {

struct Known {
  test::Ciphertexts ciphertexts;
  std::vector<double> messages = test::normal_numbers(200, 3);
  Eigen::MatrixXd payload;  ///< [numbers, entries]

  explicit Known(std::size_t degree) : ciphertexts(test::roots_of_degree(degree), degree / 2) {
    const std::vector<double> bytes = ciphertexts.encrypt(messages);
    payload = Eigen::Map<const Eigen::MatrixXd>(bytes.data(), static_cast<Eigen::Index>(4 * degree), 200)
                  .transpose();
  }
  Pairs pairs(std::size_t count) const {
    return Pairs{payload, Eigen::Map<const Eigen::VectorXd>(messages.data(), 200)}.first(count);
  }
  Eigen::MatrixXd map() const {
    std::vector<double> entries(static_cast<std::size_t>(payload.size()));
    Eigen::Map<Eigen::MatrixXd>(entries.data(), payload.cols(), payload.rows()) = payload.transpose();
    return channel_map(ciphertexts.form(), subspace_of_ciphertexts(entries, "data.h5"));
  }
  /// The share of all numbers that a decryption gives to 1e-9.
  double share(const Eigen::RowVectorXd& decryption) const {
    const Eigen::VectorXd errors = payload * decryption.transpose() - pairs(200).values;
    return static_cast<double>((errors.array().abs() < 1e-9).count()) / 200;
  }
};

}  // namespace

TEST_CASE("without any knowledge of the scheme, 2d pairs recover everything and one fewer does not") {
  for (std::size_t degree = 1; degree <= 8; ++degree) {
    const Known known(degree);
    CHECK(known.share(least_norm_decryption(known.pairs(2 * degree))) == 1);
    CHECK(known.share(least_norm_decryption(known.pairs(2 * degree - 1))) < 0.2);
    CHECK(known.share(least_norm_decryption(known.pairs(2 * degree + 5))) == 1);
  }
}

TEST_CASE("with it one pair does") {
  for (std::size_t degree = 1; degree <= 8; ++degree) {
    const Known known(degree);
    const Eigen::MatrixXd map = known.map();
    const auto channel = channel_of(known.pairs(1), map);
    REQUIRE(channel);
    CHECK(channel->pairs == 1);
    CHECK(known.share(map.row(static_cast<Eigen::Index>(channel->channel))) == 1);
  }
}

TEST_CASE("a value that is not in its ciphertext fits no channel") {
  const Known known(2);
  Pairs pairs = known.pairs(3);
  pairs.values[0] += 0.1;
  CHECK_FALSE(channel_of(pairs, known.map()));
}
