// S3's operations as a task calls them: the members of AWS's SDK, and where each stands in a
// request and in its answer. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "aws/http.hpp"
#include "aws/operation.hpp"
#include "base/result.hpp"
#include "json/value.hpp"

namespace services::s3 {

/// One operation. A member's `location` says where it stands: `path` is the bucket or the key; a
/// map in a `header` has its names behind `wire_name`; `payload` is the body, where a structure is
/// an XML document with `wire_name` as its root and a document is printed as JSON; in an answer
/// `body` is a child of its document. A list's `wire_name` is the element of an item, or
/// WRAPPER/ITEM.
struct TaskOperation {
    std::string_view name;
    std::string_view method;
    std::string_view query;           ///< What its address always has: "list-type=2".
    std::vector<aws::Member> input;   ///< All there are: another one is refused.
    std::vector<aws::Member> output;  ///< By name, but bytes of a body last, as AWS gives them.
};

/// All operations; they live as long as the program.
std::span<const TaskOperation> task_operations();

/// The request that an SDK would send. Precondition: the input fits the operation's members.
/// Errors: InvalidArgument for a member that the operation does not have and for a value that no
/// header can carry.
base::Result<aws::HttpRequest, aws::Error> request_of_task(const TaskOperation& operation,
                                                           const json::Value& input);

/// What the task gets of a successful answer. It may block on a file, and reads no more of a body
/// than lets the engine see that a task's result is too large. Errors: InternalError.
base::Result<json::Value, aws::Error> task_answer(const TaskOperation& operation,
                                                  const aws::HttpReply& reply);

}  // namespace services::s3
