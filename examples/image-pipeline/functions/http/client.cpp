// The only file that includes libcurl.
#include "http/client.hpp"

#include <curl/curl.h>
#include <algorithm>
#include <cctype>

namespace http {
namespace {

constexpr long kConnectTimeoutMs = 3'000;

struct Incoming {
    Reply reply;
    std::size_t bytes_max = 0;
    bool too_large = false;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& incoming = *static_cast<Incoming*>(user);
    const std::size_t bytes = size * count;
    if (incoming.reply.body.size() + bytes > incoming.bytes_max) {
        incoming.too_large = true;
        return 0;  // Anything but `bytes` ends the transfer.
    }
    incoming.reply.body.append(data, bytes);
    return bytes;
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
    auto& incoming = *static_cast<Incoming*>(user);
    const std::string_view line(data, size * count);
    if (line.starts_with("HTTP/")) incoming.reply.headers.clear();  // A 100 Continue came before.
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return line.size();
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "content-length") {
        const std::size_t announced = std::strtoull(std::string(value).c_str(), nullptr, 10);
        incoming.reply.body.reserve(std::min(announced, incoming.bytes_max));
    }
    incoming.reply.headers.insert_or_assign(std::move(name), std::string(value));
    return line.size();
}

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

void append(HeaderList& list, const std::string& line) {
    list.reset(curl_slist_append(list.release(), line.c_str()));
}

HeaderList header_list(const Headers& headers) {
    HeaderList list;
    // libcurl would wait for "100 Continue" before a large body, and invent a content type.
    append(list, "Expect:");
    append(list, "Accept:");
    append(list, "Content-Type:");
    for (const auto& [name, value] : headers) {
        // A header without a value is written with ";", or libcurl would take it away.
        append(list, value.empty() ? name + ";" : name + ": " + value);
    }
    return list;
}

}  // namespace

struct Client::Handle {
    Handle() {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        curl = curl_easy_init();
    }
    ~Handle() { curl_easy_cleanup(curl); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    CURL* curl = nullptr;
};

Client::Client() : handle_(std::make_unique<Handle>()) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

std::string_view Reply::header(std::string_view name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string_view{} : std::string_view(found->second);
}

tl::expected<Reply, Error> Client::send(const Request& request) {
    CURL* curl = handle_->curl;
    if (curl == nullptr) return tl::unexpected(Error{Error::Kind::unreachable, "libcurl failed"});
    curl_easy_reset(curl);  // Forgets the last request's options and keeps its connection.

    Incoming incoming{.reply = {}, .bytes_max = request.reply_bytes_max};
    const HeaderList headers = header_list(request.headers);
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 256L * 1024L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    if (request.method != "GET") {
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(request.body.size()));
    }
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);

    const CURLcode code = curl_easy_perform(curl);
    if (incoming.too_large) {
        return tl::unexpected(Error{
            Error::Kind::too_large,
            "the answer is larger than " + std::to_string(request.reply_bytes_max) + " bytes"});
    }
    if (code != CURLE_OK) {
        return tl::unexpected(Error{Error::Kind::unreachable, curl_easy_strerror(code)});
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    incoming.reply.status = static_cast<int>(status);
    return std::move(incoming.reply);
}

}  // namespace http
