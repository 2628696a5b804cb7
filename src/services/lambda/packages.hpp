// The code of functions on disk: the zip as a blob, which is the truth, and beside it the unpacked
// folder, which is made again whenever it is missing. All calls block on the disk; one thread at a
// time.
#pragma once
#include <string>
#include <string_view>

#include "aws/error.hpp"
#include "base/result.hpp"
#include "services/lambda/function.hpp"
#include "store/blobs/blob_store.hpp"

namespace services::lambda {

class Packages {
public:
    /// `folder` is the data folder. Clears what an earlier run left half done; after a power cut,
    /// which may have emptied unsynced files, all unpacked code.
    Packages(std::string folder, store::BlobStore& blobs);

    /// Checks and unpacks a zip and keeps it. What it gives is durable. Errors, as Lambda words
    /// them: InvalidParameterValueException with what is wrong with the zip,
    /// RequestEntityTooLargeException, ServiceException when the disk refuses.
    base::Result<FunctionCode, aws::Error> keep(std::string_view zip);
    /// The folder with the code, unpacked now if it is missing. Errors: `corrupt`, `io`, `limit`.
    base::Result<std::string> unpacked(const FunctionCode& code);
    /// Forgets the code. What still runs keeps its open files.
    void remove(const FunctionCode& code);

    /// A new empty folder for one process.
    base::Result<std::string> make_scratch();
    void remove_scratch(const std::string& path);

    const std::string& folder() const { return folder_; }

private:
    std::string code_folder(const store::BlobId& id) const { return folder_ + "/" + id.text; }

    std::string folder_;  ///< "functions" in the data folder.
    store::BlobStore& blobs_;
};

}  // namespace services::lambda
