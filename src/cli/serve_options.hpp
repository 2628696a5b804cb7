// What `quickstep serve` was asked for. The command line fills it, the server takes it: the only
// thing the two share.
#pragma once
#include <string>
#include <vector>

#include "base/log.hpp"

namespace cli {

/// Values as the user gave them, or the defaults. Whether they can be used (the address is free,
/// the folder is ours) is for the server to find out.
struct ServeOptions {
    std::string listen = "127.0.0.1:4566";  ///< HOST:PORT; port 0 picks a free one.
    std::string data_dir;                   ///< Never empty: the command line fills in the default.
    std::string region = "us-east-1";
    std::string account_id = "000000000000";
    bool is_signed = false;        ///< --auth sigv4.
    std::string credentials_file;  ///< Keys for signed mode; empty: none.
    std::string access_key;        ///< One key more; empty: none.
    std::string secret_key;
    std::string tls_certificate;  ///< PEM files; empty: plain HTTP.
    std::string tls_key;
    std::vector<std::string> host_names;  ///< Names of this machine that requests may be for.
    base::log::Level log_level = base::log::Level::info;
    base::log::Format log_format = base::log::Format::json;
};

/// Runs the server until it is told to stop; gives the process's exit status.
using Serve = int (*)(const ServeOptions& options);

}  // namespace cli
