#include "cli/sam/package.hpp"

#include <zip.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "cli/files.hpp"

namespace cli::sam {
namespace {

namespace fs = std::filesystem;

/// 1980-01-01, the first time that a zip file can hold.
constexpr time_t kFileTime = 315'532'800;

struct File {
    std::string name;  ///< In the package.
    std::string content;
    bool is_executable = false;
};

Outcome<std::vector<File>> read_folder(const fs::path& folder) {
    std::vector<File> files;
    std::size_t bytes = 0;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error)) {
        if (!it->is_regular_file(error)) continue;
        const fs::path& path = it->path();
        QS_TRY(std::string content,
               read_file(path.string(), base::limits::kLambdaUnzippedBytesMax));
        bytes += content.size();
        if (bytes > base::limits::kLambdaUnzippedBytesMax ||
            files.size() == base::limits::kLambdaZipEntriesMax) {
            return base::fail(usage_problem(folder.string() +
                                            " is too large: a function may have 250 "
                                            "MiB and 20,000 files"));
        }
        const auto rights = it->status(error).permissions();
        files.push_back({path.lexically_relative(folder).generic_string(), std::move(content),
                         (rights & fs::perms::owner_exec) != fs::perms::none});
    }
    if (error) {
        return base::fail(usage_problem("cannot read " + folder.string() + ": " + error.message()));
    }
    std::ranges::sort(files, {}, &File::name);
    return files;
}

Problem zip_problem(zip_error_t* error) {
    Problem problem =
        usage_problem(std::string("cannot make the package: ") + zip_error_strerror(error));
    zip_error_fini(error);
    return problem;
}

bool add(zip_t* archive, const File& file) {
    zip_source_t* const source =
        zip_source_buffer(archive, file.content.data(), file.content.size(), 0);
    if (source == nullptr) return false;
    const zip_int64_t index = zip_file_add(archive, file.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    const auto at = static_cast<zip_uint64_t>(index);
    constexpr zip_uint32_t kRegularFile = 0100000;
    const zip_uint32_t mode = kRegularFile | (file.is_executable ? 0755U : 0644U);
    return zip_file_set_mtime(archive, at, kFileTime, 0) == 0 &&
           zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, mode << 16U) == 0;
}

Outcome<std::string> zipped(const std::vector<File>& files) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
    if (buffer == nullptr) return base::fail(zip_problem(&error));
    zip_source_keep(buffer);  // It is read after the archive has been closed.
    zip_t* const archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
    if (archive == nullptr) {
        zip_source_free(buffer);
        zip_source_free(buffer);
        return base::fail(zip_problem(&error));
    }
    const bool added = std::ranges::all_of(files, [&](const File& f) { return add(archive, f); });
    if (!added || zip_close(archive) != 0) {
        zip_discard(archive);
        zip_source_free(buffer);
        return base::fail(usage_problem("cannot make the package"));
    }
    zip_stat_t status;
    zip_stat_init(&status);
    zip_source_stat(buffer, &status);
    std::string bytes(status.size, '\0');
    const bool read =
        zip_source_open(buffer) == 0 && zip_source_read(buffer, bytes.data(), bytes.size()) ==
                                            static_cast<zip_int64_t>(bytes.size());
    zip_source_close(buffer);
    zip_source_free(buffer);
    if (!read) return base::fail(usage_problem("cannot read the package back"));
    return bytes;
}

}  // namespace

Outcome<std::string> pack(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    std::string bytes;
    if (fs::is_regular_file(status) && path.ends_with(".zip")) {
        QS_TRY(bytes, read_file(path, base::limits::kLambdaZipBytesMax));
    } else if (fs::is_directory(status)) {
        QS_TRY(const std::vector<File> files, read_folder(path));
        if (files.empty()) return base::fail(usage_problem("the folder " + path + " is empty"));
        QS_TRY(bytes, zipped(files));
    } else {
        return base::fail(not_found_problem(
            "CodeUri: there is no folder and no .zip file " + base::printable(path),
            "build the functions first (in Quickstep's own tree: ./dev build)"));
    }
    if (bytes.size() > base::limits::kLambdaZipBytesMax) {
        return base::fail(usage_problem("the package of " + path + " has more than 50 MiB"));
    }
    return bytes;
}

}  // namespace cli::sam
