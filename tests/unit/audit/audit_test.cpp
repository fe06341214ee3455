#include "he/audit/audit.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <random>

#include "he/audit/audit_report.h"
#include "he/io/files/dataset_writer.h"
#include "he/io/source.h"
#include "he/secret/dataset_encryption.h"
#include "he/secret/more/key.h"
#include "io/table_files.h"

using namespace he;
using namespace he::audit;
using io::test::contains;
using io::test::refusal;

namespace {

constexpr std::size_t kRecords = 200;

/// Age, pressure and outcome of 200 patients as CSV, and the same encrypted.
class Files {
 public:
  explicit Files(secret::MaskKind mask) {
    std::mt19937_64 engine(2);
    std::normal_distribution<double> normal;
    std::string text = "id,age,pressure,outcome\n";
    for (std::size_t i = 0; i < kRecords; ++i) {
      const double age = std::round(55 + 12 * normal(engine)),
                   pressure = 100 + 0.6 * age + 8 * normal(engine);
      text += fmt::format("p{},{},{:.1f},{}\n", i, age, pressure, pressure > 133 ? 1 : 0);
    }
    folder_.write("data.csv", text);
    encrypt(mask);
  }

  std::string file(const std::string& name) const { return folder_.file(name); }
  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text);
  }

 private:
  void encrypt(secret::MaskKind mask) {
    const secret::RandomSource random(5);
    const auto key = secret::MoreKey::generate(random);
    io::SourceOptions options;
    options.id_column = "id";
    options.targets = {"outcome"};
    const auto source = io::open_source(file("data.csv"), options);
    secret::DatasetEncryption encryption(*key, *source, *source, {{"mask", to_string(mask)}}, random);
    io::DatasetWriter writer(file("data.h5"), encryption.info());
    for (io::Records records = encryption.next(); records.count > 0; records = encryption.next())
      writer.write(records);
    writer.commit();
  }

  io::test::Folder folder_;
};

}  // namespace

TEST_CASE("an encrypted table is read from its file alone, whatever its masks") {
  for (secret::MaskKind mask :
       {secret::MaskKind::uniform, secret::MaskKind::normal, secret::MaskKind::decoy}) {
    const Files files(mask);
    const Audit audit = he::audit::audit(files.file("data.h5"), {"", files.file("data.csv"), ""});
    CHECK(audit.leaks());
    CHECK(audit.confidentiality_bits() == 0);
    REQUIRE(audit.recovery.chosen);
    CHECK(audit.recovery.chosen->numbers == 3 * kRecords);
    CHECK(audit.recovery.chosen->share() == 1);
    CHECK(audit.recovery.chosen->largest_error < 1e-12);
    CHECK(audit.recovery.records_as_set == kRecords);
    CHECK(audit.choice.confidence() > 0.99);
    CHECK(audit.choice.decoys == (mask == secret::MaskKind::decoy));
    REQUIRE(audit.attempts.size() == 2);
    CHECK(audit.attempts[0].pairs == 1);
    CHECK(audit.attempts[0].score.share() < 0.1);
    CHECK(audit.attempts[1].pairs == 2);
    CHECK(audit.attempts[1].score.share() == 1);
    CHECK(audit.equality.share() > (mask == secret::MaskKind::decoy ? 0.9 : 0.999));
    CHECK(audit.equality.equal > 50);
  }
}

TEST_CASE("what is recovered is written as a table, readable by its owner alone") {
  const Files files(secret::MaskKind::uniform);
  const Audit audit = he::audit::audit(files.file("data.h5"), {"", "", files.file("stolen.csv")});
  CHECK_FALSE(audit.recovery.chosen);
  CHECK((std::filesystem::status(files.file("stolen.csv")).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  io::SourceOptions with_id;
  with_id.id_column = "id";
  const auto stolen = io::open_source(files.file("stolen.csv")),
             real = io::open_source(files.file("data.csv"), with_id);
  CHECK(stolen->info().feature_names == real->info().feature_names);
  const io::Records a = stolen->next(kRecords), b = real->next(kRecords);
  REQUIRE(a.x.size() == b.x.size());
  for (std::size_t i = 0; i < a.x.size(); ++i) CHECK(a.x[i] == doctest::Approx(b.x[i]).epsilon(1e-9));
}

TEST_CASE("one known value settles which channel is the message") {
  const Files files(secret::MaskKind::decoy);
  const auto source = io::open_source(files.file("data.csv"), {.id_column = "id"});
  const double age = source->next(1).x[0];
  const std::string known = files.write("known.csv", fmt::format("record,feature,value\n1,age,{}\n", age));
  const Audit audit = he::audit::audit(files.file("data.h5"), {known, "", ""});
  REQUIRE(audit.known_channel);
  CHECK(audit.known_channel->pairs == 1);
  CHECK(audit.channel == audit.known_channel->channel);
  CHECK(audit.confidentiality_bits() == 0);
  const auto json = to_json(audit, "data.h5");
  CHECK(json["confidentiality_bits"] == 0);
  CHECK(json["leaks"] == true);
  CHECK(contains(to_text(audit, "data.h5"), "keeps nothing secret"));
}

TEST_CASE("known values are refused by row where they cannot be") {
  const Files files(secret::MaskKind::uniform);
  const auto refused = [&](const std::string& rows) {
    const std::string known = files.write("data.known.csv", rows);
    return refusal([&] { he::audit::audit(files.file("data.h5"), {known, "", ""}); });
  };
  CHECK(contains(refused("record,value\n1,3\n"), "has no column 'feature'"));
  CHECK(contains(refused("record,feature,value\n1,age,x\n"), "'x' is not a number"));
  CHECK(contains(refused("record,feature,value\n1,weight,3\n"), "'weight' is none of the features"));
  CHECK(contains(refused("record,feature,value\n201,age,3\n"), "'201' is none of the 200 records"));
  CHECK(contains(refused("record,feature,value\n1,4,3\n"), "'4' is none of the 3 numbers of a record"));
  CHECK(contains(refused("record,feature,value\n1,age,-77.5\n"), "check records and values"));
  CHECK(contains(refused("record,feature,value\n"), "no known values"));
}

TEST_CASE("what is not encrypted is not attacked, and a truth must fit") {
  const Files files(secret::MaskKind::uniform);
  const io::test::Table other("a,b\n1,2\n3,4\n");
  files.write("data.short.csv", "a,b,c\n1,2,3\n4,5,6\n");
  io::DatasetInfo info = other.info;
  io::DatasetWriter writer(files.file("data.plain.h5"), info);
  writer.write(other.records);
  writer.commit();
  CHECK(contains(refusal([&] { he::audit::audit(files.file("data.plain.h5"), {}); }), "is not encrypted"));
  CHECK(contains(refusal([&] {
                   he::audit::audit(files.file("data.h5"), {"", files.file("data.short.csv"), ""});
                 }),
                 "--truth takes the data that was encrypted"));
}
