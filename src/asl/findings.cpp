// Findings within their limits, and suggestions for misspelled names.
#include "asl/findings.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace asl {

namespace {

/// How far a name may be off and still be meant: a third of it, but never more than three edits. In
/// the shortest names any edit makes another word.
std::size_t edits_allowed(std::string_view name) {
    if (name.size() < 3) return 0;
    return std::clamp<std::size_t>(name.size() / 3, 1, 3);
}

/// Names beyond this are not compared: the cost grows with the product of the lengths.
constexpr std::size_t kComparedBytesMax = 100;
constexpr std::size_t kShownBytesMax = 60;

}  // namespace

void Findings::add(Diagnostic diagnostic) {
    // An error counts even where it is no longer recorded: the definition stays refused.
    if (diagnostic.severity == Severity::error) ++errors_;
    if (diagnostics_.size() >= base::limits::kDiagnosticsMax) return;
    const std::size_t bytes = diagnostic.message.size() + diagnostic.location.size();
    if (!diagnostics_.empty() && text_bytes_ + bytes > base::limits::kDiagnosticTextBytesMax)
        return;
    text_bytes_ += bytes;
    diagnostics_.push_back(std::move(diagnostic));
}

void Findings::error(std::string_view code, std::string message, const Location& where,
                     std::string hint) {
    add({Severity::error, std::string(code), std::move(message), where.text(), std::move(hint)});
}

void Findings::error_at(std::string_view code, std::string message, std::string where,
                        std::string hint) {
    add({Severity::error, std::string(code), std::move(message), std::move(where),
         std::move(hint)});
}

void Findings::error_nowhere(std::string_view code, std::string message, std::string hint) {
    add({Severity::error, std::string(code), std::move(message), "", std::move(hint)});
}

void Findings::warning(std::string_view code, std::string message, const Location& where) {
    add({Severity::warning, std::string(code), std::move(message), where.text(), ""});
}

void Findings::ours(std::string_view code, std::string message, const Location& where,
                    std::string hint) {
    add({Severity::warning, std::string(code), std::move(message), where.text(), std::move(hint),
         true});
}

void Findings::schema(std::string message, const Location& where, std::string hint) {
    error(code::kSchema, std::move(message), where, std::move(hint));
}

void Findings::schema_at(std::string message, std::string where, std::string hint) {
    error_at(code::kSchema, std::move(message), std::move(where), std::move(hint));
}

std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known) {
    if (name.size() > kComparedBytesMax) return {};
    std::size_t best = edits_allowed(name) + 1;
    std::string_view nearest;
    for (const std::string_view candidate : known) {
        if (candidate.size() > kComparedBytesMax) continue;
        const std::size_t distance = base::equals_ignoring_case(name, candidate)
                                         ? 0
                                         : base::edit_distance(name, candidate, best);
        if (distance < best || (distance == best && !nearest.empty() && candidate < nearest)) {
            best = distance;
            nearest = candidate;
        }
    }
    if (nearest.empty()) return {};
    return "did you mean \"" + std::string(nearest) + "\"?";
}

std::string shown(std::string_view text) {
    if (text.size() <= kShownBytesMax) return std::string(text);
    std::size_t end = kShownBytesMax;
    // Never in the middle of a character.
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end)) + "...";
}

}  // namespace asl
