#include "runtime/record_group.hpp"

#include "base/assert.hpp"
#include "runtime/codec/bytes.hpp"
#include "runtime/record_kinds.hpp"

namespace runtime {
namespace {

constexpr std::uint16_t kGroupSchema = 1;

struct Part {
    store::RecordKind kind{};
    std::uint16_t schema = 0;
    std::string_view payload;
};

base::Result<Part> read_part(codec::Reader& reader) {
    Part part;
    QS_TRY(const std::uint64_t kind, reader.number());
    QS_TRY(const std::uint64_t schema, reader.number());
    QS_TRY(part.payload, reader.text());
    part.kind = static_cast<store::RecordKind>(kind);
    part.schema = static_cast<std::uint16_t>(schema);
    return part;
}

}  // namespace

store::Record join_records(const std::vector<store::Record>& records) {
    QS_ASSERT(records.size() > 1);
    codec::Writer writer;
    writer.number(records.size());
    for (const store::Record& record : records) {
        writer.number(static_cast<std::uint64_t>(record.kind));
        writer.number(record.schema);
        writer.text(record.payload);
    }
    return {record_kinds::kGroup, kGroupSchema, std::move(writer).take()};
}

base::Result<void> split_records(
    const store::RecordView& view,
    const std::function<base::Result<void>(const ReplayedRecord&)>& visit) {
    if (view.kind != record_kinds::kGroup) {
        return visit({view.kind, view.schema, view.shard, view.payload, {view.position, 0, 1}});
    }
    codec::Reader reader(view.payload);
    QS_TRY(const std::uint64_t count, reader.number());
    for (std::uint64_t i = 0; i < count; ++i) {
        QS_TRY(const Part part, read_part(reader));
        QS_CHECK(visit(
            {part.kind,
             part.schema,
             view.shard,
             part.payload,
             {view.position, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(count)}}));
    }
    return {};
}

base::Result<std::string> read_record(const store::Store& store, const RecordPosition& position) {
    QS_TRY(std::string payload, store.read(position.position));
    if (position.parts == 1) return payload;
    codec::Reader reader(payload);
    QS_CHECK(reader.number());
    for (std::uint32_t i = 0;; ++i) {
        QS_TRY(const Part part, read_part(reader));
        if (i == position.part) return std::string(part.payload);
    }
}

}  // namespace runtime
