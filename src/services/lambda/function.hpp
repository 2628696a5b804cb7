// A function as it is configured: one immutable revision, shared by the table, the processes that
// run it and the invocations that wait for it. An update makes a new one.
#pragma once
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "json/value.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::lambda {

/// Account, region, name.
struct FunctionKey {
    std::string account;
    std::string region;
    std::string name;
    auto operator<=>(const FunctionKey&) const = default;
    bool operator==(const FunctionKey&) const = default;
};

/// The package: a blob that is unpacked on demand.
struct FunctionCode {
    store::Blob blob = {};
    std::string sha256_base64 = {};
};

struct Function {
    std::string account = {};
    std::string region = {};
    std::string name = {};
    std::string runtime = {};
    std::string handler = {};
    std::string role = {};
    std::string description = {};
    std::int64_t timeout_seconds = 3;
    std::int64_t memory_mb = 128;
    std::int64_t ephemeral_mb = 512;
    std::string architecture = "x86_64";
    std::string tracing_mode = "PassThrough";
    std::vector<std::pair<std::string, std::string>> environment = {};  ///< In the caller's order.
    json::Value tags = json::Value::empty_object();
    FunctionCode code = {};
    base::TimePoint last_modified{};
    std::string revision_id = {};

    std::string arn() const;
    FunctionKey key() const { return {account, region, name}; }
};

using FunctionRef = std::shared_ptr<const Function>;

/// The record's text and back. Errors: `corrupt`.
std::string encode_function(const Function& function);
base::Result<Function> decode_function(std::string_view text);
/// The same of the record of a deletion.
std::string encode_key(const FunctionKey& key);
base::Result<FunctionKey> decode_key(std::string_view text);

/// The members that GetFunctionConfiguration answers.
json::Value describe_function(const Function& function);

}  // namespace services::lambda
