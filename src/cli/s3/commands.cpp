// `quickstep s3`: ls, cp, rm, mb, cat.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/s3/objects.hpp"
#include "cli/table.hpp"
#include "json/print.hpp"

namespace cli {
namespace {

namespace fs = std::filesystem;

Outcome<s3::Place> place_of(const std::string& text) {
    auto place = s3::parse_place(text);
    if (place) return *std::move(place);
    return base::fail(
        usage_problem("\"" + text + "\" is no address in S3", "write it as s3://BUCKET/KEY"));
}

Outcome<s3::Place> object_of(const std::string& text) {
    QS_TRY(s3::Place place, place_of(text));
    if (!place.key.empty()) return place;
    return base::fail(usage_problem("\"" + text + "\" names a bucket and no object",
                                    "write it as s3://BUCKET/KEY"));
}

std::string file_name_of(std::string_view path) {
    return std::string(path.substr(path.find_last_of('/') + 1));
}

bool is_folder(const std::string& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

void say(const S3Options& options, std::string_view done, const std::string& what) {
    if (!options.output.is_quiet) {
        write_error(std::string(done) + " " + base::printable(what) + "\n");
    }
}

Outcome<void> upload_one(Connection& connection, const S3Options& options, const std::string& file,
                         s3::Place to) {
    QS_TRY(const s3::Metadata metadata, s3::parse_metadata(options.metadata));
    if (to.key.empty() || to.key.ends_with('/')) {
        if (file == "-") {
            return base::fail(usage_problem("an upload from stdin needs a whole key",
                                            "quickstep s3 cp - " + to.text() + "NAME"));
        }
        to.key += file_name_of(file);
    }
    QS_CHECK(s3::upload(connection, file, to, {options.content_type, metadata}));
    say(options, "uploaded", to.text());
    return {};
}

Outcome<void> upload_folder(Connection& connection, const S3Options& options, s3::Place to) {
    if (!to.key.empty() && !to.key.ends_with('/')) to.key += '/';
    std::error_code error;
    std::vector<std::string> files;
    for (fs::recursive_directory_iterator it(options.from, error), end; !error && it != end;
         it.increment(error)) {
        if (it->is_regular_file(error)) files.push_back(it->path().string());
    }
    if (error) {
        return base::fail(usage_problem("cannot read the folder " + base::printable(options.from) +
                                        ": " + error.message()));
    }
    std::ranges::sort(files);
    for (const std::string& file : files) {
        const s3::Place place{
            to.bucket, to.key + fs::path(file).lexically_relative(options.from).generic_string()};
        QS_CHECK(upload_one(connection, options, file, place));
    }
    return {};
}

/// A key may hold anything, also a way out of the folder that it is to be written into.
bool stays_below(std::string_view relative) {
    if (relative.empty() || relative.starts_with('/') ||
        relative.find('\0') != std::string_view::npos) {
        return false;
    }
    for (const auto part : base::split(relative, '/')) {
        if (part == ".." || part.empty()) return false;
    }
    return true;
}

Outcome<void> download_all(Connection& connection, const S3Options& options,
                           const s3::Place& prefix) {
    const fs::path folder(options.to);
    const auto cut = prefix.key.find_last_of('/');
    const std::size_t skipped = cut == std::string::npos ? 0 : cut + 1;
    return s3::list(connection, prefix, false, [&](const s3::Listed& listed) -> Outcome<void> {
        const std::string relative = listed.key.substr(skipped);
        if (!stays_below(relative)) {
            write_error("skipped " + base::printable(listed.key) +
                        ": its name cannot be a file below " + base::printable(options.to) + "\n");
            return {};
        }
        const fs::path file = folder / relative;
        std::error_code error;
        fs::create_directories(file.parent_path(), error);
        QS_CHECK(s3::download(connection, {prefix.bucket, listed.key}, file.string()));
        say(options, "downloaded", file.string());
        return {};
    });
}

Outcome<void> download_one(Connection& connection, const S3Options& options,
                           const s3::Place& from) {
    std::string file = options.to;
    if (file != "-" && (file.ends_with('/') || is_folder(file))) {
        if (!file.ends_with('/')) file += '/';
        file += file_name_of(from.key);
    }
    QS_CHECK(s3::download(connection, from, file));
    if (file != "-") say(options, "downloaded", file);
    return {};
}

/// Asks at a terminal; elsewhere --yes is the only way.
Outcome<void> confirm(const S3Options& options, const std::string& what) {
    if (options.is_confirmed) return {};
    if (::isatty(0) == 1 && ::isatty(2) == 1) {
        write_error(base::printable(what) + "? [y/N] ");
        const int answer = std::getchar();
        if (answer == 'y' || answer == 'Y') return {};
        return base::fail(Problem{.message = "nothing was removed"});
    }
    return base::fail(usage_problem(what + " needs --yes where nobody can be asked"));
}

}  // namespace

Finished s3_ls(const S3Options& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    const std::string form = list_form(options.output);
    const Terminal terminal = look_at_terminal(1, options.output.colour);
    Table table(options.from.empty() ? std::vector<std::string>{"BUCKET", "CREATED"}
                                     : std::vector<std::string>{"MODIFIED", "SIZE", "KEY"});
    std::vector<json::Value> items;
    if (options.from.empty()) {
        QS_TRY(const auto buckets, s3::list_buckets(*connection));
        for (const auto& [name, created] : buckets) {
            table.add({name, created});
            if (form == "name") write_out(name + "\n");
            items.push_back(json::object({{"Name", json::Value::string(name)},
                                          {"CreationDate", json::Value::string(created)}}));
        }
    } else {
        QS_TRY(const s3::Place place, place_of(options.from));
        QS_CHECK(s3::list(
            *connection, place, !options.is_recursive,
            [&](const s3::Listed& listed) -> Outcome<void> {
                if (form == "name") {
                    write_out(base::printable(listed.key) + "\n");
                } else if (listed.is_prefix) {
                    table.add({"", "", base::printable(listed.key)});
                    items.push_back(json::object({{"Prefix", json::Value::string(listed.key)}}));
                } else {
                    table.add({listed.modified, size_text(static_cast<double>(listed.bytes)),
                               base::printable(listed.key)});
                    items.push_back(json::object(
                        {{"Key", json::Value::string(listed.key)},
                         {"Size", json::Value::integer(static_cast<std::int64_t>(listed.bytes))},
                         {"LastModified", json::Value::string(listed.modified)}}));
                }
                return {};
            }));
    }
    if (form == "table")
        write_out(table.text(terminal));
    else if (form != "name")
        write_out(json_text(items, form));
    return ExitCode::done;
}

Finished s3_cp(const S3Options& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    const auto from = s3::parse_place(options.from);
    const auto to = s3::parse_place(options.to);
    if (!from && !to) {
        return base::fail(usage_problem(
            "neither \"" + options.from + "\" nor \"" + options.to + "\" is an address in S3",
            "quickstep s3 cp photo.jpg s3://photos/uploads/"));
    }
    if (to && !from && options.is_recursive) {
        QS_CHECK(upload_folder(*connection, options, *to));
    } else if (to && !from) {
        QS_CHECK(upload_one(*connection, options, options.from, *to));
    } else if (!to && options.is_recursive) {
        QS_CHECK(download_all(*connection, options, *from));
    } else if (options.is_recursive) {
        return base::fail(usage_problem("--recursive copies to or from this machine only"));
    } else {
        QS_TRY(const s3::Place source, object_of(options.from));
        if (!to) {
            QS_CHECK(download_one(*connection, options, source));
        } else {
            s3::Place target = *to;
            if (target.key.empty() || target.key.ends_with('/')) {
                target.key += file_name_of(source.key);
            }
            QS_CHECK(s3::copy(*connection, source, target));
            say(options, "copied to", target.text());
        }
    }
    return ExitCode::done;
}

Finished s3_rm(const S3Options& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    if (!options.is_recursive) {
        QS_TRY(const s3::Place place, object_of(options.from));
        QS_CHECK(s3::remove(*connection, place));
        say(options, "removed", place.text());
        return ExitCode::done;
    }
    QS_TRY(const s3::Place prefix, place_of(options.from));
    QS_CHECK(confirm(options, "remove everything below " + prefix.text()));
    std::vector<std::string> keys;
    QS_CHECK(s3::list(*connection, prefix, false, [&](const s3::Listed& listed) -> Outcome<void> {
        keys.push_back(listed.key);
        return {};
    }));
    for (const std::string& key : keys) {
        QS_CHECK(s3::remove(*connection, {prefix.bucket, key}));
        say(options, "removed", s3::Place{prefix.bucket, key}.text());
    }
    return ExitCode::done;
}

Finished s3_mb(const S3Options& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    const auto place = s3::parse_place(options.from);
    QS_CHECK(s3::make_bucket(*connection, place ? place->bucket : options.from));
    say(options, "made", "s3://" + (place ? place->bucket : options.from));
    return ExitCode::done;
}

Finished s3_cat(const S3Options& options) {
    QS_TRY(const auto connection, Connection::open(options.connection));
    QS_TRY(const s3::Place place, object_of(options.from));
    QS_CHECK(s3::download(*connection, place, "-"));
    return ExitCode::done;
}

}  // namespace cli
