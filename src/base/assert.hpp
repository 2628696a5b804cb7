// QS_ASSERT states what only a bug of ours can break. It stays on in release builds and throws
// `base::Bug`, which is caught around one decision, one request, or in main. Under sanitizers and
// fuzzers it aborts at once. User input is never asserted.
#pragma once
#include <stdexcept>

namespace base {

/// A broken belief of ours. `what()` names file, line and condition.
class Bug : public std::logic_error {
public:
    using std::logic_error::logic_error;
};

[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace base

#define QS_ASSERT(condition)                \
    (static_cast<bool>(condition) ? void(0) \
                                  : base::assertion_failed(#condition, __FILE__, __LINE__))
