// A Lambda function written straight on sockets, for tests: the test program itself, started again
// with QS_TEST_FUNCTION naming what it does. Also the measure of a native function's call.
#pragma once
#include <string>

namespace services::lambda {

/// "echo", "crash", "hang", ...: see test_function.cpp.
inline constexpr const char* kTestFunctionVariable = "QS_TEST_FUNCTION";

/// The path of the running test program.
std::string test_program();

}  // namespace services::lambda
