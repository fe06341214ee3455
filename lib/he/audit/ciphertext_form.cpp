#include "he/audit/ciphertext_form.h"

#include "he/error.h"
#include "he/schemes/more/polynomial.h"
#include "he/schemes/more/public_matrix.h"

namespace he::audit {
namespace {

std::vector<double> roots_of(const SchemeInfo& scheme, const std::string& file) {
  if (scheme.name == "more") return {0};
  if (scheme.name == "hybrid") return schemes::hybrid::evaluation_map_of(scheme).points();
  throw UnsupportedError(file + ": no attack on the scheme '" + scheme.name + "' is known to this program");
}

void require_layout(const io::Field& field, const PayloadLayout& expected, const std::string& file) {
  if (field.layout != expected)
    throw DataError(file + ": its numbers are not laid out as its scheme writes them");
}

}  // namespace

CiphertextForm form_of(const io::DatasetInfo& info, const std::string& file) {
  if (info.scheme.plain())
    throw DataError(file + ": is not encrypted, so there is nothing to attack; whoever has it can read it");
  CiphertextForm form;
  form.roots = roots_of(info.scheme, file);
  form.degree = form.roots.size();
  const PayloadLayout layout =
      form.degree == 1 ? schemes::more::layout() : schemes::hybrid::layout(form.degree);
  require_layout(info.x, layout, file);
  if (info.y) require_layout(*info.y, layout, file);
  return form;
}

}  // namespace he::audit
