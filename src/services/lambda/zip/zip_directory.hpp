// The central directory of a zip file, read by ourselves before any library sees the file: where
// each entry lies, so that entries which share bytes (the quadratic kind of zip bomb) are refused.
// APPNOTE.TXT 6.3, sections 4.3.12 and 4.3.16. Zip64, several disks and encryption are refused.
#pragma once
#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace services::lambda {

/// Checks that the directory is whole, holds at most `entries_max` entries, and that no two entries
/// share bytes of the file. Gives the number of entries. Errors: `invalid` with what is wrong,
/// `limit`.
base::Result<std::size_t> check_zip_directory(std::string_view zip, std::size_t entries_max);

}  // namespace services::lambda
