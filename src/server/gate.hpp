// Who may ask at all: names of this server, and pages of its own. Every browser on the machine
// reaches loopback, so a foreign page must not be able to use it (security.md, section 4). Pure
// functions.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "aws/http.hpp"
#include "base/result.hpp"

namespace server {

/// A Host field without its port, in lower case: "localhost", "[::1]".
std::string host_name(std::string_view host_field);

/// Passes requests whose Host is a loopback address, `localhost`, a name below it, one of `names`
/// or a name below one, each also behind `sync-` or `stream-`; this ends DNS rebinding. And whose
/// Origin, if there is one, is this server itself, and which no browser marks as coming from
/// another site. With `any_address` a Host may be any IP address too: rebinding needs a name.
/// Errors: `invalid`, a sentence for the client.
base::Result<void> check_gate(const aws::HttpRequest& request,
                              const std::vector<std::string>& names, bool any_address = false);

}  // namespace server
