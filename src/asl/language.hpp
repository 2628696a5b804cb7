// The two query languages of a definition. A machine names one, JSONPath where it names none; a
// state of a JSONPath machine may name JSONata for itself.
#pragma once
#include <cstdint>

namespace asl {

enum class Language : std::uint8_t { jsonpath, jsonata };

}  // namespace asl
