#include "runtime/codec/fields.hpp"

namespace runtime::codec {
namespace {

constexpr std::uint64_t kWrittenOut = 0;
constexpr std::uint64_t kNumbered = 1;
constexpr std::uint64_t kFirstReference = 2;

/// Stands before a text that is not as `print` gives it, and is to be remembered.
constexpr char kAsWritten = ' ';

}  // namespace

void write_value(Output out, const json::Value& value) {
    if (const auto known = out.payloads.find(value)) {
        out.bytes.number(*known + kFirstReference);
        return;
    }
    std::string text;
    if (const std::string_view written = value.written_text(); !written.empty()) {
        text += kAsWritten;
        text += written;
    } else {
        text = json::print(value);
    }
    if (text.size() < Payloads::kBytesMin) {
        out.bytes.number(kWrittenOut);
    } else {
        out.bytes.number(kNumbered);
        out.payloads.add(value);
    }
    out.bytes.text(text);
}

base::Result<void> read_value(Input in, json::Value& value) {
    QS_TRY(const std::uint64_t form, in.bytes.number());
    if (form >= kFirstReference) {
        const auto known = in.payloads.at(form - kFirstReference);
        if (!known)
            return base::fail(
                base::corrupt("a stored event refers to a payload that is not there"));
        value = *known;
        return {};
    }
    QS_TRY(const std::string_view text, in.bytes.text());
    // Values that the engine built may be deeper than what is accepted from outside.
    constexpr json::ParseOptions kDeep{.depth_max = 100'000};
    if (text.starts_with(kAsWritten)) {
        QS_TRY(value, json::parse(text.substr(1), kDeep));
        value = json::with_written_text(value, text.substr(1));
    } else {
        QS_TRY(value, json::parse(text, kDeep));
    }
    if (form == kNumbered) in.payloads.add(value);
    return {};
}

}  // namespace runtime::codec
