#include "cli/watch/follower.hpp"

#include <algorithm>
#include <ranges>

#include "base/text.hpp"
#include "cli/interrupt.hpp"
#include "cli/names.hpp"
#include "cli/table.hpp"

namespace cli::watch {
namespace {

constexpr std::size_t kStepWidth = 14;
/// Where a fact's text begins: behind two blanks, a glyph, a blank, the step and two blanks.
constexpr std::size_t kTextColumn = 4 + kStepWidth + 2;

double now_seconds() {
    return static_cast<double>(base::epoch_ms(base::system_clock().now())) / 1000;
}

std::string padded(std::string text, std::size_t width) {
    const std::size_t columns = display_width(text);
    if (columns < width) text.append(width - columns, ' ');
    return text;
}

/// The state that an execution is in now, with its time so far.
std::string current_step(const Story& story) {
    for (const Step& step : story.steps | std::views::reverse) {
        if (step.has_exited) continue;
        std::string text = padded(base::printable(step.name), kStepWidth) + "  ";
        if (step.attempt_failed > 0) {
            return text + "waiting to try again, " +
                   duration_text(now_seconds() - step.attempt_failed);
        }
        text += duration_text(now_seconds() - step.entered);
        if (step.attempts > 1) text += ", attempt " + std::to_string(step.attempts);
        return text;
    }
    return {};
}

}  // namespace

Outcome<std::vector<json::Value>> history_of(Connection& connection, const std::string& arn,
                                             bool with_data) {
    std::vector<json::Value> events;
    json::Value input = json::object({{"executionArn", json::Value::string(arn)},
                                      {"maxResults", json::Value::integer(1000)},
                                      {"includeExecutionData", json::Value::boolean(with_data)}});
    for (;;) {
        QS_TRY(const json::Value page, connection.call("cannot read the history of " + arn,
                                                       "states", "GetExecutionHistory", input));
        if (const json::Value* const items = page.find("events"); items != nullptr) {
            events.insert(events.end(), items->items().begin(), items->items().end());
        }
        const auto token = page.find_string("nextToken");
        if (!token) return events;
        json::ObjectBuilder next(input);
        next.set("nextToken", *token);
        input = std::move(next).build();
    }
}

Follower::Follower(Connection& connection, Terminal terminal)
    : connection_(connection), terminal_(terminal) {}

Follower::~Follower() {
    clear();
}

void Follower::add(const std::string& arn) {
    if (!known_.insert(arn).second) return;
    Story story;
    story.arn = arn;
    story.title = name_of(arn);
    stories_.push_back(std::move(story));
}

Outcome<void> Follower::ignore_all(const std::string& machine_arn) {
    constexpr std::size_t kNewestMax = 1000;
    QS_TRY(const auto newest, executions_of(connection_, machine_arn, {}, kNewestMax));
    for (const auto& execution : newest) known_.insert(text_of(execution, "executionArn"));
    return {};
}

Outcome<void> Follower::discover(const std::string& machine_arn) {
    constexpr std::size_t kFewMax = 50;
    constexpr std::size_t kManyMax = 1000;
    QS_TRY(auto newest, executions_of(connection_, machine_arn, {}, kFewMax));
    const bool may_be_more =
        newest.size() == kFewMax && !known_.contains(text_of(newest.back(), "executionArn"));
    if (may_be_more) {
        QS_TRY(newest, executions_of(connection_, machine_arn, {}, kManyMax));
    }
    for (const auto& execution : newest | std::views::reverse) {
        add(text_of(execution, "executionArn"));
    }
    return {};
}

Outcome<void> Follower::refresh() {
    const base::Monotonic began = base::system_clock().monotonic();
    has_news_ = false;
    for (Story& story : stories_) {
        if (!story.is_running()) continue;
        // The input is needed once, for the title.
        const bool is_first = story.started <= 0;
        QS_TRY(const auto events, history_of(connection_, story.arn, is_first));
        Story told = tell(story.arn, events);
        if (!is_first) told.title = story.title;
        const std::size_t shown = story.facts.size();
        has_news_ =
            has_news_ || told.facts.size() != shown || told.steps.size() != story.steps.size();
        story = std::move(told);
        if (!terminal_.is_live) {
            show_lines(story, shown);
        } else if (!story.is_running()) {
            clear();
            for (const std::string& line : tree_of(story, false)) {
                for (const std::string& part : wrap_to_width(line, terminal_.width, kTextColumn)) {
                    write_error(part + "\n");
                }
            }
        }
    }
    if (terminal_.is_live) redraw();
    last_refresh_ =
        std::chrono::duration_cast<base::Milliseconds>(base::system_clock().monotonic() - began);
    return {};
}

void Follower::pause() const {
    // At most a third of the time is spent on asking.
    wait_for(std::clamp(last_refresh_ * 2, base::Milliseconds{100}, base::Milliseconds{2000}));
}

bool Follower::has_running() const {
    return std::ranges::any_of(stories_, &Story::is_running);
}

std::string Follower::fact_line(const Fact& fact) const {
    std::string_view glyph;
    Colour colour = Colour::none;
    switch (fact.mark) {
        case Mark::good:
            glyph = terminal_.glyph("✓", "+");
            colour = Colour::green;
            break;
        case Mark::bad:
            glyph = terminal_.glyph("✗", "x");
            colour = Colour::red;
            break;
        case Mark::retry:
            glyph = terminal_.glyph("↻", "~");
            colour = Colour::yellow;
            break;
        case Mark::going:
            glyph = terminal_.glyph("›", ">");
            colour = Colour::blue;
            break;
    }
    std::string line = terminal_.paint(colour, glyph) + " ";
    if (!fact.step.empty()) line += padded(base::printable(fact.step), kStepWidth) + "  ";
    return line + base::printable(fact.text);
}

void Follower::show_lines(const Story& story, std::size_t facts_shown) {
    for (std::size_t i = facts_shown; i < story.facts.size(); ++i) {
        write_error(padded(base::printable(story.title), 24) + "  " + fact_line(story.facts[i]) +
                    "\n");
    }
}

std::vector<std::string> Follower::tree_of(const Story& story, bool is_short) const {
    const std::string title = terminal_.paint(Colour::bold, base::printable(story.title));
    const std::string going = current_step(story);
    if (is_short) {
        return {padded(title, 28) + "  " +
                fact_line({Mark::going, {}, going.empty() ? "starts" : going})};
    }
    std::vector<std::string> lines{title};
    for (const Fact& fact : story.facts) lines.push_back("  " + fact_line(fact));
    if (story.is_running()) {
        lines.push_back("  " + fact_line({Mark::going, {}, going.empty() ? "starts" : going}));
    }
    return lines;
}

void Follower::redraw() {
    std::vector<std::string> lines;
    for (const bool is_short : {false, true}) {
        lines.clear();
        for (const Story& story : stories_) {
            if (!story.is_running()) continue;
            for (std::string& line : tree_of(story, is_short)) lines.push_back(std::move(line));
        }
        if (lines.size() + 2 < terminal_.height) break;
    }
    if (lines.empty() && lines_drawn_ == 0) return;
    // What does not fit on the screen could not be taken off it again.
    if (lines.size() + 2 > terminal_.height) lines.resize(terminal_.height - 2);
    std::string out;
    if (lines_drawn_ > 0) out += "\x1b[" + std::to_string(lines_drawn_) + "A\r";
    for (const std::string& line : lines) {
        out += cut_to_width(line, terminal_.width, terminal_.has_utf8) + "\x1b[K\n";
    }
    out += "\x1b[J";
    lines_drawn_ = lines.size();
    write_error(out);
}

void Follower::clear() {
    if (lines_drawn_ == 0) return;
    write_error("\x1b[" + std::to_string(lines_drawn_) + "A\r\x1b[J");
    lines_drawn_ = 0;
}

}  // namespace cli::watch
