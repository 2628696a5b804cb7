// Log lines by spdlog's sink, formatted here so that a field cannot break the line.
#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <atomic>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace base::log {
namespace {

std::atomic<Level> current_level = Level::info;
std::atomic<Format> current_format = Format::json;

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made = spdlog::stderr_logger_mt("quickstep");
        made->set_pattern("%v");
        made->set_level(spdlog::level::trace);
        return made;
    }();
    return *instance;
}

constexpr std::array kLevelNames = {"debug", "info", "warn", "error", "off"};

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += digits[byte >> 4];
            out += digits[byte & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

void write(Level level, std::string_view event, Fields fields) {
    if (!is_on(level)) return;
    const std::string_view name = kLevelNames[static_cast<std::size_t>(level)];
    std::string line;
    if (current_format == Format::json) {
        line = "{\"ts\":\"" + iso8601_ms(system_clock().now()) + "\",\"level\":\"";
        line += name;
        line += "\",\"event\":";
        append_json_string(line, event);
        for (const Field& field : fields) {
            line += ',';
            append_json_string(line, field.name);
            line += ':';
            append_json_string(line, field.value);
        }
        line += '}';
    } else {
        line =
            iso8601_ms(system_clock().now()) + " " + std::string(name) + " " + std::string(event);
        for (const Field& field : fields) {
            line += ' ';
            line += field.name;
            line += '=';
            line += printable(field.value);
        }
    }
    logger().log(spdlog::level::info, "{}", line);
    logger().flush();
}

}  // namespace

void configure(Level level, Format format) {
    current_level = level;
    current_format = format;
}

bool parse_level(std::string_view text, Level& level) {
    for (std::size_t i = 0; i < kLevelNames.size(); ++i) {
        if (text == kLevelNames[i]) {
            level = static_cast<Level>(i);
            return true;
        }
    }
    return false;
}

bool is_on(Level level) {
    return level >= current_level.load(std::memory_order_relaxed);
}

void debug(std::string_view event, Fields fields) {
    write(Level::debug, event, fields);
}
void info(std::string_view event, Fields fields) {
    write(Level::info, event, fields);
}
void warn(std::string_view event, Fields fields) {
    write(Level::warn, event, fields);
}
void error(std::string_view event, Fields fields) {
    write(Level::error, event, fields);
}

}  // namespace base::log
