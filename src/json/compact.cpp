// compact: copies a value into one block of its own.
#include <vector>

#include "json/block.hpp"
#include "json/document.hpp"
#include "json/value.hpp"

namespace json {
namespace {

struct Frame {
    const Value* container;
    std::size_t next;
    std::size_t mark;
};

std::size_t node_bytes(const Value& value) {
    const auto& rep = Access::rep(value);
    if (!Access::is_shared(rep)) return 0;
    const std::size_t size = Access::size(rep);
    switch (value.kind()) {
        case Kind::array: return sizeof(ContainerNode) + size * sizeof(Value);
        case Kind::object:
            return sizeof(ContainerNode) + size * sizeof(Member) +
                   (index_slots(size) * sizeof(std::uint32_t) + 7) / 8 * 8;
        default: return (sizeof(TextNode) + size + 7) / 8 * 8;
    }
}

std::size_t total_bytes(const Value& root) {
    std::size_t bytes = 0;
    std::vector<const Value*> open{&root};
    while (!open.empty()) {
        const Value& value = *open.back();
        open.pop_back();
        bytes += node_bytes(value);
        if (value.is_array()) {
            for (const Value& item : value.items()) open.push_back(&item);
        } else if (value.is_object()) {
            for (const Member& member : value.members()) {
                bytes += node_bytes(member.key_value);
                open.push_back(&member.value);
            }
        }
    }
    return bytes;
}

class Copy {
public:
    explicit Copy(std::size_t bytes) : document_(bytes) {}

    Value run(const Value& root) {
        add(root);
        while (!frames_.empty()) {
            Frame& frame = frames_.back();
            const bool is_object = frame.container->is_object();
            if (frame.next == frame.container->size()) {
                const std::size_t mark = frame.mark;
                frames_.pop_back();
                is_object ? document_.end_object(mark) : document_.end_array(mark);
                continue;
            }
            const std::size_t at = frame.next++;
            if (is_object) {
                const Member& member = frame.container->members()[at];
                add(member.key_value);
                add(member.value);
            } else {
                add(frame.container->items()[at]);
            }
        }
        return document_.finish();
    }

private:
    void add(const Value& value) {
        if (!Access::is_shared(Access::rep(value))) {
            document_.add(value);
        } else if (value.is_array() || value.is_object()) {
            frames_.push_back({&value, 0, document_.mark()});
        } else {
            document_.add_text(value.kind(), Access::text(value));
        }
    }

    DocumentBuilder document_;
    std::vector<Frame> frames_;
};

}  // namespace

Value compact(const Value& value) {
    if (!Access::is_shared(Access::rep(value))) return value;
    const Value copy = Copy(total_bytes(value)).run(value);
    return value.written_text().empty() ? copy : with_written_text(copy, value.written_text());
}

}  // namespace json
