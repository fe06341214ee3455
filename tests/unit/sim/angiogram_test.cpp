#include "he/sim/angiogram.h"

#include <doctest/doctest.h>

#include "he/error.h"
#include "he/sim/angiogram_records.h"
#include "he/sim/angiogram_set.h"
#include "support/threads.h"

namespace he::sim {
namespace {

constexpr std::size_t kFrames = 60;

const std::vector<Angiogram>& frames() {
  static const auto result =
      test::on_threads(3, [] { return simulate_angiograms({.size = 32}, 3, 0, kFrames); });
  return result;
}

double mean_of(const Angiogram& frame) {
  double sum = 0;
  for (const float pixel : frame.pixels) sum += pixel;
  return sum / static_cast<double>(frame.pixels.size());
}

TEST_CASE("frames show left and right arteries in turn, with pixels from 0 to 1") {
  for (std::size_t i = 0; i < kFrames; ++i) {
    const Angiogram& frame = frames()[i];
    CHECK(frame.artery == (i % 2 == 0 ? Artery::left : Artery::right));
    REQUIRE(frame.pixels.size() == 32 * 32);
    const auto [low, high] = std::minmax_element(frame.pixels.begin(), frame.pixels.end());
    CHECK(*low >= 0);
    CHECK(*high <= 1);
    CHECK(*high - *low > .02f);
    CHECK(std::none_of(frame.pixels.begin(), frame.pixels.end(), [](float v) { return std::isnan(v); }));
    const CArmView& view = kCArmViews[frame.view];
    CHECK(std::abs(frame.primary - view.primary) < 6 * 5);  // five deviations
    CHECK(std::abs(frame.secondary - view.secondary) < 5 * 5);
  }
}

TEST_CASE("a frame follows from seed and number alone") {
  const auto alone = test::on_threads(1, [] { return simulate_angiograms({.size = 32}, 3, 41, 2); });
  CHECK(alone[0].pixels == frames()[41].pixels);
  CHECK(alone[1].pixels == frames()[42].pixels);
  CHECK(alone[1].primary == frames()[42].primary);
  CHECK(simulate_angiograms({.size = 32}, 4, 41, 1)[0].pixels != alone[0].pixels);
}

TEST_CASE("another size is the same frame in another resolution") {
  AngiogramSimulator small({.size = 32}), large({.size = 64});
  const Angiogram a = small.simulate(3, 7), b = large.simulate(3, 7);
  CHECK(a.pixels == frames()[7].pixels);
  CHECK(b.pixels.size() == 64 * 64);
  CHECK(b.primary == a.primary);
  CHECK(mean_of(b) == doctest::Approx(mean_of(a)).epsilon(.05));
}

TEST_CASE(
    "vessels darken a frame where they are, and without them nothing else changes but the brightness that "
    "fits") {
  AngiogramSimulator with({.size = 32}), without({.size = 32, .vessels = false});
  const Angiogram a = with.simulate(3, 1), b = without.simulate(3, 1);
  CHECK(a.pixels != b.pixels);
  CHECK(a.view == b.view);
  CHECK(a.primary == b.primary);
  CHECK(mean_of(a) == doctest::Approx(mean_of(b)).epsilon(.1));
}

TEST_CASE("brightness and views do not tell the arteries apart") {
  double mean[2] = {};
  std::size_t views[2][kCArmViews.size()] = {};
  const std::size_t n = kFrames / 2;
  for (const Angiogram& frame : frames()) {
    const auto side = static_cast<std::size_t>(frame.artery);
    mean[side] += mean_of(frame) / static_cast<double>(n);
    ++views[side][frame.view];
  }
  CHECK(std::abs(mean[0] - mean[1]) < 4 * .13 * std::sqrt(2.0 / n));  // four standard errors
  double chi2 = 0;
  for (std::size_t v = 0; v < kCArmViews.size(); ++v) {
    const auto both = static_cast<double>(views[0][v] + views[1][v]);
    const double difference = static_cast<double>(views[0][v]) - static_cast<double>(views[1][v]);
    if (both > 0) chi2 += difference * difference / both;
  }
  CHECK(chi2 < 22.46);  // six degrees of freedom, p = 0.001
}

TEST_CASE("clinical views of the right artery leave out those that clinics do not take of it") {
  for (const Angiogram& frame : simulate_angiograms({.size = 16, .views = ViewChoice::clinical}, 1, 0, 24)) {
    const CArmView& view = kCArmViews[frame.view];
    CHECK((frame.artery == Artery::left ? view.clinical_left : view.clinical_right) > 0);
  }
}

TEST_CASE("frames become a data set of classes with identifiers") {
  const auto info = angiogram_info(60, 32);
  CHECK(info.x.shape == Shape{32, 32, 1});
  CHECK(info.y->shape == Shape{1});
  CHECK(info.class_names == std::vector<std::string>{"LCA", "RCA"});
  const auto records = angiogram_records(std::span(frames()).subspan(41, 2), 41);
  CHECK(records.first == 41);
  CHECK(records.ids == std::vector<std::string>{"A000042", "A000043"});
  CHECK(records.y == std::vector<double>{1, 0});
  REQUIRE(records.x.size() == 2 * 32 * 32);
  CHECK(records.x[32 * 32 + 5] == frames()[42].pixels[5]);
}

TEST_CASE("a summary counts frames and views and averages pixels") {
  std::vector<Angiogram> some(3);
  some[0].artery = some[1].artery = Artery::left, some[2].artery = Artery::right;
  some[0].view = 2, some[1].view = 2, some[2].view = 0;
  some[0].pixels = {0, 1}, some[1].pixels = {.5f, .5f}, some[2].pixels = {.25f, .25f};
  AngiogramSummary summary;
  summary.add(some);
  const auto& [left, right] = summary.arteries();
  CHECK(left.frames == 2);
  CHECK(left.views[2] == 2);
  CHECK(left.mean() == doctest::Approx(.5));
  CHECK(left.standard_deviation() == doctest::Approx(std::sqrt(.125)));
  CHECK(right.frames == 1);
  CHECK(right.standard_deviation() == doctest::Approx(0));
}

TEST_CASE("sizes that do not divide the frame are refused, and a failure in a thread reaches the caller") {
  CHECK_THROWS_WITH_AS(AngiogramSimulator({.size = 48}), doctest::Contains("size 48: frames have 16, 32"),
                       UsageError);
  CHECK_THROWS_AS(AngiogramSimulator({.size = 8}), UsageError);
  CHECK_THROWS_AS(AngiogramSimulator({.size = 1024}), UsageError);
  CHECK_THROWS_WITH_AS(simulate_angiograms({.size = 16}, 1, 0, 4, [] { throw IoError("no one listens"); }),
                       "no one listens", IoError);
}

}  // namespace
}  // namespace he::sim
