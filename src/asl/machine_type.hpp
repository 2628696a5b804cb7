// Standard or Express: what a state machine was created as.
#pragma once
#include <cstdint>

namespace asl {

enum class MachineType : std::uint8_t { standard, express };

}  // namespace asl
