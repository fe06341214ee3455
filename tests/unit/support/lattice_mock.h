#pragma once

/// A toy with the shape of a lattice scheme and none of its strength. A key is one number k. 64 records share
/// a ciphertext: of the integers m_i it holds c0_i = m_i − a_i·k modulo 2^61 − 1, where a follows from a
/// seed. So
/// - numbers on file are uint32, two for each residue;
/// - what comes in holds c0 and the seed; what goes out holds components of up to k²: another layout;
/// - the scale grows with every product, and a network that outgrows the modulus has to be noticed
/// beforehand;
/// - a square needs the evaluation key (which the toy only looks at).
namespace he::test {

/// Makes the scheme "lattice-mock" known to the factories; once is enough, more often does no harm.
void register_lattice_mock();

}  // namespace he::test
