#pragma once

#include <initializer_list>

namespace he::io {

/// An output on its way to its name, which it gets in three steps: prepare() brings all of it to disk,
/// publish() puts it in place of what was there, settle() gives up what was there. The owner that goes away
/// before settle() leaves the name as it was.
class PendingOutput {
 public:
  virtual ~PendingOutput() = default;
  /// Throws IoError where a byte could not be written, now or before.
  virtual void prepare() = 0;
  /// Throws IoError where the name cannot be given.
  virtual void publish() = 0;
  virtual void settle() noexcept = 0;

  /// All three steps. Throws IoError where one fails; the name then leads to what it led to before.
  void commit();
};

/// Commits all of them or none.
void commit_together(std::initializer_list<PendingOutput*> outputs);

}  // namespace he::io
