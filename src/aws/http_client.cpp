// libcurl's easy interface: https://curl.se/libcurl/c/libcurl-easy.html
#include "aws/http_client.hpp"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace aws {
namespace {

/// What one transfer reads and writes; libcurl hands it to the callbacks.
struct Transfer {
    const ClientRequest* request = nullptr;
    const HttpClient::Sink* sink = nullptr;
    CURL* handle = nullptr;
    std::uint64_t sent = 0;
    ClientReply reply = {};
    base::Result<void> outcome = {};

    bool goes_to_sink() const { return *sink && reply.is_success(); }
};

/// Bytes of the request's body from `transfer.sent` on; -1 if the file cannot be read.
ssize_t read_body(const Transfer& transfer, char* out, std::size_t room) {
    if (const auto* text = std::get_if<std::string>(&transfer.request->body)) {
        const std::size_t count = std::min(room, text->size() - transfer.sent);
        std::copy_n(text->data() + transfer.sent, count, out);
        return static_cast<ssize_t>(count);
    }
    const auto& file = std::get<FileBody>(transfer.request->body);
    const std::size_t count = std::min<std::uint64_t>(room, file.length - transfer.sent);
    return ::pread(*file.descriptor, out, count, static_cast<off_t>(file.offset + transfer.sent));
}

std::size_t on_read(char* out, std::size_t size, std::size_t count, void* opaque) {
    auto& transfer = *static_cast<Transfer*>(opaque);
    const ssize_t got = read_body(transfer, out, size * count);
    if (got < 0) {
        transfer.outcome = base::fail(base::io_error("cannot read the file that is sent", errno));
        return CURL_READFUNC_ABORT;
    }
    transfer.sent += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

/// A kept connection that the server has closed meanwhile: libcurl begins again on a new one.
int on_seek(void* opaque, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Transfer*>(opaque)->sent = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

std::size_t on_write(char* bytes, std::size_t size, std::size_t count, void* opaque) {
    auto& transfer = *static_cast<Transfer*>(opaque);
    const std::string_view piece(bytes, size * count);
    if (transfer.goes_to_sink()) {
        transfer.outcome = (*transfer.sink)(piece);
        return transfer.outcome ? piece.size() : 0;
    }
    if (transfer.reply.body.size() + piece.size() > base::limits::kClientReplyBytesMax) {
        transfer.outcome = base::fail(base::limit_exceeded("the server's answer is too long"));
        return 0;
    }
    transfer.reply.body += piece;
    return piece.size();
}

std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* opaque) {
    auto& transfer = *static_cast<Transfer*>(opaque);
    std::string_view line(bytes, size * count);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) {
        long status = 0;
        curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
        transfer.reply.status = static_cast<int>(status);
        transfer.reply.headers = {};
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        transfer.reply.headers.add(std::string(line.substr(0, colon)),
                                   std::string(base::trim(line.substr(colon + 1))));
    }
    return size * count;
}

using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

HeaderList header_list(const Headers& headers) {
    // Curl's own additions are switched off: the server sees what the caller wrote.
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    if (!headers.find("accept")) list = curl_slist_append(list, "Accept: */*");
    if (!headers.find("content-type")) list = curl_slist_append(list, "Content-Type:");
    for (const auto& [name, value] : headers.all()) {
        // "Name;" is curl's way to send a field without a value.
        const std::string line = value.empty() ? name + ";" : name + ": " + value;
        list = curl_slist_append(list, line.c_str());
    }
    return {list, &curl_slist_free_all};
}

std::uint64_t body_length(const ClientRequest& request) {
    if (const auto* text = std::get_if<std::string>(&request.body)) return text->size();
    return std::get<FileBody>(request.body).length;
}

base::Error network_error(CURLcode code, const char* detail, const std::string& endpoint) {
    const bool timed_out = code == CURLE_OPERATION_TIMEDOUT;
    std::string message = timed_out ? "no answer in time from " : "cannot reach ";
    if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_WEIRD_SERVER_REPLY) {
        message = "this is no HTTP server: ";
    } else if (code == CURLE_GOT_NOTHING || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
               code == CURLE_PARTIAL_FILE) {
        message = "the connection broke off: ";
    }
    message +=
        endpoint + " (" + base::printable(*detail != 0 ? detail : curl_easy_strerror(code)) + ")";
    return {timed_out ? base::ErrorKind::timeout : base::ErrorKind::network, std::move(message)};
}

}  // namespace

struct HttpClient::State {
    HttpClientOptions options;
    CURL* handle = nullptr;
};

HttpClient::HttpClient(HttpClientOptions options) : state_(std::make_unique<State>()) {
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    state_->options = std::move(options);
    while (state_->options.endpoint.ends_with('/')) state_->options.endpoint.pop_back();
    if (initialized == CURLE_OK) state_->handle = curl_easy_init();
}

HttpClient::~HttpClient() {
    if (state_->handle != nullptr) curl_easy_cleanup(state_->handle);
}

const std::string& HttpClient::endpoint() const {
    return state_->options.endpoint;
}

base::Result<ClientReply> HttpClient::send(const ClientRequest& request, const Sink& sink) {
    if (state_->options.instead) return state_->options.instead(request);
    CURL* const handle = state_->handle;
    if (handle == nullptr) return base::fail(base::network("libcurl cannot be started"));
    curl_easy_reset(handle);  // Options only: connections are kept.

    base::Milliseconds time_left{0};  // For libcurl: no limit.
    if (state_->options.deadline) {
        time_left = std::chrono::ceil<base::Milliseconds>(*state_->options.deadline -
                                                          base::system_clock().monotonic());
        if (time_left.count() <= 0) {
            return base::fail(base::Error{
                base::ErrorKind::timeout,
                "the time given is over; " + state_->options.endpoint + " was not asked any more"});
        }
    }

    Transfer transfer{.request = &request, .sink = &sink, .handle = handle};
    const HeaderList headers = header_list(request.headers);
    const std::string url = state_->options.endpoint + request.target;
    char detail[CURL_ERROR_SIZE] = {};
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_PATH_AS_IS, 1L);
    if (const std::string& bundle = state_->options.ca_bundle; !bundle.empty()) {
        curl_easy_setopt(handle, CURLOPT_CAINFO, bundle.c_str());
    }
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT,
                     static_cast<long>(state_->options.connect_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME,
                     static_cast<long>(state_->options.idle_timeout.count()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(time_left.count()));
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_write);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &on_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, &transfer);
    if (const auto length = body_length(request);
        length > 0 || request.method == "PUT" || request.method == "POST") {
        curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(length));
        curl_easy_setopt(handle, CURLOPT_READFUNCTION, &on_read);
        curl_easy_setopt(handle, CURLOPT_READDATA, &transfer);
        curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, &on_seek);
        curl_easy_setopt(handle, CURLOPT_SEEKDATA, &transfer);
    }
    if (request.method == "HEAD") curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request.method.c_str());

    const CURLcode code = curl_easy_perform(handle);
    if (!transfer.outcome) return base::fail(transfer.outcome.error());
    if (code != CURLE_OK) {
        return base::fail(network_error(code, detail, state_->options.endpoint));
    }
    return std::move(transfer.reply);
}

}  // namespace aws
