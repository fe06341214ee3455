#include "he/text.h"

#include <doctest/doctest.h>

#include <charconv>
#include <cmath>
#include <random>

using he::excerpt;
using he::is_utf8;
using he::number_text;
using he::suggest;

TEST_CASE("UTF-8 is told from what is not") {
  for (const char* text : {"", "abc", "Größe", "€", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
    CHECK_MESSAGE(is_utf8(text), text);
  // Latin-1, a lone continuation, overlong forms, a surrogate, beyond U+10FFFF, cut characters (RFC 3629).
  for (const char* text : {"\xE4", "\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xF0\x80\x80\x80",
                           "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "a\xC3"})
    CHECK_FALSE(is_utf8(text));
}

TEST_CASE("an excerpt is short and printable") {
  CHECK(excerpt("a\x1B[31mb\n\xFF") == "a?[31mb??");
  CHECK(excerpt("Größe") == "Größe");
  CHECK(excerpt(std::string(100, 'x')) == std::string(40, 'x') + "…");
  CHECK(is_utf8(excerpt(std::string(39, 'x') + "ö")));
}

TEST_CASE("the nearest name is suggested, else what there is") {
  CHECK(suggest("trestbsp", {"age", "trestbps"}) == "did you mean 'trestbps'?");
  CHECK(suggest("AGE", {"age", "sex"}) == "did you mean 'age'?");
  CHECK(suggest("weight", {"age", "sex"}) == "there are 'age', 'sex'");
  CHECK(suggest("q", std::vector<std::string>(20, "name")).find(" and 8 more") != std::string::npos);
}

TEST_CASE("numbers are written as short as they can be read back") {
  CHECK(number_text(0.1) == "0.1");
  CHECK(number_text(100000) == "100000");
  CHECK(number_text(-3) == "-3");
  CHECK(number_text(1e300) == "1e+300");
  CHECK(number_text(1.0 / 3) == "0.3333333333333333");
  std::mt19937_64 random(1);
  for (int i = 0; i < 1000; ++i) {
    const double value = std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 1000) - 500);
    const std::string text = number_text(value);
    double back = 0;
    std::from_chars(text.data(), text.data() + text.size(), back);
    CHECK(back == value);
  }
}

TEST_CASE("numbers are rounded to the digits asked for") {
  CHECK(number_text(1.0 / 3, 3) == "0.333");
  CHECK(number_text(2.0 / 3, 3) == "0.667");
  CHECK(number_text(123456, 3) == "1.23e+05");
  CHECK(number_text(0.1, 1000) == "0.10000000000000001");
}
