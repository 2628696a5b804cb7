// Lambda packages: whatever the bytes, unpacking ends within its limits, writes only regular files
// and folders below its folder, and as much as it says.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "services/lambda/zip/unpack.hpp"

namespace {

namespace fs = std::filesystem;

/// A folder of this process in which unpacking has one of its own.
fs::path make_place() {
    std::string name = (fs::temp_directory_path() / "quickstep-fuzz-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    static const fs::path kept = name;
    std::atexit([] { fs::remove_all(kept); });
    return kept;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fs::path place = make_place();
    const fs::path folder = place / "code";
    fs::create_directory(folder);
    constexpr services::lambda::ZipLimits kLimits{.zip_bytes_max = 64 * 1024,
                                                  .unzipped_bytes_max = 256 * 1024,
                                                  .entries_max = 20,
                                                  .ratio_max = 50};
    const std::string_view zip(reinterpret_cast<const char*>(data), size);
    const auto unpacked = services::lambda::unpack_zip(zip, folder.string(), kLimits);

    std::size_t files = 0;
    std::uint64_t bytes = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_symlink()) std::abort();
        if (entry.is_directory()) continue;
        if (!entry.is_regular_file()) std::abort();
        ++files;
        bytes += entry.file_size();
    }
    if (bytes > kLimits.unzipped_bytes_max) std::abort();
    if (unpacked && (unpacked->files != files || unpacked->bytes != bytes)) std::abort();
    for (const auto& entry : fs::directory_iterator(place)) {
        if (entry.path() != folder) std::abort();
    }
    fs::remove_all(folder);
    return 0;
}
