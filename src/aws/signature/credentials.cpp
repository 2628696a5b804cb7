#include "aws/signature/credentials.hpp"

#include "base/text.hpp"

namespace aws {
namespace {

base::Error invalid_line(std::size_t line, std::string_view why) {
    return base::invalid("line " + std::to_string(line) + ": " + std::string(why));
}

}  // namespace

base::Result<std::vector<Credentials>> parse_credentials(std::string_view text) {
    std::vector<Credentials> found;
    std::size_t number = 0;
    for (std::string_view line : base::split(text, '\n')) {
        ++number;
        line = base::trim(line);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[') {
            if (line.back() != ']') return base::fail(invalid_line(number, "a ']' is missing"));
            found.push_back({.profile = std::string(base::trim(line.substr(1, line.size() - 2))),
                             .access_key = {},
                             .secret_key = {}});
            continue;
        }
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) {
            return base::fail(invalid_line(number, "neither '[profile]' nor 'name = value'"));
        }
        if (found.empty()) {
            return base::fail(invalid_line(number, "a '[profile]' must come first"));
        }
        const std::string name = base::lower(base::trim(line.substr(0, equals)));
        const std::string_view value = base::trim(line.substr(equals + 1));
        if (name == "aws_access_key_id") found.back().access_key = value;
        if (name == "aws_secret_access_key") found.back().secret_key = value;
    }
    std::erase_if(found, [](const Credentials& one) {
        return one.access_key.empty() || one.secret_key.empty();
    });
    return found;
}

}  // namespace aws
