#include "he/audit/eigenvalues.h"

#include <doctest/doctest.h>

#include "audit/ciphertexts.h"
#include "he/error.h"

using namespace he;
using namespace he::audit;

TEST_CASE(
    "a matrix with the eigenvalues 5 and 2 gives the subspace, and with it the eigenvalues of another one") {
  // [[2, 3], [0, 5]] = 3.5·I + 1.5·Q with Q = [[−1, 2], [0, 1]].
  const KeySubspace subspace = subspace_of_ciphertexts(std::vector<double>{2, 3, 0, 5}, "data.h5");
  CHECK(subspace.q == std::array<double, 4>{-1, 2, 0, 1});
  CHECK(subspace.holds());
  // 10·I − 4·Q = [[14, −8], [0, 6]]: 6 along the first eigenvector, 14 along the second.
  const Eigen::VectorXd candidates = channel_map({}, subspace) * Eigen::Vector4d(14, -8, 0, 6);
  CHECK(candidates[0] == 6);
  CHECK(candidates[1] == 14);
}

TEST_CASE(
    "under Hybrid MORE of every degree one candidate is the message, at the same place for all numbers") {
  for (std::size_t degree = 1; degree <= 8; ++degree)
    for (std::size_t truth = 0; truth < degree; ++truth) {
      test::Ciphertexts ciphertexts(test::roots_of_degree(degree), truth);
      const std::vector<double> messages = {3, -1.25, 0, 7.5, 1e-3};
      const std::vector<double> payload = ciphertexts.encrypt(messages);
      const KeySubspace subspace = subspace_of_ciphertexts(payload, "data.h5");
      CHECK(subspace.off < 1e-12);
      const auto entries = static_cast<Eigen::Index>(4 * degree);
      const Eigen::MatrixXd candidates = channel_map(ciphertexts.form(), subspace) *
                                         Eigen::Map<const Eigen::MatrixXd>(payload.data(), entries, 5);
      const Eigen::RowVectorXd wanted = Eigen::Map<const Eigen::RowVectorXd>(messages.data(), 5);
      int channels = 0;
      for (Eigen::Index i = 0; i < candidates.rows(); ++i)
        channels += (candidates.row(i) - wanted).cwiseAbs().maxCoeff() < 1e-11 ? 1 : 0;
      CHECK(channels == 1);
    }
}

TEST_CASE("matrices that are no ciphertexts of one key are found out") {
  CHECK_FALSE(subspace_of_ciphertexts(std::vector<double>{2, 3, 0, 5, 2, 0, 3, 5}, "data.h5").holds());
  const std::vector<double> rotation = {0, -1, 1, 0}, clear = {4, 0, 0, 4};
  CHECK_THROWS_AS(subspace_of_ciphertexts(rotation, "data.h5"), DataError);
  CHECK_THROWS_AS(subspace_of_ciphertexts(clear, "data.h5"), DataError);
}
