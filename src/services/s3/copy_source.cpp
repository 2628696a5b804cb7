// Reading `/bucket/key?versionId=...`, percent-encoded.
#include "services/s3/copy_source.hpp"

#include "base/text.hpp"
#include "services/s3/conditions.hpp"
#include "services/s3/errors.hpp"
#include "services/s3/names.hpp"

namespace services::s3 {

base::Result<CopySource, aws::Error> read_copy_source(const Request& request) {
    const std::string_view header = request.header("x-amz-copy-source").value_or("");
    std::string_view text = header;
    const auto refuse = [&](std::string message) {
        return base::fail(invalid_argument(std::move(message), "x-amz-copy-source", header));
    };
    if (const auto question = text.find('?'); question != std::string_view::npos) {
        const std::string_view query = text.substr(question + 1);
        text = text.substr(0, question);
        if (query != "versionId=null") return refuse("Invalid version id specified");
    }
    std::string decoded = base::percent_decode(text);
    if (decoded.starts_with('/')) decoded.erase(0, 1);
    const auto slash = decoded.find('/');
    if (slash == std::string::npos || slash + 1 == decoded.size()) {
        return refuse("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
    }
    CopySource source{decoded.substr(0, slash), decoded.substr(slash + 1)};
    QS_CHECK(check_used_bucket_name(source.bucket));
    QS_CHECK(check_key(source.key));
    return source;
}

base::Result<void, aws::Error> check_copy_source(const Request& request,
                                                 const ObjectRecord& source) {
    const Conditions conditions = read_conditions(request, "x-amz-copy-source-");
    if (judge_read(conditions, source.etag(), source.modified) == Verdict::go_on) return {};
    return base::fail(s3_error("PreconditionFailed"));
}

}  // namespace services::s3
