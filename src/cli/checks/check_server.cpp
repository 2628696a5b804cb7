// The server, its disk, and whether names of hosts lead to it.
#include <netdb.h>
#include <sys/statvfs.h>

#include "aws/client.hpp"
#include "cli/checks/finding.hpp"
#include "cli/environment.hpp"
#include "cli/terminal.hpp"
#include "json/parse.hpp"

namespace cli::checks {
namespace {

constexpr double kRoomWanted = 1e9;
constexpr double kRoomNeeded = 1e8;

bool resolves(const std::string& host) {
    addrinfo* answer = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, nullptr, &answer);
    if (answer != nullptr) ::freeaddrinfo(answer);
    return failed == 0;
}

void check_room(const std::string& folder, Findings& found) {
    struct statvfs disk{};
    if (folder.empty() || ::statvfs(folder.c_str(), &disk) != 0) return;
    const double room = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
    const std::string text = size_text(room) + " free for " + folder;
    if (room < kRoomWanted) {
        found.push_back({room < kRoomNeeded ? Verdict::failure : Verdict::warning, "disk", text,
                         "make room, or serve with --data-dir on another disk"});
    } else {
        found.push_back({Verdict::ok, "disk", text});
    }
}

}  // namespace

std::string host_of(std::string_view url) {
    if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
        url.remove_prefix(scheme + 3);
    }
    url = url.substr(0, url.find('/'));
    if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
    return std::string(url.substr(0, url.find(':')));
}

void check_server(const ConnectionOptions& options, Findings& found) {
    const Endpoint endpoint = choose_endpoint(options);
    aws::ClientOptions client_options{.http = {.endpoint = endpoint.url,
                                               .connect_timeout = base::Seconds{3},
                                               .idle_timeout = base::Seconds{5}}};
    aws::Client client(std::move(client_options));
    const auto reply = client.send("quickstep", {.target = "/_quickstep/health"});
    const auto health = reply ? json::parse(reply->body) : base::Result<json::Value>(json::Value{});
    const auto version = health ? health->find_string("version") : std::nullopt;
    if (!version) {
        const bool is_other = reply || reply.error().was_answered();
        found.push_back(
            {Verdict::failure, "server",
             endpoint.url + (is_other ? " is answered by something else" : " is not answered"),
             is_other ? "free the port, or: quickstep serve --listen 127.0.0.1:4567"
                      : "quickstep serve"});
        return;
    }
    const std::string status(health->find_string("status").value_or("unknown"));
    const bool is_well = status == "ok";
    found.push_back({is_well                 ? Verdict::ok
                     : status == "read-only" ? Verdict::failure
                                             : Verdict::warning,
                     "server", endpoint.url + " answers, " + std::string(*version) + ", " + status,
                     is_well ? "" : "curl " + endpoint.url + "/_quickstep/health says why"});
    check_room(environment("QUICKSTEP_DATA_DIR"), found);
}

void check_host_prefix(const ConnectionOptions& options, Findings& found) {
    const std::string host = host_of(choose_endpoint(options).url);
    if (environment("AWS_DISABLE_HOST_PREFIX_INJECTION") == "true") {
        found.push_back({Verdict::ok, "sync- prefix", "AWS_DISABLE_HOST_PREFIX_INJECTION is true"});
    } else if (resolves("sync-" + host)) {
        found.push_back({Verdict::ok, "sync- prefix", "sync-" + host + " is a known host"});
    } else {
        const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos ||
                                host.find(':') != std::string::npos;
        found.push_back(
            {Verdict::warning, "sync- prefix",
             "sync-" + host +
                 " is no known host: StartSyncExecution and TestState of SDKs go there",
             "export AWS_DISABLE_HOST_PREFIX_INJECTION=true" +
                 (is_address ? std::string()
                             : ", or in /etc/hosts: 127.0.0.1 " + host + " sync-" + host)});
    }
}

}  // namespace cli::checks
