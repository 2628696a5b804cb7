// AWS Lambda for one machine: what main needs to plug it in.
// https://docs.aws.amazon.com/lambda/latest/api/
#pragma once
#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/operation.hpp"
#include "json/value.hpp"
#include "runtime/runtime.hpp"
#include "services/lambda/function_log.hpp"
#include "services/lambda/process/pool.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::lambda {

/// Says whether a record of the service names this blob; valid from the end of the replay to the
/// first request.
using BlobOwner = std::function<bool(const store::BlobId&)>;

/// Fetches the package that CreateFunction names by S3Bucket and S3Key. Answers once, from any
/// thread.
using FetchPackage =
    std::function<void(const aws::Call& call, std::string bucket, std::string key,
                       std::function<void(base::Result<std::string, aws::Error>)> answer)>;

/// Takes a line that a process of a function printed, or that Lambda adds. `stream` is the
/// process's, as CloudWatch Logs names it. Must not block; on the loop's thread.
using PrintLine = std::function<void(const Function&, const std::string& stream, base::TimePoint at,
                                     std::string_view line)>;

struct Dependencies {
    runtime::Shards& shards;
    store::BlobStore& blobs;
    std::string data_folder;
    /// The server's address for AWS_ENDPOINT_URL, asked each time a process starts; empty: not
    /// told.
    std::function<std::string()> endpoint = {};
    /// What functions sign their own calls with.
    std::string access_key = "quickstep";
    std::string secret_key = "quickstep";
    /// Empty: code from S3 is refused with a sentence that says so.
    FetchPackage fetch_package = {};
    PoolOptions pool = {};
    /// The machine's Python; empty: looked for when first needed.
    std::string python = {};
    /// Pauses before the second and the third try of an asynchronous invocation, as on AWS.
    std::array<std::chrono::milliseconds, 2> async_pauses = {std::chrono::minutes(1),
                                                             std::chrono::minutes(2)};
    /// Gets what functions print, if given.
    PrintLine print_line = {};
    /// Gets Lambda's BlobOwner, if given.
    std::vector<BlobOwner>* blob_owners = nullptr;
};

class Functions;

/// The service behind the operations: functions, their processes, what they print.
class Lambda {
public:
    /// Before `shards.start()`, which hands it its records. It must die after the shards have
    /// stopped and before they and the blob store die; dying ends every function process.
    explicit Lambda(Dependencies dependencies);
    ~Lambda();

    /// The operations, as rows. This object must outlive the result.
    aws::Service service();
    /// For /_quickstep/health: how many processes, and that functions are not isolated (level L0).
    json::Value health() const;
    /// Invocations, for the page of metrics.
    void write_metrics(base::MetricsText& text) const;
    /// The newest lines that a function printed, for the console; empty for one that has printed
    /// nothing.
    std::vector<LogLine> log(std::string_view region, std::string_view account,
                             std::string_view name, std::size_t count) const;

private:
    std::unique_ptr<Functions> functions_;
};

}  // namespace services::lambda
