#include "he/io/bytes/pending_output.h"

namespace he::io {

void PendingOutput::commit() { commit_together({this}); }

void commit_together(std::initializer_list<PendingOutput*> outputs) {
  for (PendingOutput* output : outputs) output->prepare();
  for (PendingOutput* output : outputs) output->publish();
  for (PendingOutput* output : outputs) output->settle();
}

}  // namespace he::io
