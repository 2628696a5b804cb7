#include "cli/files.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "base/text.hpp"

namespace cli {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

Problem unreadable(const std::string& path, int error) {
    const base::Error io = base::io_error("cannot read " + base::printable(path), error);
    return {.message = io.message,
            .exit_code = error == ENOENT ? ExitCode::not_found : ExitCode::wrong_usage};
}

}  // namespace

Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    const bool is_stdin = path == "-";
    const File file = is_stdin ? File(stdin, [](std::FILE*) { return 0; })
                               : File(std::fopen(path.c_str(), "rbe"), &std::fclose);
    if (file == nullptr) return base::fail(unreadable(path, errno));
    std::string text;
    char piece[65536];
    while (const std::size_t got = std::fread(piece, 1, sizeof piece, file.get())) {
        text.append(piece, got);
        if (text.size() > bytes_max) {
            return base::fail(usage_problem(base::printable(path) + " is larger than " +
                                            std::to_string(bytes_max) + " bytes"));
        }
    }
    if (std::ferror(file.get()) != 0) return base::fail(unreadable(path, errno));
    return text;
}

}  // namespace cli
