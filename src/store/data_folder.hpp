// The folder that one server owns: who holds it, what format it has, whether it can be used at all.
#pragma once
#include <memory>
#include <string>

#include "base/result.hpp"

namespace store {

/// A data folder, locked until this object dies. The lock goes with the process, however it ends.
class DataFolder {
public:
    /// Opens `path` or makes it (mode 0700, with the folders above it). `release` is the version of
    /// this binary, written into FORMAT. Errors, each saying what to do: `conflict` when another
    /// process holds the folder (who, and since when); `invalid` when the path is no folder or its
    /// format is of a newer release; `io` when it is read-only, not permitted or full; `corrupt`
    /// when FORMAT is damaged.
    static base::Result<DataFolder> open(const std::string& path, const std::string& release);

    ~DataFolder();
    DataFolder(DataFolder&&) noexcept;
    DataFolder& operator=(DataFolder&&) noexcept;

    /// The folder as an absolute path.
    const std::string& path() const;
    /// A UUID made with the folder.
    const std::string& cluster_id() const;

private:
    struct State;
    explicit DataFolder(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace store
