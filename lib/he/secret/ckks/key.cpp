#include "he/secret/ckks/key.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "he/error.h"
#include "he/parallel.h"
#include "he/schemes/ckks/allocation.h"
#include "he/schemes/ckks/uniform.h"
#include "he/secret/ckks/encryptor.h"
#include "he/secret/ckks/rerandomization_key.h"

namespace he::secret::ckks {
namespace {

using namespace schemes::ckks;

constexpr std::uint64_t kKeyStream = 0xffff'ffff'ffff'0000u;
constexpr const char* kMaster = "master";
constexpr std::size_t kMasterBytes = 32;
constexpr double kDeviations = 6.5;  // of an error that one of some billions exceeds

/// The master in a key file: its bytes, each a double.
SecretBytes master_of(const std::vector<SecretValues>& values) {
  for (const SecretValues& v : values) {
    if (v.name != kMaster || v.values.size() != kMasterBytes) continue;
    SecretBytes master;
    for (const double x : v.values) {
      if (!(x >= 0 && x <= 255 && x == std::floor(x))) throw DataError("its master is not 32 bytes");
      master.push_back(static_cast<unsigned char>(x));
    }
    return master;
  }
  throw DataError("the key lacks 'master'");
}

SchemeInfo scheme_of(const Parameters& parameters, const SecretBytes& master) {
  SchemeInfo scheme;
  scheme.name = kScheme;
  scheme.public_values = public_values_of(parameters);
  scheme.public_values.merge(rerandomization_key(SecretRing(parameters, master), master));
  scheme.key_id = key_id_of(scheme);
  return scheme;
}

}  // namespace

CkksKey::CkksKey(SchemeInfo scheme, const Parameters& parameters, SecretBytes master)
    : SecretKey(std::move(scheme), sub_key(master, "sealing")),
      master_(std::move(master)),
      ring_(parameters, master_) {}

std::unique_ptr<CkksKey> CkksKey::generate(const Parameters& parameters, const RandomSource& random) {
  if (parameters.mode() == Mode::public_key)
    throw UsageError("encryption under a public key is not there yet; take --encryption secret");
  SecretBytes master(kMasterBytes);
  RandomStream(random, kKeyStream).bytes(master);
  SchemeInfo scheme = scheme_of(parameters, master);
  scheme.seeded = random.seeded();
  return std::unique_ptr<CkksKey>(new CkksKey(std::move(scheme), parameters, std::move(master)));
}

std::unique_ptr<CkksKey> CkksKey::restore(const SchemeInfo& stored, const std::vector<SecretValues>& values,
                                          const SecretBytes& sealing_key) {
  const Parameters parameters = parameters_of(stored);
  SecretBytes master = master_of(values);
  const SchemeInfo computed = scheme_of(parameters, master);
  if (stored.public_values != computed.public_values || stored.key_id != computed.key_id)
    throw DataError("its public values are not those of its master");
  if (sealing_key != sub_key(master, "sealing")) throw DataError("its sealing key is not that of its master");
  return std::unique_ptr<CkksKey>(new CkksKey(stored, parameters, std::move(master)));
}

std::unique_ptr<Encryptor> CkksKey::encryptor(const io::DatasetInfo& info, io::RecordSource& whole,
                                              const SchemeOptions& options,
                                              const RandomSource& random) const {
  require_declared(options, {{"clamp", {"yes"}}, {"plan"}}, {}, "the key is one of the scheme 'ckks'");
  return std::make_unique<CkksEncryptor>(
      *this, info, whole.name(), random,
      CkksEncryptor::Wishes{range_of(option_or(options, "plan", "")), options.contains("clamp")});
}

/// The range of the plan of this id; of all, where none is named.
Range CkksKey::range_of(const std::string& plan_id) const {
  for (const io::PublicPlan& plan : plans())
    if (io::id_of(plan) == plan_id || (plan_id.empty() && plans().size() == 1)) return {plan.low, plan.high};
  return parameters().range();
}

bool CkksKey::decrypts(const PayloadLayout& layout) const {
  return layout == data_layout(parameters()) || result_form(parameters(), layout).has_value();
}

bool CkksKey::decrypts(const PayloadLayout& layout, io::DatasetKind kind) const {
  return kind == io::DatasetKind::predictions ? result_form(parameters(), layout).has_value()
                                              : layout == data_layout(parameters());
}

LastFunction CkksKey::last_function(const PayloadLayout& layout) const {
  const auto form = result_form(parameters(), layout);
  return form ? form->last : LastFunction::none;
}

double CkksKey::data_error() const {
  return kDeviations * std::ldexp(fresh_deviation(parameters().degree()), -parameters().scale_bits());
}

void CkksKey::decrypt(const io::Field& field, std::size_t records, std::span<const double> payload,
                      std::span<double> values) const {
  const std::size_t n = parameters().degree(), features = element_count(field.shape),
                    cell = element_count(field.layout.element);
  const auto form = result_form(parameters(), field.layout);
  parallel_for(field.layout.rows(records) * features, 1, [&](std::size_t i) {
    const std::size_t first = i / features * n, count = std::min(n, records - first);
    SecretVector<double> slots(n);
    with_context(fmt::format("records {} to {}, number {}", first + 1, first + count, i % features + 1),
                 [&] { decrypt_cell(payload.subspan(i * cell, cell), form, slots); });
    for (std::size_t r = 0; r < count; ++r) values[(first + r) * features + i % features] = slots[r];
  });
}

void CkksKey::decrypt_cell(std::span<const double> cell, const std::optional<ResultForm>& form,
                           std::span<double> slots) const {
  SecretVector<double> sum = form ? result_sum(cell, *form) : seeded_sum(cell);
  ring_.decode(sum, form ? form->limbs : parameters().limbs(),
               form ? form->scale_bits : parameters().scale_bits(), slots);
}

SecretVector<double> CkksKey::seeded_sum(std::span<const double> cell) const {
  const std::size_t n = parameters().degree(), limbs = parameters().limbs();
  const Seed seed = seed_of(cell.last(kSeedWords));
  SecretVector<double> sum(limbs * n);
  for (std::size_t limb = 0; limb < limbs; ++limb) {
    const std::span row(sum.data() + limb * n, n);
    read_residues(parameters().moduli()[limb], cell.subspan(limb * n, n), row);
    ring_.add_product(limb, uniform_polynomial(seed, 1, limb, ring_.modulus(limb), n), 1, row);
  }
  return sum;
}

SecretVector<double> CkksKey::result_sum(std::span<const double> cell, const ResultForm& form) const {
  const std::size_t n = parameters().degree();
  SecretVector<double> sum(form.limbs * n);
  std::vector<double> component(n);
  for (std::size_t limb = 0; limb < form.limbs; ++limb) {
    const std::span row(sum.data() + limb * n, n);
    for (std::size_t power = 0; power < form.powers; ++power) {
      const auto words = cell.subspan((power * form.limbs + limb) * n, n);
      read_residues(parameters().moduli()[limb], words, power == 0 ? row : std::span(component));
      if (power > 0) ring_.add_product(limb, component, power, row);
    }
  }
  return sum;
}

std::vector<SecretValues> CkksKey::secret_values() const {
  return {{kMaster, {kMasterBytes}, SecretVector<double>(master_.begin(), master_.end())}};
}

}  // namespace he::secret::ckks
