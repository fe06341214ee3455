#include "he/secret/more/masks.h"

#include <doctest/doctest.h>

#include <cmath>

#include "he/error.h"
#include "support/encryption.h"

using namespace he;
using namespace he::secret;

namespace {

/// Three features: in [0, 10], constant 4, in [−1, 1].
std::vector<double> data(std::size_t records) {
  std::vector<double> values;
  for (std::size_t r = 0; r < records; ++r) {
    const double t = static_cast<double>(r) / static_cast<double>(records - 1);
    values.insert(values.end(), {10 * t, 4, std::cos(31.4 * t)});
  }
  return values;
}

std::vector<double> drawn(MaskKind kind, const std::vector<double>& values, std::size_t& redrawn,
                          std::vector<std::span<const double>> decoys = {}) {
  const RandomSource source(3);
  RandomStream stream(source, 0);
  const MaskDistribution distribution(kind, test::statistics(values, 3));
  MaskBlock block(distribution, stream, std::move(decoys));
  std::vector<double> masks(values.size());
  for (std::size_t first = 0; first < masks.size(); first += 1000)  // pieces that end within a record
    block.fill(0, values, first,
               std::span(masks).subspan(first, std::min<std::size_t>(1000, masks.size() - first)));
  redrawn = block.redrawn();
  return masks;
}

}  // namespace

TEST_CASE("uniform masks fill the observed range widened by 10 %; a constant c gets [c − 1, c + 1]") {
  const std::vector<double> values = data(5000);
  std::size_t redrawn = 0;
  const auto masks = test::statistics(drawn(MaskKind::uniform, values, redrawn), 3);
  const double low[] = {-1, 3, -1.2}, high[] = {11, 5, 1.2};
  for (std::size_t f = 0; f < 3; ++f) {
    CHECK(masks[f].minimum >= low[f]);
    CHECK(masks[f].maximum <= high[f]);
    CHECK(masks[f].minimum == doctest::Approx(low[f]).epsilon(0.01).scale(1));
    CHECK(masks[f].maximum == doctest::Approx(high[f]).epsilon(0.01).scale(1));
    CHECK(masks[f].mean == doctest::Approx((low[f] + high[f]) / 2).epsilon(0.05).scale(1));
  }
}

TEST_CASE("normal masks have the feature's mean and deviation; a constant feature takes uniform masks") {
  const std::vector<double> values = data(5000);
  std::size_t redrawn = 0;
  const auto real = test::statistics(values, 3);
  const auto masks = test::statistics(drawn(MaskKind::normal, values, redrawn), 3);
  for (std::size_t f : {0u, 2u}) {
    CHECK(masks[f].mean == doctest::Approx(real[f].mean).epsilon(0.05).scale(1));
    CHECK(masks[f].standard_deviation() == doctest::Approx(real[f].standard_deviation()).epsilon(0.05));
  }
  CHECK(masks[1].minimum >= 3);
  CHECK(masks[1].maximum <= 5);
  CHECK(masks[1].standard_deviation() > 0.5);  // uniform on [3, 5]: 0.577
}

TEST_CASE("a mask that nearly coincides with its number is drawn anew") {
  const std::vector<double> values = data(2000);
  std::size_t redrawn = 0;
  // Decoys that are the data themselves coincide everywhere.
  const std::vector<double> masks = drawn(MaskKind::decoy, values, redrawn, {values});
  CHECK(redrawn == values.size());
  for (std::size_t i = 0; i < values.size(); ++i) CHECK(std::fabs(masks[i] - values[i]) > 0);
}

TEST_CASE("decoys are taken as they are where they differ") {
  const std::vector<double> values = data(100);
  std::vector<double> decoys = values;
  for (double& d : decoys) d += 0.5;
  std::size_t redrawn = 0;
  CHECK(drawn(MaskKind::decoy, values, redrawn, {decoys}) == decoys);
  CHECK(redrawn == 0);
}

TEST_CASE("kinds of masks by name") {
  CHECK(mask_kind("decoy") == MaskKind::decoy);
  CHECK_THROWS_AS(mask_kind("gaussian"), UsageError);
}

TEST_CASE(
    "a constant too large for c ± 1 still gets masks that differ from it; numbers beyond masking are "
    "refused") {
  const RandomSource source(3);
  RandomStream stream(source, 0);
  const std::vector<double> huge(100, 1e17);
  const MaskDistribution distribution(MaskKind::uniform, test::statistics(huge, 1));
  MaskBlock block(distribution, stream, {});
  std::vector<double> masks(huge.size());
  block.fill(0, huge, 0, masks);
  for (double mask : masks) CHECK(mask != 1e17);
  CHECK_THROWS_AS(MaskDistribution(MaskKind::uniform, test::statistics({-1.7e308, 1.7e308}, 1)), DataError);
}
