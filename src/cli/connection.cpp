#include "cli/connection.hpp"

#include <fstream>
#include <iterator>

#include "aws/signature/credentials.hpp"
#include "base/clock.hpp"
#include "cli/environment.hpp"
#include "json/parse.hpp"

namespace cli {
namespace {

std::string shared_credentials_path() {
    if (std::string path = environment("AWS_SHARED_CREDENTIALS_FILE"); !path.empty()) return path;
    return environment("HOME") + "/.aws/credentials";
}

/// From the environment, else of the profile in the shared file, else what a server in open mode
/// takes as well as any.
aws::Credentials choose_credentials() {
    aws::Credentials chosen{"", environment("AWS_ACCESS_KEY_ID"),
                            environment("AWS_SECRET_ACCESS_KEY")};
    if (!chosen.access_key.empty() && !chosen.secret_key.empty()) return chosen;
    std::string profile = environment("AWS_PROFILE");
    if (profile.empty()) profile = "default";
    std::ifstream file(shared_credentials_path(), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    if (const auto keys = aws::parse_credentials(text)) {
        for (const aws::Credentials& one : *keys) {
            if (one.profile == profile) return one;
        }
    }
    return {"", "test", "test"};
}

aws::ClientOptions client_options(const ConnectionOptions& options, const Endpoint& endpoint) {
    const aws::Credentials credentials = choose_credentials();
    aws::ClientOptions made{
        .http = {.endpoint = endpoint.url, .ca_bundle = environment("AWS_CA_BUNDLE")},
        .region = choose_region(options),
        .access_key = credentials.access_key,
        .secret_key = credentials.secret_key};
    if (options.timeout_seconds > 0) {
        made.http.deadline = base::system_clock().monotonic() +
                             std::chrono::duration_cast<std::chrono::nanoseconds>(
                                 std::chrono::duration<double>(options.timeout_seconds));
    }
    return made;
}

}  // namespace

Endpoint choose_endpoint(const ConnectionOptions& options) {
    if (!options.endpoint.empty()) return {options.endpoint, "--endpoint"};
    for (const char* const name :
         {"QUICKSTEP_ENDPOINT", "AWS_ENDPOINT_URL_SFN", "AWS_ENDPOINT_URL"}) {
        if (std::string value = environment(name); !value.empty()) return {std::move(value), name};
    }
    return {"http://127.0.0.1:4566", "default"};
}

std::string choose_region(const ConnectionOptions& options) {
    if (!options.region.empty()) return options.region;
    for (const char* const name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
        if (std::string value = environment(name); !value.empty()) return value;
    }
    return "us-east-1";
}

Connection::Connection(Endpoint endpoint, aws::ClientOptions options)
    : endpoint_(std::move(endpoint)), client_(std::move(options)) {}

Outcome<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
    Endpoint endpoint = choose_endpoint(options);
    if (!endpoint.url.starts_with("http://") && !endpoint.url.starts_with("https://")) {
        return base::fail(
            usage_problem("the endpoint must be a URL such as http://127.0.0.1:4566, not \"" +
                          endpoint.url + "\" (from " + endpoint.origin + ")"));
    }
    aws::ClientOptions client = client_options(options, endpoint);
    return std::make_unique<Connection>(std::move(endpoint), std::move(client));
}

Problem Connection::problem(std::string_view what, const aws::CallFailure& failure) const {
    Problem problem = call_problem(std::string(what), failure);
    const bool is_elsewhere = !failure.was_answered() || problem.exit_code == ExitCode::unreachable;
    if (is_elsewhere && endpoint_.origin != "default") {
        problem.cause = "the address came from " + endpoint_.origin;
    }
    return problem;
}

Outcome<json::Value> Connection::call(std::string_view what, std::string_view service,
                                      std::string_view operation, const json::Value& input) {
    auto answer = client_.call(service, operation, input);
    if (!answer) return base::fail(problem(what, answer.error()));
    return *std::move(answer);
}

Outcome<std::string> Connection::account() {
    if (!account_.empty()) return account_;
    auto reply = client_.send("quickstep", {.target = "/_quickstep/health"});
    if (!reply && !reply.error().was_answered()) {
        return base::fail(problem("cannot ask the server's health", reply.error()));
    }
    account_ = "000000000000";
    if (reply) {
        const auto health = json::parse(reply->body);
        if (health) account_ = health->find_string("account_id").value_or(account_);
    }
    return account_;
}

}  // namespace cli
