// What a function's process sends to its Runtime API: the first byte says in what pieces the rest
// comes. However it is cut, the same requests come out, each within its limits.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "services/lambda/runtime_api/request_reader.hpp"

namespace {

using services::lambda::RequestReader;
using services::lambda::RuntimeRequest;

constexpr std::size_t kBodyBytesMax = 64;

struct Read {
    std::vector<RuntimeRequest> requests;
    RequestReader::State end = RequestReader::State::head;
};

Read read_in_pieces(std::string_view bytes, std::size_t piece_bytes) {
    RequestReader reader(kBodyBytesMax);
    Read read;
    while (!bytes.empty() && reader.state() != RequestReader::State::broken) {
        const std::size_t taken = reader.feed(bytes.substr(0, piece_bytes));
        if (taken > std::min(bytes.size(), piece_bytes)) std::abort();
        bytes.remove_prefix(taken);
        if (reader.state() != RequestReader::State::complete) {
            // A reader that wants more and takes nothing would never end.
            if (taken == 0) std::abort();
            continue;
        }
        read.requests.push_back(reader.take());
    }
    read.end = reader.state();
    return read;
}

bool is_equal(const RuntimeRequest& a, const RuntimeRequest& b) {
    return a.method == b.method && a.target == b.target && a.error_type == b.error_type &&
           a.body == b.body && a.body_bytes == b.body_bytes &&
           a.is_body_too_large == b.is_body_too_large && a.expects_continue == b.expects_continue &&
           a.keep_alive == b.keep_alive;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Read whole = read_in_pieces(bytes, std::max<std::size_t>(bytes.size(), 1));
    const Read pieces = read_in_pieces(bytes, data[0] % 16 + std::size_t{1});
    if (whole.end != pieces.end || whole.requests.size() != pieces.requests.size()) std::abort();
    for (std::size_t i = 0; i < whole.requests.size(); ++i) {
        const RuntimeRequest& request = whole.requests[i];
        if (!is_equal(request, pieces.requests[i])) std::abort();
        if (request.body.size() > kBodyBytesMax) std::abort();
        if (request.is_body_too_large ? !request.body.empty()
                                      : request.body.size() != request.body_bytes) {
            std::abort();
        }
        if (request.method.empty() || request.target.empty()) std::abort();
    }
    return 0;
}
