// The checks of Host, Origin and Sec-Fetch-Site.
#include "server/gate.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "server/address.hpp"

namespace server {
namespace {

std::string_view without_prefix(std::string_view name) {
    for (const std::string_view prefix : {"sync-", "stream-"}) {
        if (name.starts_with(prefix)) return name.substr(prefix.size());
    }
    return name;
}

bool is_name_or_below(std::string_view name, std::string_view allowed) {
    if (name == allowed) return true;
    return name.size() > allowed.size() && name.ends_with(allowed) &&
           name[name.size() - allowed.size() - 1] == '.';
}

/// "10.1.2.3", "[fd00::1]": nothing that a name server could point elsewhere.
bool is_address(std::string_view name) {
    if (name.starts_with('[')) return name.ends_with(']');
    return !name.empty() && name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_allowed(std::string_view name, const std::vector<std::string>& names) {
    std::string_view literal = name;
    if (literal.starts_with('[') && literal.ends_with(']')) {
        literal = literal.substr(1, literal.size() - 2);
    }
    if (is_loopback({std::string(literal), 0})) return true;
    return std::ranges::any_of(names, [&](const std::string& allowed) {
        return is_name_or_below(name, base::lower(allowed));
    });
}

}  // namespace

std::string host_name(std::string_view host_field) {
    const auto colon = host_field.rfind(':');
    const auto bracket = host_field.rfind(']');
    if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        host_field = host_field.substr(0, colon);
    }
    if (host_field.ends_with('.')) host_field.remove_suffix(1);
    return base::lower(host_field);
}

base::Result<void> check_gate(const aws::HttpRequest& request,
                              const std::vector<std::string>& names, bool any_address) {
    // Only HTTP/1.0 has no Host, and no browser speaks it.
    const auto host = request.headers.find("host");
    if (host) {
        const std::string name = host_name(*host);
        const bool is_known = is_allowed(name, names) || is_allowed(without_prefix(name), names);
        if (!is_known && !(any_address && is_address(name))) {
            return base::fail(
                base::invalid("The host name '" + base::printable(name) +
                              "' is not one of this server's; use 127.0.0.1, localhost, a name "
                              "below .localhost, or one that `quickstep serve --host-name` was "
                              "given."));
        }
    }
    if (const auto origin = request.headers.find("origin")) {
        const auto slashes = origin->find("://");
        const bool is_own = host && slashes != std::string_view::npos &&
                            base::equals_ignoring_case(origin->substr(slashes + 3), *host);
        if (!is_own) {
            return base::fail(base::invalid("A page of '" + base::printable(*origin) +
                                            "' may not call this server from a browser."));
        }
    }
    const auto site = request.headers.find("sec-fetch-site");
    if (site && base::equals_ignoring_case(*site, "cross-site")) {
        return base::fail(
            base::invalid("A page of another site may not call this server from a browser."));
    }
    return {};
}

}  // namespace server
