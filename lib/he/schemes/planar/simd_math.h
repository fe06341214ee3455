#pragma once

#include <cmath>

// Loops that call these functions of libm are vectorised by the compiler with glibc's libmvec (errors up to 4
// units in the last place, as documented there). glibc declares its vector variants under -ffast-math only;
// the loops here need no other liberty of it, so the variants are declared by hand.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define HE_VECTOR_VARIANTS __attribute__((simd("notinbranch"), const, nothrow, leaf))
extern "C" {
HE_VECTOR_VARIANTS double exp(double);
HE_VECTOR_VARIANTS float expf(float);
HE_VECTOR_VARIANTS double expm1(double);
HE_VECTOR_VARIANTS float expm1f(float);
HE_VECTOR_VARIANTS double log(double);
HE_VECTOR_VARIANTS float logf(float);
HE_VECTOR_VARIANTS double log1p(double);
HE_VECTOR_VARIANTS float log1pf(float);
HE_VECTOR_VARIANTS double erf(double);
HE_VECTOR_VARIANTS float erff(float);
HE_VECTOR_VARIANTS double cos(double);
}
#undef HE_VECTOR_VARIANTS
#endif
