// The kinds of records in the log, in one place, so that none is used twice. Numbers are the stored
// format: never changed, never used again. 0 to 15 belong to the log itself.
#pragma once
#include "store/store.hpp"

namespace runtime::record_kinds {

inline constexpr store::RecordKind kDecision{16};  ///< All events of one command (runtime/codec).
inline constexpr store::RecordKind kEffectAnswer{17};  ///< What a service answered to an effect id.

inline constexpr store::RecordKind kGroup{19};  ///< Several records of one work (record_group.hpp).
inline constexpr store::RecordKind kExpressStarted{20};  ///< Accepted asynchronously.
inline constexpr store::RecordKind kExpressEnded{21};
inline constexpr store::RecordKind kRedriven{22};  ///< Before the decision of a redrive.

inline constexpr store::RecordKind kStateMachine{32};
inline constexpr store::RecordKind kStateMachineDeleted{33};
inline constexpr store::RecordKind kVersion{34};
inline constexpr store::RecordKind kVersionDeleted{35};
inline constexpr store::RecordKind kAlias{36};
inline constexpr store::RecordKind kAliasDeleted{37};
inline constexpr store::RecordKind kActivity{38};
inline constexpr store::RecordKind kActivityDeleted{39};

inline constexpr store::RecordKind kBucket{48};
inline constexpr store::RecordKind kBucketDeleted{49};
inline constexpr store::RecordKind kObject{50};
inline constexpr store::RecordKind kObjectDeleted{51};
inline constexpr store::RecordKind kUpload{52};  ///< Multipart; kObject ends it.
inline constexpr store::RecordKind kUploadPart{53};
inline constexpr store::RecordKind kUploadAborted{54};

inline constexpr store::RecordKind kTable{64};
inline constexpr store::RecordKind kTableDeleted{65};
inline constexpr store::RecordKind kItem{66};
inline constexpr store::RecordKind kItemDeleted{67};

inline constexpr store::RecordKind kFunction{80};
inline constexpr store::RecordKind kFunctionDeleted{81};
inline constexpr store::RecordKind kAsyncInvocation{82};  ///< Accepted, to be delivered.
inline constexpr store::RecordKind kAsyncInvocationDone{83};

inline constexpr store::RecordKind kRule{96};
inline constexpr store::RecordKind kRuleDeleted{97};
inline constexpr store::RecordKind kTargets{98};
inline constexpr store::RecordKind kDelivery{99};  ///< An event that a target must still get.
inline constexpr store::RecordKind kDeliveryDone{100};

inline constexpr store::RecordKind kLogGroup{104};
inline constexpr store::RecordKind kLogGroupDeleted{105};
inline constexpr store::RecordKind kLogStream{106};
inline constexpr store::RecordKind kLogStreamDeleted{107};
inline constexpr store::RecordKind kLogEvents{108};  ///< A batch of one stream.

inline constexpr store::RecordKind kStack{112};
inline constexpr store::RecordKind kStackDeleted{113};

}  // namespace runtime::record_kinds
