#include "he/secret/key_file.h"

#include <algorithm>
#include <cstring>

#include "he/error.h"
#include "he/io/files/header.h"
#include "he/io/hdf5/output_file.h"
#include "he/io/hdf5/untrusted.h"
#include "he/secret/key_factory.h"
#include "he/secret/sealing.h"

namespace he::secret {
namespace {

constexpr const char *kKind = "secret-key", *kPlan = "plan";
constexpr std::uint64_t kFileStream = 0xffff'ffff'ffff'0001u;
// Bounds on what a received key file may ask Argon2id to spend.
constexpr long long kMaxOperations = 16, kMaxMemory = 1ll << 30;

void append(SecretBytes& bytes, const void* data, std::size_t size) {
  const auto* begin = static_cast<const unsigned char*>(data);
  bytes.insert(bytes.end(), begin, begin + size);
}

/// The payload of a key file: the sealing key, then every value as name length, name, count (32 bits each),
/// doubles. Plans, which are no secrets, are sealed with them, so that nobody changes them.
SecretBytes serialise(const SecretKey& key) {
  SecretBytes bytes = key.sealing_key();
  std::vector<SecretValues> all = key.secret_values();
  for (const io::PublicPlan& plan : key.plans()) {
    const std::string text = io::to_json(plan);
    all.push_back({kPlan, {text.size()}, SecretVector<double>(text.begin(), text.end())});
  }
  for (const SecretValues& v : all) {
    const auto name_size = static_cast<std::uint32_t>(v.name.size()),
               count = static_cast<std::uint32_t>(v.values.size());
    append(bytes, &name_size, sizeof name_size);
    append(bytes, v.name.data(), v.name.size());
    append(bytes, &count, sizeof count);
    append(bytes, v.values.data(), v.values.size() * sizeof(double));
  }
  return bytes;
}

/// Reads the payload piece by piece; throws DataError where it ends early.
class PayloadReader {
 public:
  explicit PayloadReader(std::span<const unsigned char> bytes) : bytes_(bytes) {}
  bool done() const { return bytes_.empty(); }
  void take(void* to, std::size_t size) {
    if (bytes_.size() < size) throw DataError("its secret values end early");
    std::memcpy(to, bytes_.data(), size);
    bytes_ = bytes_.subspan(size);
  }
  std::uint32_t number() {
    std::uint32_t value;
    take(&value, sizeof value);
    if (value > bytes_.size()) throw DataError("its secret values end early");
    return value;
  }

 private:
  std::span<const unsigned char> bytes_;
};

std::string text_of(const SecretValues& plan) {
  std::string text;
  for (const double x : plan.values) {
    if (!(x >= -128 && x < 256)) throw DataError("one of its plans is no text");
    text.push_back(static_cast<char>(static_cast<int>(x)));
  }
  return text;
}

std::unique_ptr<SecretKey> deserialise(const SchemeInfo& scheme, std::span<const unsigned char> payload) {
  PayloadReader reader(payload);
  SecretBytes sealing_key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  reader.take(sealing_key.data(), sealing_key.size());
  std::vector<SecretValues> values;
  std::vector<io::PublicPlan> plans;
  while (!reader.done()) {
    SecretValues v;
    v.name.resize(reader.number());
    reader.take(v.name.data(), v.name.size());
    v.values.resize(reader.number());
    reader.take(v.values.data(), v.values.size() * sizeof(double));
    if (v.name == kPlan)
      plans.push_back(io::plan_of_json(text_of(v), "one of its plans"));
    else
      values.push_back(std::move(v));
  }
  auto key = restore_key(scheme, values, std::move(sealing_key));
  key->set_plans(std::move(plans));
  return key;
}

SecretBytes stretch(std::string_view passphrase, std::span<const unsigned char> salt, long long operations,
                    long long memory) {
  SecretBytes key(crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
  if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), salt.data(),
                    static_cast<unsigned long long>(operations), static_cast<std::size_t>(memory),
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw IoError("not enough memory to open a key with a passphrase (" + std::to_string(memory >> 20) +
                  " MB are needed)");
  return key;
}

SecretBytes open_sealed(const io::h5::Dataset& dataset, const std::string& key_id,
                        std::span<const unsigned char> sealed,
                        const std::function<Passphrases()>& passphrases) {
  const auto salt = dataset.attribute_bytes("salt");
  const long long operations = dataset.attribute_integer("opslimit"),
                  memory = dataset.attribute_integer("memlimit");
  if (salt.size() != crypto_pwhash_SALTBYTES || operations < 1 || operations > kMaxOperations ||
      memory < static_cast<long long>(crypto_pwhash_MEMLIMIT_MIN) || memory > kMaxMemory)
    throw DataError(dataset.file_name() + ": the parameters of its passphrase are out of range");
  const std::string failure = dataset.file_name() + ": the passphrase does not open this key";
  for (const SecretBytes& text : passphrases()) {
    const SecretBytes key =
        stretch({reinterpret_cast<const char*>(text.data()), text.size()}, salt, operations, memory);
    try {
      return unseal(key, sealed, key_id, failure);
    } catch (const KeyError&) {  // the next one may
    }
  }
  throw KeyError(failure);
}

void write_plain(io::h5::File& file, const SecretBytes& payload) {
  io::h5::Bytes plain(payload.begin(), payload.end());
  file.write_bytes("key", {plain.size()}, plain);
  sodium_memzero(plain.data(), plain.size());
}

void write_sealed(io::h5::File& file, const SecretBytes& payload, const std::string& key_id,
                  std::string_view passphrase, const RandomSource& random) {
  RandomStream stream(random, kFileStream);
  std::vector<unsigned char> salt(crypto_pwhash_SALTBYTES);
  stream.bytes(salt);
  const long long operations = crypto_pwhash_OPSLIMIT_MODERATE, memory = crypto_pwhash_MEMLIMIT_MODERATE;
  const auto sealed = seal(stretch(passphrase, salt, operations, memory), payload, key_id, stream);
  file.write_bytes("key", {sealed.size()}, sealed);
  io::h5::Dataset dataset = file.dataset("key");
  dataset.set_attribute("salt", salt);
  dataset.set_attribute("opslimit", operations);
  dataset.set_attribute("memlimit", memory);
}

}  // namespace

void write_key(const std::string& path, const SecretKey& key, std::string_view passphrase,
               const RandomSource& random, io::Overwrite overwrite, const std::string& evaluation_path) {
  io::h5::OutputFile output(path, io::Privacy::owner_only, overwrite);
  io::write_header(output.file(), kKind, key.scheme());
  if (passphrase.empty())
    write_plain(output.file(), serialise(key));
  else
    write_sealed(output.file(), serialise(key), key.scheme().key_id, passphrase, random);
  if (evaluation_path.empty()) return output.commit();
  io::h5::OutputFile evaluation(evaluation_path);
  const EvaluationKey public_part = key.evaluation_key();
  io::write_header(evaluation.file(), "evaluation-key", public_part.scheme);
  for (const auto& [name, part] : public_part.parts) evaluation.file().write_numbers(name, part);
  io::commit_together({&output, &evaluation});
}

std::unique_ptr<SecretKey> read_key(const std::string& path,
                                    const std::function<Passphrases()>& passphrases) {
  const io::h5::File file = io::open_untrusted(path);
  io::require_kind(file, {kKind});
  const SchemeInfo scheme = io::read_scheme(file);
  if (!file.has_dataset("key")) throw DataError(file.file_name() + ": holds no /key");
  const io::h5::Dataset dataset = file.dataset("key");
  auto stored = dataset.read_bytes();
  SecretBytes payload(stored.begin(), stored.end());
  sodium_memzero(stored.data(), stored.size());
  if (dataset.has_attribute("salt")) payload = open_sealed(dataset, scheme.key_id, payload, passphrases);
  return with_context(file.file_name(), [&] { return deserialise(scheme, payload); });
}

void require_key(const SecretKey& key, const SchemeInfo& scheme, const std::string& file) {
  if (scheme.plain()) throw DataError(file + ": is not encrypted");
  if (scheme.key_id != key.scheme().key_id)
    throw KeyError(file + ": is encrypted under the key " + scheme.key_id + ", and this is the key " +
                   key.scheme().key_id);
}

}  // namespace he::secret
