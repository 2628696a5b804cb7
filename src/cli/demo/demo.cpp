// `quickstep demo`: deploys the image application, uploads its samples, shows every execution live,
// and checks what came out.
#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/demo/check.hpp"
#include "cli/interrupt.hpp"
#include "cli/s3/objects.hpp"
#include "cli/stack/stack.hpp"
#include "cli/table.hpp"
#include "cli/watch/follower.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;
constexpr const char* kApplication = "examples/image-pipeline";
constexpr std::string_view kTemplate = "examples/image-pipeline/template.yaml";

/// The application as deployed.
struct Scene {
    fs::path root;  ///< Of the source tree.
    demo::Expected expected;
    std::string bucket;
    std::string table;
    std::string machine_arn;

    fs::path application() const { return root / kApplication; }
    std::string upload_key(const demo::Sample& sample) const {
        return expected.prefix + sample.file;
    }
};

/// The source tree: above the working folder, or above the binary (which lies in build/NAME/).
Outcome<fs::path> find_root() {
    std::error_code error;
    std::vector<fs::path> starts{fs::current_path(error),
                                 fs::read_symlink("/proc/self/exe", error)};
    for (fs::path folder : starts) {
        for (; !folder.empty(); folder = folder.parent_path()) {
            if (fs::exists(folder / kApplication / "template.yaml", error)) return folder;
            if (folder == folder.root_path()) break;
        }
    }
    return base::fail(not_found_problem(
        "examples/image-pipeline/template.yaml is not here",
        "run it in Quickstep's source tree: ./dev demo builds, starts a server and runs it"));
}

Outcome<Scene> set_up(Connection& connection, const Terminal& terminal) {
    QS_TRY(const fs::path root, find_root());
    Scene scene{.root = root, .expected = {}, .bucket = {}, .table = {}, .machine_arn = {}};
    QS_TRY(scene.expected, demo::read_expected((scene.application() / "expected.json").string()));
    const std::string file = (scene.application() / "template.yaml").string();
    QS_TRY(const sam::Plan plan, stack::plan(connection, file, scene.expected.stack, {}));
    write_error(terminal.paint(Colour::bold, "deploying ") + std::string(kTemplate) + "\n");
    QS_CHECK(
        stack::deploy(connection, plan, [&](const sam::Planned& planned, stack::Change change) {
            std::string name = planned.logical_id;
            name.resize(std::max<std::size_t>(name.size(), 30), ' ');
            write_error("  " + terminal.paint(Colour::green, terminal.glyph("✓", "+")) + " " +
                        name + " " + std::string(stack::change_text(change)) + "\n");
        }));
    scene.bucket = plan.output("BucketName");
    scene.table = plan.output("TableName");
    scene.machine_arn = plan.output("StateMachineArn");
    return scene;
}

Outcome<void> upload_samples(Connection& connection, const Terminal& terminal, const Scene& scene) {
    write_error(terminal.paint(Colour::bold, "uploading ") +
                std::to_string(scene.expected.samples.size()) + " samples to s3://" + scene.bucket +
                "/" + scene.expected.prefix + "\n");
    for (const demo::Sample& sample : scene.expected.samples) {
        if (is_interrupted()) return {};
        const std::string file = (scene.application() / "samples" / sample.file).string();
        QS_CHECK(s3::upload(connection, file, {scene.bucket, scene.upload_key(sample)},
                            {sample.content_type, sample.metadata}));
        std::string line = "  " + sample.file;
        if (sample.status == "FAILED") line += ": is wrong on purpose, must end as FAILED";
        if (!sample.retried_state.empty()) {
            line += ": its first " + sample.retried_state + " fails on purpose, to show a retry";
        }
        write_error(line + "\n");
    }
    return {};
}

const watch::Story* story_of(const watch::Follower& follower, const std::string& title) {
    const auto found = std::ranges::find(follower.stories(), title, &watch::Story::title);
    return found == follower.stories().end() ? nullptr : &*found;
}

/// Follows until every sample's execution has ended, or nothing has happened for long.
Outcome<void> follow_samples(watch::Follower& follower, const Scene& scene) {
    constexpr base::Seconds kQuietMax{60};
    base::Monotonic last_news = base::system_clock().monotonic();
    while (!is_interrupted()) {
        const std::size_t known = follower.stories().size();
        QS_CHECK(follower.discover(scene.machine_arn));
        QS_CHECK(follower.refresh());
        if (follower.has_news() || follower.stories().size() != known) {
            last_news = base::system_clock().monotonic();
        }
        const bool is_complete =
            std::ranges::all_of(scene.expected.samples, [&](const demo::Sample& sample) {
                const auto* const story = story_of(follower, scene.upload_key(sample));
                return story != nullptr && !story->is_running();
            });
        if (is_complete) return {};
        if (base::system_clock().monotonic() - last_news > kQuietMax) {
            follower.clear();
            write_error("nothing has happened for " + std::to_string(kQuietMax.count()) +
                        " seconds: no longer waiting\n");
            return {};
        }
        follower.pause();
    }
    return {};
}

Outcome<std::vector<std::string>> check_all(Connection& connection, const Terminal& terminal,
                                            const watch::Follower& follower, const Scene& scene,
                                            const std::string& folder) {
    std::vector<std::string> faults;
    write_out(terminal.paint(Colour::bold, "results") + "\n");
    for (const demo::Sample& sample : scene.expected.samples) {
        const std::string key = scene.upload_key(sample);
        QS_TRY(const auto checked, demo::check_sample(connection, sample, story_of(follower, key),
                                                      scene.bucket, scene.table, key, folder));
        const bool is_right = checked.faults.empty();
        write_out(
            "  " +
            (is_right ? terminal.paint(Colour::green, terminal.glyph("✓", "+"))
                      : terminal.paint(Colour::red, terminal.glyph("✗", "x"))) +
            " s3://" + scene.bucket + "/" + key +
            (is_right && sample.status == "FAILED" ? "  failed as it should; see its row" : "") +
            "\n");
        for (const std::string& fault : checked.faults) {
            write_out("      " + terminal.paint(Colour::red, base::printable(fault)) + "\n");
            faults.push_back(fault);
        }
        if (!is_right) continue;
        for (std::size_t i = 0; i < sample.objects.size(); ++i) {
            const demo::ExpectedObject& object = sample.objects[i];
            std::string line = "      s3://" + scene.bucket + "/" + object.key;
            line.resize(std::max<std::size_t>(line.size(), 44), ' ');
            write_out(line + "  " + std::to_string(object.width) + " x " +
                      std::to_string(object.height) + " " + object.format + "\n");
        }
    }
    return faults;
}

/// Where to look, and what to try next.
void say_where(Connection& connection, const Terminal& terminal, const watch::Follower& follower,
               const Scene& scene, const std::string& folder) {
    std::error_code error;
    const auto line = [&](std::string_view name, const std::string& text) {
        write_out(terminal.paint(Colour::bold, name) + "  " + text + "\n");
    };
    line("pictures ", fs::relative(folder, error).string() + "/");
    line("console  ", connection.url() + "/_console/");
    for (const demo::Sample& sample : scene.expected.samples) {
        const auto* const story = story_of(follower, scene.upload_key(sample));
        if (story == nullptr || sample.retried_state.empty()) continue;
        // An ARN's colons may stand in a path as they are, and it stays readable.
        line("execution", connection.url() + "/_console/executions/" + story->arn);
    }
    line("your own ", "build/release/quickstep s3 cp photo.jpg s3://" + scene.bucket + "/" +
                          scene.expected.prefix + " --endpoint " + connection.url());
}

/// Until Ctrl-C, shows whatever else is started.
Outcome<void> keep_following(watch::Follower& follower, const Scene& scene) {
    write_error("waiting for more uploads; Ctrl-C ends it\n");
    while (!is_interrupted()) {
        QS_CHECK(follower.discover(scene.machine_arn));
        QS_CHECK(follower.refresh());
        follower.pause();
    }
    return {};
}

Finished run_scene(Connection& connection, const DemoOptions& options) {
    const Terminal terminal = look_at_terminal(2, options.output.colour);
    const Terminal out = look_at_terminal(1, options.output.colour);
    QS_TRY(const Scene scene, set_up(connection, terminal));
    watch::Follower follower(connection, terminal);
    QS_CHECK(follower.ignore_all(scene.machine_arn));
    QS_CHECK(upload_samples(connection, terminal, scene));
    QS_CHECK(follow_samples(follower, scene));
    if (is_interrupted()) return interrupt_exit_code();
    follower.clear();

    const std::string folder = (scene.root / "build/demo/results").string();
    QS_TRY(const auto faults, check_all(connection, out, follower, scene, folder));
    say_where(connection, out, follower, scene, folder);
    if (faults.empty()) {
        write_error(terminal.paint(Colour::green, "everything is there, with the right content\n"));
    } else {
        write_error(terminal.paint(
            Colour::red, std::to_string(faults.size()) + " things are not as they should be\n"));
    }
    const ExitCode result = faults.empty() ? ExitCode::done : ExitCode::failed;
    if (options.exits) return result;
    const auto followed = keep_following(follower, scene);
    // Ctrl-C reaches the server too, and it may be gone before we are.
    if (!followed && !is_interrupted()) return base::fail(followed.error());
    return result;
}

}  // namespace

Finished run_demo(const DemoOptions& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    catch_interrupts();
    Finished finished = run_scene(*connection, options);
    if (!finished && is_interrupted()) return interrupt_exit_code();
    return finished;
}

}  // namespace cli
