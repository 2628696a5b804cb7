// The input of the expression benchmarks: one object with an array of orders, the same bytes
// wherever it is made.
#pragma once
#include <cstddef>
#include <string>

namespace bench {

/// JSON text with `count` orders from a fixed seed; 1,000 of them are about 256 KiB, the largest
/// payload of Step Functions.
std::string orders_text(std::size_t count = 1000);

}  // namespace bench
