#include "runtime/codec/decision.hpp"

#include <array>

#include "base/assert.hpp"
#include "runtime/codec/fields.hpp"

namespace runtime::codec {
namespace {

void write_event(Output out, const engine::Event& event, base::TimePoint header_time) {
    out.bytes.number(event.body.index());
    out.bytes.signed_number(event.id);
    out.bytes.signed_number(event.id - event.previous);
    out.bytes.signed_number((header_time - event.at).count());
    write(out, event.scope);
    std::visit([&](const auto& body) { write(out, body); }, event.body);
}

using BodyReader = base::Result<void> (*)(Input, engine::EventBody&);

template <std::size_t Index>
base::Result<void> read_body(Input in, engine::EventBody& body) {
    return read(in, body.emplace<Index>());
}

constexpr auto kBodyReaders = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<BodyReader, sizeof...(I)>{read_body<I>...};
}(std::make_index_sequence<std::variant_size_v<engine::EventBody>>());

base::Result<void> read_event(Input in, base::TimePoint header_time, engine::Event& event) {
    QS_TRY(const std::uint64_t index, in.bytes.number());
    if (index >= kBodyReaders.size()) {
        return base::fail(
            base::corrupt("a stored event is of a type that this release does not know"));
    }
    QS_TRY(event.id, in.bytes.signed_number());
    QS_TRY(const std::int64_t back, in.bytes.signed_number());
    QS_TRY(const std::int64_t before, in.bytes.signed_number());
    event.previous = event.id - back;
    event.at = header_time - base::Milliseconds{before};
    QS_CHECK(read(in, event.scope));
    return kBodyReaders[index](in, event.body);
}

}  // namespace

std::string encode_decision(const DecisionHeader& header, const std::vector<engine::Event>& events,
                            Payloads& payloads) {
    Writer writer;
    const Output out{writer, payloads};
    write(out, header);
    const auto* started =
        events.empty() ? nullptr : std::get_if<engine::ExecutionStarted>(&events.front().body);
    QS_ASSERT(header.revision.has_value() == (started != nullptr));
    // The info of a first decision stands before its events, so that a start need not parse them.
    if (started != nullptr) write(out, *started->info);
    writer.number(events.size());
    for (const engine::Event& event : events) write_event(out, event, header.at);
    return std::move(writer).take();
}

base::Result<DecisionHead> decode_head(std::string_view bytes) {
    Reader reader(bytes);
    Payloads none;
    DecisionHead head;
    QS_CHECK(read(Input{reader, none}, head.header));
    if (head.header.revision) {
        QS_CHECK(read(Input{reader, none}, head.info.emplace()));
    }
    return head;
}

base::Result<std::vector<engine::Event>> decode_events(std::string_view bytes, Payloads& payloads) {
    Reader reader(bytes);
    const Input in{reader, payloads};
    DecisionHeader header;
    QS_CHECK(read(in, header));
    if (header.revision) {
        engine::ExecutionInfo info;
        QS_CHECK(read(in, info));
    }
    QS_TRY(const std::uint64_t count, reader.number());
    std::vector<engine::Event> events;
    for (std::uint64_t i = 0; i < count; ++i) {
        QS_CHECK(read_event(in, header.at, events.emplace_back()));
    }
    if (!reader.at_end())
        return base::fail(base::corrupt("a stored decision has bytes behind its end"));
    return events;
}

}  // namespace runtime::codec
