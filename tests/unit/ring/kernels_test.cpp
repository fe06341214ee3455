#include "he/ring/kernels.h"

#include <doctest/doctest.h>

#include <set>

#include "he/error.h"
#include "he/ring/transform.h"
#include "ring/samples.h"

namespace he::ring {

TEST_CASE("the widest kernels of the processor are chosen, and any of them on request") {
  std::set<Path> paths;
  for (const Kernels* set : all_kernels()) {
    paths.insert(set->path);
    use_kernels(set->path);
    CHECK(kernels().path == set->path);
  }
  CHECK(paths.size() == all_kernels().size());
  CHECK(paths.contains(Path::integer));
  CHECK(kernels().path == *paths.rbegin());
  for (const Path path : {Path::integer, Path::fused, Path::avx2, Path::avx512})
    if (!paths.contains(path)) CHECK_THROWS_AS(use_kernels(path), UnsupportedError);
}

TEST_CASE("all kernels are there in every set") {
  for (const Kernels* set : all_kernels()) {
    CHECK(set->lanes * set->tile_rows * set->tile_vectors > 0);
    for (const bool there : {set->forward != nullptr,
                             set->inverse != nullptr,
                             set->slots_to_coefficients != nullptr,
                             set->coefficients_to_slots != nullptr,
                             set->reduce != nullptr,
                             set->add != nullptr,
                             set->subtract != nullptr,
                             set->multiply != nullptr,
                             set->multiply_add != nullptr,
                             set->scale_add != nullptr,
                             set->subtract_scale != nullptr,
                             set->multiply_powers != nullptr,
                             set->square_powers != nullptr,
                             set->to_stored32 != nullptr,
                             set->to_stored64 != nullptr,
                             set->from_stored32 != nullptr,
                             set->from_stored64 != nullptr,
                             set->largest_magnitude != nullptr,
                             set->round_scaled != nullptr,
                             set->combine_digits != nullptr,
                             set->weigh_digits != nullptr,
                             set->pack_columns != nullptr,
                             set->multiply_tile != nullptr})
      CHECK(there);
  }
}

TEST_CASE("a long chain of operations has the same bits on every set of kernels") {
  for (const std::size_t degree : {1024, 8192, 65536})
    for (const Modulus& q : test::sample_moduli(degree)) {
      const Transform transform(q.value(), degree);
      Doubles first;
      test::with_all_kernels([&] {
        Doubles x = test::random_residues(q, degree, 1);
        for (int step = 0; step < 5; ++step) {
          transform.forward(x.data());
          kernels().multiply(q.constants(), x.data(), x.data(), x.data(), degree);
          kernels().scale_add(q.constants(), x.data(), static_cast<double>(q.value() / 2), 1, x.data(),
                              degree);
          transform.inverse(x.data());
          kernels().add(q.constants(), x.data(), x.data(), x.data(), degree);
        }
        if (first.empty()) first = x;
        CHECK(x == first);
      });
    }
}

}  // namespace he::ring
