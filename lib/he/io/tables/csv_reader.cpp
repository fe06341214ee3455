#include "he/io/tables/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "he/error.h"
#include "he/io/tables/csv_characters.h"
#include "he/io/tables/csv_separator.h"

namespace he::io {
namespace {

// Rows are split where they lie in the buffer. A row that the buffer does not hold to its end is split anew
// after more was read: most rows are short, and beginning again costs less than a state that survives a
// refill. Fields are positions until the row is whole, since a refill moves the buffer.

constexpr std::size_t kLongestRow = std::size_t{64} << 20;
constexpr std::size_t kMaxFields = 100'000;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks(const char* begin, const char* end) {
  while (begin < end && is_blank(*begin)) ++begin;
  while (begin < end && is_blank(end[-1])) --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

CsvReader::CsvReader(std::unique_ptr<ByteInput> input, std::size_t buffer_size)
    : input_(std::move(input)), buffer_(std::max(buffer_size, kByteOrderMark.size()), '\0') {
  seek({0, 1});
  fill();
  if (std::string_view(buffer_.data(), end_).starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
  if (!skip_empty_rows()) throw DataError(name() + ": the file holds no rows");
  fill();
  separator_ = csv_separator({buffer_.data() + begin_, end_ - begin_});
  for (char c : {separator_, '\n', '\r', separator_ == ' ' ? '\t' : separator_})
    stops_[static_cast<unsigned char>(c)] = true;
}

void CsvReader::seek(Place place) {
  input_->seek(place.offset);
  buffer_offset_ = place.offset;
  begin_ = end_ = 0;
  next_line_ = place.line;
  at_end_ = false;
}

bool CsvReader::next(std::vector<std::string_view>& fields) {
  fields.clear();
  if (!skip_empty_rows()) return false;
  line_ = next_line_;
  while (split_row() == Step::more) fill();
  finish_fields(fields);
  begin_ = at_;
  next_line_ += 1 + inner_lines_;
  return true;
}

void CsvReader::fail(const std::string& what) const {
  throw DataError(fmt::format("{}: row {}{}", name(), line_, what));
}

/// Moves the unread part to the front and reads on behind it; false where there is nothing more.
bool CsvReader::fill() {
  if (at_end_) return false;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  buffer_offset_ += begin_;
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) {
    if (end_ >= kLongestRow) fail(" is longer than 64 MiB: is a quote never closed?");
    buffer_.resize(2 * buffer_.size());
  }
  const std::size_t got = input_->read(buffer_.data() + end_, buffer_.size() - end_);
  if (std::memchr(buffer_.data() + end_, '\0', got) != nullptr)
    throw DataError(name() + ": holds zero bytes, so it is no table in plain text; save it as CSV in UTF-8");
  end_ += got;
  at_end_ = end_ < buffer_.size();
  return got > 0;
}

/// Goes to the first character of the next row that holds anything; false at the end of the input.
bool CsvReader::skip_empty_rows() {
  for (;;) {
    if (begin_ == end_) {
      if (!fill()) return false;
      continue;
    }
    const char c = buffer_[begin_];
    if (c == '\r' && begin_ + 1 == end_ && fill()) continue;
    if (is_line_end(c)) {
      ++next_line_;
      begin_ += c == '\r' && begin_ + 1 < end_ && buffer_[begin_ + 1] == '\n' ? 2 : 1;
    } else if (is_padding(c)) {
      ++begin_;
    } else {
      return true;
    }
  }
}

/// Finds the fields of the row at begin_; Step::more where it does not end in the buffer.
CsvReader::Step CsvReader::split_row() {
  fields_.clear();
  inner_lines_ = 0;
  at_ = begin_;
  for (;;) {
    if (fields_.size() == kMaxFields) fail(fmt::format(" has more than {} fields", kMaxFields));
    const Step step = split_field();
    if (step != Step::field) return step;
  }
}

void CsvReader::skip_blanks() {
  while (at_ < end_ && is_padding(buffer_[at_])) ++at_;
}

CsvReader::Step CsvReader::split_field() {
  skip_blanks();
  if (at_ < end_ && buffer_[at_] == '"') return quoted_field();
  const std::size_t begin = at_;
  const char* at = buffer_.data() + begin;
  const char* const limit = buffer_.data() + end_;
  while (at < limit && !stops_[static_cast<unsigned char>(*at)]) ++at;
  at_ = static_cast<std::size_t>(at - buffer_.data());
  fields_.push_back({begin, at_, false, false});
  return after_field();
}

CsvReader::Step CsvReader::quoted_field() {
  Field field{++at_, 0, true, false};
  for (;; ++at_) {
    if (at_ == end_) {
      if (at_end_)
        fail(fmt::format(", field {}: the quote that begins here is never closed", fields_.size() + 1));
      return Step::more;
    }
    if (buffer_[at_] == '\n' || (buffer_[at_] == '\r' && at_ + 1 < end_ && buffer_[at_ + 1] != '\n'))
      ++inner_lines_;
    if (buffer_[at_] != '"') continue;
    if (at_ + 1 == end_ && !at_end_) return Step::more;
    if (at_ + 1 == end_ || buffer_[at_ + 1] != '"') break;
    field.doubled = true;
    ++at_;
  }
  field.end = at_++;
  fields_.push_back(field);
  return after_field();
}

/// At the separator or line end behind a field.
CsvReader::Step CsvReader::after_field() {
  const bool quoted = fields_.back().quoted;
  const std::size_t behind = at_;
  if (quoted || separator_ == ' ')
    skip_blanks();  // blanks may follow a quote; a run of them is one separator
  if (at_ == end_) return at_end_ ? Step::row : Step::more;
  if (is_line_end(buffer_[at_])) return end_row();
  if (separator_ == ' ' && at_ > behind) return Step::field;
  if (buffer_[at_] != separator_ || separator_ == ' ')
    fail(fmt::format(", field {}: there is text behind the closing quote; write a quote inside quotes twice",
                     fields_.size()));
  ++at_;
  return Step::field;
}

CsvReader::Step CsvReader::end_row() {
  if (buffer_[at_] == '\r' && at_ + 1 == end_ && !at_end_) return Step::more;
  at_ += buffer_[at_] == '\r' && at_ + 1 < end_ && buffer_[at_ + 1] == '\n' ? 2 : 1;
  return Step::row;
}

/// Turns positions into text, undoing doubled quotes in place, which makes a field shorter and never longer.
void CsvReader::finish_fields(std::vector<std::string_view>& fields) {
  fields.reserve(fields_.size());
  for (const Field& field : fields_) {
    char* const begin = buffer_.data() + field.begin;
    char* end = buffer_.data() + field.end;
    if (field.doubled) {
      char* to = begin;
      for (const char* from = begin; from < end; ++from) {
        *to++ = *from;
        if (*from == '"') ++from;
      }
      end = to;
    }
    std::string_view text = without_blanks(begin, end);
    // Older exports (ARFF, Weka) quote with apostrophes. Only whole fields count: O'Brien keeps his.
    if (!field.quoted && text.size() > 1 && text.front() == '\'' && text.back() == '\'') {
      text.remove_prefix(1);
      text.remove_suffix(1);
    }
    fields.push_back(text);
  }
}

}  // namespace he::io
