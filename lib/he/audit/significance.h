#pragma once

#include <cstddef>
#include <span>

/// Tests of the hypothesis that numbers are a random mask. All give the natural logarithm of a p-value, or of
/// an upper bound of it: 0 says nothing, very negative numbers that this is no mask.
namespace he::audit {

/// Kolmogorov's test that sorted values are uniform over an interval of unknown ends: between smallest and
/// largest, the others are uniform. Approximation of Stephens (J. R. Stat. Soc. B 32, 1970).
double ln_p_uniform(std::span<const double> sorted);

/// Lilliefors' test that sorted values are normal with unknown mean and deviation. Approximation of Dallal &
/// Wilkinson (American Statistician 40, 1986), which holds below 0.1; above it the result is 0. Outliers
/// beyond six deviations do not count.
double ln_p_normal(std::span<const double> sorted);

/// That the range of n uniform values is `share` of their interval, or less: n·s^(n−1) − (n−1)·s^n.
double ln_p_range(double share, std::size_t n);

/// Chernoff's bounds of upper tails: Poisson of mean `mean`, binomial of `n` trials of probability `p`, gamma
/// of `shape` (scale 1), which is half of chi squared with 2·shape degrees of freedom.
double ln_p_poisson(double count, double mean);
double ln_p_binomial(double count, double n, double p);
double ln_p_gamma(double x, double shape);

/// Chi squared with so many degrees of freedom, from both sides: numbers that fit too well are not random
/// either. Twice Chernoff's bound.
double ln_p_chi_squared(double x, double degrees);

/// That two independent series of `n` numbers have a correlation of this magnitude or more, from both sides;
/// of normal numbers, twice a bound of the cap of a sphere.
double ln_p_correlation(double correlation, double n);

/// Fisher's combination of independent p-values.
double ln_p_fisher(double sum_of_ln_p, std::size_t count);

/// Natural logarithm of the largest weight that a p-value can lend to the alternative, 1/(−e·p·ln p) for p <
/// 1/e (Sellke, Bayarri & Berger, American Statistician 55, 2001); at most 600.
double ln_weight(double ln_p);

}  // namespace he::audit
