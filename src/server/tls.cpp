#include "server/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace server {
namespace {

struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* session) const { SSL_free(session); }
};

/// What OpenSSL says of the last failure of this thread.
std::string last_error() {
    std::string text(256, '\0');
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    text.resize(text.find('\0'));
    ERR_clear_error();
    return text;
}

base::Error unusable(const std::string& option, const std::string& file) {
    return base::invalid(option + " " + file + " cannot be used: " + last_error());
}

}  // namespace

struct TlsSession::State {
    std::unique_ptr<SSL, Free> ssl;
    bool is_broken = false;

    Moved moved(int result) {
        if (result > 0) return {static_cast<std::size_t>(result), Wait::none};
        switch (SSL_get_error(ssl.get(), result)) {
            case SSL_ERROR_WANT_READ: return {0, Wait::readable};
            case SSL_ERROR_WANT_WRITE: return {0, Wait::writable};
            default: break;
        }
        // After a fatal failure no more may be said to the peer, not even goodbye.
        is_broken = true;
        ERR_clear_error();
        return {0, Wait::gone};
    }
};

struct TlsContext::State {
    std::unique_ptr<SSL_CTX, Free> context;
};

TlsSession::TlsSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsSession::~TlsSession() = default;

TlsSession::Moved TlsSession::read(char* into, std::size_t size) {
    if (state_->is_broken) return {0, Wait::gone};
    ERR_clear_error();
    const auto most = static_cast<int>(std::min<std::size_t>(size, 1 << 20));
    return state_->moved(SSL_read(state_->ssl.get(), into, most));
}

TlsSession::Moved TlsSession::write(const char* from, std::size_t size) {
    if (state_->is_broken) return {0, Wait::gone};
    if (size == 0) return {};
    ERR_clear_error();
    const auto most = static_cast<int>(std::min<std::size_t>(size, 1 << 20));
    return state_->moved(SSL_write(state_->ssl.get(), from, most));
}

void TlsSession::shut_down() {
    if (state_->is_broken || SSL_in_init(state_->ssl.get()) != 0) return;
    SSL_shutdown(state_->ssl.get());
    ERR_clear_error();
}

TlsContext::TlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
TlsContext::~TlsContext() = default;

base::Result<std::shared_ptr<const TlsContext>> TlsContext::load(
    const std::string& certificate_file, const std::string& key_file) {
    auto state = std::make_unique<State>();
    state->context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX* const context = state->context.get();
    QS_ASSERT(context != nullptr);
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
        return base::fail(unusable("--tls-cert", certificate_file));
    }
    if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context) != 1) {
        return base::fail(unusable("--tls-key", key_file));
    }
    return std::make_shared<const TlsContext>(std::move(state));
}

std::unique_ptr<TlsSession> TlsContext::accept(int descriptor) const {
    auto session = std::make_unique<TlsSession::State>();
    session->ssl.reset(SSL_new(state_->context.get()));
    QS_ASSERT(session->ssl != nullptr);
    SSL_set_fd(session->ssl.get(), descriptor);
    SSL_set_accept_state(session->ssl.get());
    return std::make_unique<TlsSession>(std::move(session));
}

}  // namespace server
