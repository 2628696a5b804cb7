// Finds a listening socket's inode in /proc/net/tcp, and the process that has it open in
// /proc/PID/fd.
#include "server/port_holder.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace server {
namespace {

namespace fs = std::filesystem;

/// "socket:[12345]" of every socket that listens on the port. Lines of proc(5): slot, local address
/// and port in hexadecimal, remote ones, state (0A: listening), ..., inode as tenth word.
std::set<std::string> listening_sockets(const char* table, std::uint16_t port) {
    std::set<std::string> sockets;
    std::ifstream file(table);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream words(line);
        std::string slot, local, remote, state, word, inode;
        words >> slot >> local >> remote >> state;
        for (int i = 0; i < 5; ++i) words >> word;
        words >> inode;
        const auto colon = local.rfind(':');
        if (state != "0A" || colon == std::string::npos) continue;
        if (std::strtoul(local.c_str() + colon + 1, nullptr, 16) != port) continue;
        sockets.insert("socket:[" + inode + "]");
    }
    return sockets;
}

bool has_open(const fs::path& process, const std::set<std::string>& sockets) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(process / "fd", error)) {
        std::error_code gone;  // The descriptor may be closed while we look.
        const fs::path target = fs::read_symlink(entry.path(), gone);
        if (!gone && sockets.contains(target.string())) return true;
    }
    return false;
}

}  // namespace

std::optional<PortHolder> find_port_holder(std::uint16_t port) {
    std::set<std::string> sockets = listening_sockets("/proc/net/tcp", port);
    sockets.merge(listening_sockets("/proc/net/tcp6", port));
    if (sockets.empty()) return std::nullopt;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/proc", error)) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        if (!has_open(entry.path(), sockets)) continue;
        PortHolder holder;
        std::from_chars(name.data(), name.data() + name.size(), holder.process_id);
        std::ifstream comm(entry.path() / "comm");
        std::getline(comm, holder.program);
        return holder;
    }
    return std::nullopt;
}

}  // namespace server
