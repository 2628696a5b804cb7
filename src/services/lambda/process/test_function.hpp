// A Lambda function written straight on sockets, for tests: the test program itself, started again
// with QS_TEST_FUNCTION naming what it does. Also the measure of a native function's call.
#pragma once
#include <cstdint>
#include <string>

namespace services::lambda {

/// "echo", "crash", "hang", ...: see test_function.cpp.
inline constexpr const char* kTestFunctionVariable = "QS_TEST_FUNCTION";

/// Memory for such a function: a sanitized program reserves terabytes, which its limit counts.
#ifdef QS_SANITIZED
inline constexpr std::int64_t kTestFunctionMemoryMb = std::int64_t{1} << 30;
#else
inline constexpr std::int64_t kTestFunctionMemoryMb = 128;
#endif

/// The path of the running test program.
std::string test_program();

}  // namespace services::lambda
