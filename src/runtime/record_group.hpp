// The records of one work as one record of the log, so that a crash cannot keep half of them.
#pragma once
#include <functional>
#include <vector>

#include "runtime/runtime.hpp"

namespace runtime {

/// One record of kind kGroup that holds all of them, in order. Precondition: at least two.
store::Record join_records(const std::vector<store::Record>& records);

/// Visits the record, or each part of a group. Errors: `corrupt`, and the visitor's own.
base::Result<void> split_records(
    const store::RecordView& view,
    const std::function<base::Result<void>(const ReplayedRecord&)>& visit);

}  // namespace runtime
