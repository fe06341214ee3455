#include "he/audit/equality.h"

#include <doctest/doctest.h>

#include <cmath>

#include "audit/ciphertexts.h"
#include "support/encryption.h"

using namespace he;
using namespace he::audit;

TEST_CASE("equal plaintexts are told from ciphertexts alone, under every degree") {
  for (std::size_t degree = 1; degree <= 8; ++degree) {
    test::Ciphertexts ciphertexts(test::roots_of_degree(degree));
    std::vector<double> messages = test::normal_numbers(300, 5);
    for (double& m : messages) m = std::round(20 * m);
    const std::vector<double> payload = ciphertexts.encrypt(messages);
    const Eigen::MatrixXd candidates =
        channel_map(ciphertexts.form(), subspace_of_ciphertexts(payload, "data.h5")) *
        Eigen::Map<const Eigen::MatrixXd>(payload.data(), static_cast<Eigen::Index>(4 * degree), 300);
    std::vector<std::vector<double>> channels;
    for (Eigen::Index i = 0; i < candidates.rows(); ++i) {
      const Eigen::VectorXd row = candidates.row(i);
      channels.emplace_back(row.data(), row.data() + row.size());
    }
    const EqualityTest test = test_equality(test::sample_of({channels}), {messages});
    CHECK(test.pairs == 300);
    CHECK(test.equal > 50);
    CHECK(test.equal < 250);
    CHECK(test.right == test.pairs);
  }
}
