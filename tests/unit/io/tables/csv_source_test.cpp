#include "he/io/tables/csv_source.h"
#include "he/io/source.h"

#include "io/table_files.h"

using he::DataError;
using he::Shape;
using he::UsageError;
using he::io::IdKind;
using he::io::MissingValues;
using he::io::open_source;
using he::io::SourceOptions;
using he::io::test::Folder;
using he::io::test::refusal;
using he::io::test::Table;
using he::io::test::table_refusal;

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;

TEST_CASE("every column is a feature unless the options say otherwise") {
  const Table table("age,bp\n63,145\n37,130.5\n");
  CHECK(table.info.records == 2);
  CHECK(table.info.x.shape == Shape{2});
  CHECK(table.info.feature_names == Names{"age", "bp"});
  CHECK_FALSE(table.info.y);
  CHECK(table.info.ids == IdKind::none);
  CHECK(table.records.count == 2);
  CHECK(table.records.x == Numbers{63, 145, 37, 130.5});
}

TEST_CASE("identifier, features in the order given, and targets are taken by name") {
  const Table table("id,age,bp,note,ef,died\np1,63,145,x,55,0\np2,37,130,y,60,1\n",
                    {.id_column = "id", .features = {"bp", "age"}, .targets = {"died", "ef"}});
  CHECK(table.info.feature_names == Names{"bp", "age"});
  CHECK(table.info.target_names == Names{"died", "ef"});
  CHECK(table.info.y->shape == Shape{2});
  CHECK(table.info.class_names.empty());
  CHECK(table.records.x == Numbers{145, 63, 130, 37});
  CHECK(table.records.y == Numbers{0, 55, 1, 60});
  CHECK(table.records.ids == Names{"p1", "p2"});
}

TEST_CASE("columns of a table without names are c1, c2, and so on") {
  const Table table("63,145,1\n37,130,0\n", {.targets = {"c3"}, .header = false});
  CHECK(table.info.feature_names == Names{"c1", "c2"});
  CHECK(table.records.x == Numbers{63, 145, 37, 130});
  CHECK(table.records.y == Numbers{1, 0});
}

TEST_CASE("a first row of numbers is not taken for names") {
  const std::string message =
      "data.csv: the first row holds numbers ('63'), not column names: say --no-header if the file has none";
  CHECK(table_refusal("63,145\n37,130\n") == message);
  CHECK(table_refusal("63,?\n37,130\n") == message);
  CHECK(table_refusal("842302,M,17.99\n842517,M,20.57\n").find("numbers ('17.99')") != std::string::npos);
  CHECK(Table("label,0,1\n5,10,20\n").info.feature_names == Names{"label", "0", "1"});
}

TEST_CASE("the identifier 'row' is the number of the row of data, unless a column has this name") {
  CHECK(Table("a\n5\n6\n", {.id_column = "row"}).records.ids == Names{"1", "2"});
  CHECK(Table("a,b\n5,1\n?,2\n7,3\n", {.id_column = "row", .missing = MissingValues::drop}).records.ids ==
        Names{"1", "3"});
  CHECK(Table("row,a\nx,5\ny,6\n", {.id_column = "row"}).records.ids == Names{"x", "y"});
}

TEST_CASE("a column named id is found on request, unless another one was named") {
  CHECK(Table("id,a\nx,5\n", {.find_id = true}).records.ids == Names{"x"});
  CHECK(Table("a\n5\n", {.find_id = true}).info.ids == IdKind::none);
  CHECK(Table("id,a\n7,x\n", {.id_column = "a", .find_id = true}).records.ids == Names{"x"});
  CHECK(Table("id,a\n7,5\n", {.id_column = "row", .find_id = true}).records.ids == Names{"1"});
}

TEST_CASE("identifiers may repeat but not be missing") {
  CHECK(Table("id,a\np,1\np,2\n", {.id_column = "id"}).records.ids == Names{"p", "p"});
  CHECK(table_refusal("id,a\np,1\n,2\n", {.id_column = "id"}) ==
        "data.csv: row 3, column 'id': the identifier is missing");
}

TEST_CASE("an unknown column is refused with the nearest name, or all of them") {
  const char* text = "age,sex,chol\n1,2,3\n";
  CHECK(table_refusal<UsageError>(text, {.features = {"Age"}}) ==
        "data.csv: has no column 'Age': did you mean 'age'?");
  CHECK(table_refusal<UsageError>(text, {.targets = {"cholesterol"}}) ==
        "data.csv: has no column 'cholesterol': there are 'age', 'sex', 'chol'");
  CHECK(table_refusal<UsageError>(text, {.id_column = "patient"}).find("has no column 'patient'") !=
        std::string::npos);
  CHECK(table_refusal<UsageError>(text, {.text_columns = {"sx"}}).find("did you mean 'sex'?") !=
        std::string::npos);
}

TEST_CASE("a column has one part") {
  const char* text = "age,sex,chol\n1,2,3\n";
  CHECK(table_refusal<UsageError>(text, {.features = {"age", "age"}}) ==
        "data.csv: column 'age' is named twice as a feature");
  CHECK(table_refusal<UsageError>(text, {.features = {"age"}, .targets = {"age"}}) ==
        "data.csv: column 'age' cannot be a target and a feature");
  CHECK(table_refusal<UsageError>(text, {.targets = {"age", "sex", "chol"}}).find("no column is left") !=
        std::string::npos);
  CHECK(table_refusal<UsageError>(text, {.features = {"age"}, .text_columns = {"sex"}})
            .find("listed as text") != std::string::npos);
}

TEST_CASE("columns need names that differ") {
  CHECK(
      table_refusal("age,sex,age\n1,2,3\n").find("data.csv: row 1: columns 1 and 3 are both called 'age'") ==
      0);
  CHECK(table_refusal(",age\n0,63\n").find("data.csv: column 1 has no name") == 0);
  CHECK(Table(",age\n0,63\n", {.features = {"age"}}).records.x == Numbers{63});
}

TEST_CASE("names, classes and identifiers must be UTF-8, numbers need not care") {
  CHECK(Table("Gr\xC3\xB6\xC3\x9F"
              "e\n1\n")
            .info.feature_names == Names{"Größe"});
  CHECK(table_refusal("Gr\xF6\xDF"
                      "e\n1\n") ==
        "data.csv: row 1: the name of column 1 ('Gr??e') is not UTF-8; save the table as CSV in UTF-8");
  CHECK(table_refusal("a,t\n1,\xE4\n", {.targets = {"t"}}).find("row 2, column 't': '?' is not UTF-8") !=
        std::string::npos);
  CHECK(table_refusal("a,t\n1,\xE4\n", {.id_column = "t"}).find("row 2, column 't': '?' is not UTF-8") !=
        std::string::npos);
}

TEST_CASE("text in a feature column is refused with row, column and advice") {
  CHECK(table_refusal("age,sex\n63,1\n37,male\n") ==
        "data.csv: row 3, column 'sex': 'male' is not a number: correct it, list the column in --text if its "
        "values are "
        "classes, or leave it out of --features");
  CHECK(table_refusal("a;b\n1,5;2\n") ==
        "data.csv: row 2, column 'a': '1,5' is not a number: decimal commas are not supported; save the "
        "table with "
        "decimal points");
  CHECK(table_refusal("a,b\n1,TRUE\n").find("'TRUE' is not a number") != std::string::npos);
}

TEST_CASE("rows must have as many fields as the first one") {
  CHECK(table_refusal("a,b\n1,2\n\n3\n") == "data.csv: row 4 has 1 fields where 2 are expected");
  CHECK(table_refusal("a,b\n1,2,3\n") == "data.csv: row 2 has 3 fields where 2 are expected");
}

TEST_CASE("text columns are coded in sorted order, numbers among themselves by value") {
  const Table table("sex,grade,age\nmale,10,63\nfemale,9,37\nmale,9.0,41\n",
                    {.text_columns = {"sex", "grade"}});
  CHECK(table.records.x == Numbers{1, 1, 63, 0, 0, 37, 1, 0, 41});
  CHECK(table.info.class_names.empty());
}

TEST_CASE("a text target becomes the numbers of its classes") {
  const Table table("a,t\n1,yes\n2,no\n3,yes\n", {.targets = {"t"}});
  CHECK(table.records.y == Numbers{1, 0, 1});
  CHECK(table.info.class_names == Names{"no", "yes"});
  CHECK(table.info.target_names == Names{"t"});
}

TEST_CASE("one-hot targets have a column for each class, of text or of whole numbers") {
  const Table text("a,t\n1,yes\n2,no\n3,maybe\n", {.targets = {"t"}, .one_hot = true});
  CHECK(text.info.class_names == Names{"maybe", "no", "yes"});
  CHECK(text.info.target_names == Names{"t=maybe", "t=no", "t=yes"});
  CHECK(text.records.y == Numbers{0, 0, 1, 0, 1, 0, 1, 0, 0});

  const Table numbers("a,t\n1,10\n2,2.0\n3,1e1\n", {.targets = {"t"}, .one_hot = true});
  CHECK(numbers.info.class_names == Names{"2", "10"});
  CHECK(numbers.info.y->shape == Shape{2});
  CHECK(numbers.records.y == Numbers{0, 1, 1, 0, 0, 1});
}

TEST_CASE("what is no class is refused as one") {
  CHECK(table_refusal("a,t\n1,2.5\n", {.targets = {"t"}, .one_hot = true}) ==
        "data.csv: column 't': 2.5 is not a class: --one-hot takes whole numbers or text");
  CHECK(table_refusal("a,t,u\n1,x,1\n", {.targets = {"t", "u"}}).find("a class must be the only target") !=
        std::string::npos);
  CHECK(table_refusal<UsageError>("a\n1\n", {.one_hot = true}).find("--one-hot needs a class column") !=
        std::string::npos);
  std::string many = "a,t\n";
  for (int i = 0; i <= 1000; ++i) many += "1,v" + std::to_string(i) + "\n";
  CHECK(table_refusal(many, {.targets = {"t"}}).find("row 1002, column 't': 'v1000' is one value too many") !=
        std::string::npos);
}

TEST_CASE("a typing mistake does not turn a number target into classes") {
  CHECK(table_refusal("a,t\n1,60\n2,6o\n", {.targets = {"t"}}) ==
        "data.csv: row 3, column 't': '6o' is text, but '60' in row 2 is a number: correct one, or list the "
        "column in "
        "--text if its values are classes");
  const Table table("a,t\n1,3\n2,3b\n", {.targets = {"t"}, .text_columns = {"t"}});
  CHECK(table.info.class_names == Names{"3", "3b"});
}

TEST_CASE("missing values are refused with the first one and their number") {
  CHECK(table_refusal("a,b\n1,2\n3,?\n4,5\n") ==
        "data.csv: row 3, column 'b': the value is missing ('?'): say --missing drop to leave such rows out, "
        "or --missing "
        "mean to use the mean of the column");
  CHECK(table_refusal("a,b\n1,\n?,NA\n4,5\n")
            .find("row 2, column 'b': the value is missing, and 2 more are: say") != std::string::npos);
  CHECK(Table("a,b\n1,?\n2,?\n", {.features = {"a"}}).records.x == Numbers{1, 2});
}

TEST_CASE("rows with a missing value are dropped on request") {
  const Table table("a,t\n1,x\n?,y\n3,NA\n4,z\n", {.targets = {"t"}, .missing = MissingValues::drop});
  CHECK(table.info.records == 2);
  CHECK(table.records.x == Numbers{1, 4});
  CHECK(table.info.class_names == Names{"x", "z"});
  CHECK(table_refusal("a,b\n?,1\n2,?\n", {.missing = MissingValues::drop}) ==
        "data.csv: no row has all its values");
}

TEST_CASE("missing features become the mean of the column, nothing else does") {
  const SourceOptions mean{.targets = {"t"}, .missing = MissingValues::mean};
  CHECK(Table("a,t\n1,5\n?,6\n6,7\n,8\n", mean).records.x == Numbers{1, 3.5, 6, 3.5});
  CHECK(table_refusal("a,t\n1,5\n2,?\n", mean) ==
        "data.csv: row 3, column 't': the target is missing: say --missing drop to leave such rows out");
  CHECK(table_refusal("a,t\n?,5\n", mean).find("column 'a' has no value in any row") != std::string::npos);
  SourceOptions text = mean;
  text.text_columns = {"a"};
  CHECK(table_refusal("a,t\nx,5\n?,6\n", text)
            .find("row 3, column 'a': the value is missing, and classes have no mean") != std::string::npos);
}

TEST_CASE("a mean of large numbers does not overflow") {
  CHECK(Table("a\n1.5e308\n1.5e308\n?\n", {.missing = MissingValues::mean}).records.x[2] == 1.5e308);
}

TEST_CASE("names without records are refused") {
  CHECK(table_refusal("a,b\n") == "data.csv: there are no rows of data");
}

TEST_CASE("records come in blocks and from any place") {
  std::string text = "id,a\n";
  for (int i = 0; i < 5000; ++i)
    text += "p" + std::to_string(i) + (i % 5 == 3 ? ",?\n" : "," + std::to_string(i) + "\n");
  const Folder folder;
  const auto source =
      open_source(folder.write("data.csv", text), {.id_column = "id", .missing = MissingValues::drop});
  REQUIRE(source->info().records == 4000);
  Numbers all;
  for (auto block = source->next(77); block.count > 0; block = source->next(77)) {
    CHECK(block.first == all.size());
    all.insert(all.end(), block.x.begin(), block.x.end());
  }
  CHECK(all.size() == 4000);
  CHECK(all[3] == 4);  // record 3 was dropped
  for (std::size_t first : {0U, 255U, 256U, 257U, 3999U, 1234U, 4000U}) {
    source->seek(first);
    const auto block = source->next(2);
    CHECK(block.count == std::min<std::size_t>(2, 4000 - first));
    if (block.count > 0) CHECK(block.x[0] == all[first]);
  }
}

TEST_CASE("a file that changes between the passes is refused") {
  const Folder folder;
  const auto path = folder.write("data.csv", "a,t\n1,x\n2,y\n3,x\n");
  for (const char* changed : {"a,t\n1,x\n2,y\n", "a,t\n1,x\n2,z\n3,x\n", "a,t\n1,x\n?,y\n3,x\n",
                              "a,t\n1,x\n2\n", "", "a,t\n1,x\n2,y\n3,x\n4,x\n"}) {
    const auto source = open_source(folder.write("data.csv", "a,t\n1,x\n2,y\n3,x\n"), {.targets = {"t"}});
    folder.write("data.csv", changed);
    CHECK_MESSAGE(refusal<DataError>([&] { source->next(10); }).find("data.csv") == 0, changed);
  }
}

TEST_CASE("options for images do not apply to tables") {
  CHECK(table_refusal<UsageError>("a\n1\n", {.labels = "labels.gz"})
            .find("--labels is for IDX, and this is a table; --target names") != std::string::npos);
}
