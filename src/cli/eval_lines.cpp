// `quickstep eval --lines`: one JSON line in, one out, in order, so that it can be driven as a
// co-process.
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "cli/commands.hpp"
#include "query/eval_lines.hpp"
#include "runtime/evaluation_watch.hpp"

namespace cli {
namespace {

/// Longer than anybody waits, and far from overflow.
constexpr base::Milliseconds kLongest{24 * 3'600 * 1'000};

}  // namespace

Finished eval_lines() {
    runtime::EvaluationWatch watch;
    runtime::EvaluationWatch::Place watched(watch, kLongest);
    query::LineEvaluator evaluator(
        {.now_ms = [] { return base::epoch_ms(base::system_clock().now()); },
         .start_watch =
             [&](std::int64_t limit_ms) {
                 return watched.begin(
                     std::clamp(base::Milliseconds{limit_ms}, base::Milliseconds{0}, kLongest));
             },
         .stop_watch = [&] { watched.end(); }});
    std::string waiting;
    std::string piece(65536, '\0');
    const auto answer_lines = [&](bool is_end) {
        std::string answers;
        std::size_t begin = 0;
        for (std::size_t end = waiting.find('\n'); end != std::string::npos;
             end = waiting.find('\n', begin)) {
            answers += evaluator.answer(std::string_view(waiting).substr(begin, end - begin));
            answers += '\n';
            begin = end + 1;
        }
        waiting.erase(0, begin);
        if (is_end && !waiting.empty()) answers += evaluator.answer(waiting) + "\n";
        return write_out(answers);
    };
    for (;;) {
        const ssize_t got = ::read(0, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            return base::fail(usage_problem(base::io_error("cannot read stdin", errno).message));
        }
        if (got == 0) break;
        waiting.append(piece, 0, static_cast<std::size_t>(got));
        if (waiting.size() > base::limits::kJsonTextBytesMax) {
            return base::fail(usage_problem("a line on stdin is longer than any request may be"));
        }
        // What came in one piece is answered in one piece.
        if (!answer_lines(false)) return ExitCode::done;
    }
    answer_lines(true);
    return ExitCode::done;
}

}  // namespace cli
