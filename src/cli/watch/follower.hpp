// Follows executions to their end and shows them as they go: a redrawn tree at a terminal, plain
// lines in a pipe.
#pragma once
#include <string>
#include <unordered_set>
#include <vector>

#include "base/clock.hpp"
#include "cli/connection.hpp"
#include "cli/terminal.hpp"
#include "cli/watch/story.hpp"

namespace cli::watch {

/// The events of an execution, oldest first, page by page.
Outcome<std::vector<json::Value>> history_of(Connection& connection, const std::string& arn,
                                             bool with_data = true);

/// Writes to stderr, or to whatever the terminal says. Belongs to one thread.
class Follower {
public:
    Follower(Connection& connection, Terminal terminal);
    ~Follower();
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;

    /// Adds an execution.
    void add(const std::string& arn);
    /// The machine's executions that are there already are not meant.
    Outcome<void> ignore_all(const std::string& machine_arn);
    /// Adds the machine's executions that are not known yet, oldest first.
    Outcome<void> discover(const std::string& machine_arn);
    /// Asks for the history of all that still run, and shows what is new.
    Outcome<void> refresh();
    /// Waits about a tenth of a second, longer where the last refresh took long.
    void pause() const;

    const std::vector<Story>& stories() const { return stories_; }
    bool has_running() const;
    /// Whether anything happened in the last refresh.
    bool has_news() const { return has_news_; }
    /// Takes the part that is redrawn off the screen, before other output.
    void clear();

private:
    void show_lines(const Story& story, std::size_t facts_shown);
    void redraw();
    std::vector<std::string> tree_of(const Story& story, bool is_short) const;
    std::string fact_line(const Fact& fact) const;

    Connection& connection_;
    Terminal terminal_;
    std::unordered_set<std::string> known_;
    std::vector<Story> stories_;
    std::size_t lines_drawn_ = 0;
    bool has_news_ = false;
    base::Milliseconds last_refresh_{0};
};

}  // namespace cli::watch
