// Structured logs on stderr: one line an event, fields instead of sentences. Never payloads or
// secrets.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

namespace base::log {

enum class Level { debug, info, warn, error, off };
enum class Format { text, json };

/// One field; numbers are given as text.
struct Field {
    std::string_view name;
    std::string value;
};
using Fields = std::initializer_list<Field>;

/// Sets what is written and how. Default: info, JSON. Any thread, but before the others start.
void configure(Level level, Format format);
/// Reads "debug", "info", "warn", "error" or "off". False: none of them.
bool parse_level(std::string_view text, Level& level);
bool is_on(Level level);

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace base::log
