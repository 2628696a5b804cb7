// Our runtime client for Python: a small program that polls the Runtime API over a raw socket, half
// the cost of the usual one, and words errors as AWS's does.
#pragma once
#include <string_view>

namespace services::lambda {

/// Its source, to be written to a file.
std::string_view python_client();

}  // namespace services::lambda
