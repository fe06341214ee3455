#pragma once

namespace he::ring {

/// Once in a program: multiplies a matrix whose sums reach 2^53, in one piece and in two, and compares with
/// integers. Throws Error where they differ, which they do on processors or under compilers that do not round
/// as IEEE 754 says.
void require_exact_products();

}  // namespace he::ring
