// TLS for the HTTP door. The library (OpenSSL) is included in tls.cpp alone.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace server {

/// One connection's encryption, on top of a socket that does not block. Used by its thread only.
class TlsSession {
public:
    struct State;
    explicit TlsSession(std::unique_ptr<State> state);
    ~TlsSession();

    /// What a call did: bytes moved, or what it waits for, or that the peer is gone.
    enum class Wait { none, readable, writable, gone };
    struct Moved {
        std::size_t bytes = 0;
        Wait wait = Wait::none;
    };
    /// The handshake happens within the first reads.
    Moved read(char* into, std::size_t size);
    /// May take a part. What was refused must be offered again, the same bytes or more of them.
    Moved write(const char* from, std::size_t size);
    /// Tells the peer that nothing more comes.
    void shut_down();

private:
    std::unique_ptr<State> state_;
};

/// A certificate with its key, for all connections of a door. TLS 1.2 and 1.3. Any thread.
class TlsContext {
public:
    struct State;
    explicit TlsContext(std::unique_ptr<State> state);
    ~TlsContext();

    /// Both files are PEM; the certificate may be followed by those that lead to its root. Errors:
    /// `invalid`, naming the file.
    static base::Result<std::shared_ptr<const TlsContext>> load(const std::string& certificate_file,
                                                                const std::string& key_file);
    /// The server's side of a connection on this descriptor, which the session does not close.
    std::unique_ptr<TlsSession> accept(int descriptor) const;

private:
    std::unique_ptr<State> state_;
};

}  // namespace server
