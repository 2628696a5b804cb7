// Header fields, targets, and bodies that are read in pieces.
#include "aws/http.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace aws {

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
    remove(name);
    add(std::string(name), std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_,
                  [&](const auto& field) { return base::equals_ignoring_case(field.first, name); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
    for (const auto& [field, value] : fields_) {
        if (field.size() == name.size() && base::equals_ignoring_case(field, name)) return value;
    }
    return std::nullopt;
}

BodyReader BodyReader::of(std::string bytes) {
    const std::uint64_t length = bytes.size();
    return {length, [bytes = std::move(bytes)](const Sink& sink, const Done& done) {
                constexpr std::size_t kPieceBytes = 256 * 1024;
                for (std::string_view left = bytes; !left.empty();) {
                    auto taken = sink(left.substr(0, kPieceBytes));
                    if (!taken) return done(std::move(taken));
                    left.remove_prefix(std::min(left.size(), kPieceBytes));
                }
                done({});
            }};
}

void BodyReader::stream(Sink sink, Done done) {
    if (!stream_) return done({});
    // The stream may hold its connection, which may hold `this`: it is let go when it is used.
    const Stream stream = std::exchange(stream_, nullptr);
    stream(std::move(sink), std::move(done));
}

void BodyReader::read_all(std::size_t limit, std::function<void(base::Result<std::string>)> done) {
    const auto too_long = [limit] {
        return base::fail(
            base::limit_exceeded("the body is longer than " + std::to_string(limit) + " bytes"));
    };
    if (length_.value_or(0) > limit) return done(too_long());
    const auto whole = std::make_shared<std::string>();
    whole->reserve(static_cast<std::size_t>(length_.value_or(0)));
    stream(
        [whole, limit, too_long](std::string_view piece) -> base::Result<void> {
            if (whole->size() + piece.size() > limit) return too_long();
            whole->append(piece);
            return {};
        },
        [whole, done = std::move(done)](base::Result<void> outcome) {
            if (!outcome) return done(base::fail(outcome.error()));
            done(std::move(*whole));
        });
}

std::string_view HttpRequest::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query() const {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view{}
                                     : std::string_view(target).substr(mark + 1);
}

}  // namespace aws
