#include "cli/demo/check.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "cli/demo/picture_header.hpp"
#include "cli/s3/objects.hpp"
#include "cli/table.hpp"

namespace cli::demo {
namespace {

std::string size_of(std::uint32_t width, std::uint32_t height) {
    return std::to_string(width) + " x " + std::to_string(height);
}

/// The text of an attribute value: `{"N": "5"}` is "5".
std::string attribute_text(const json::Value& row, const std::string& column) {
    const json::Value* const value = row.find(column);
    if (value == nullptr || !value->is_object() || value->size() != 1) return {};
    const json::Value& inner = value->members().front().value;
    return inner.is_string() ? std::string(inner.as_string()) : std::string{};
}

bool write_file(const std::filesystem::path& path, std::string_view bytes) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wbe"),
                                                               &std::fclose);
    return file != nullptr &&
           std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size();
}

Outcome<void> check_objects(Connection& connection, const Sample& sample, const std::string& bucket,
                            const std::string& folder, Checked& checked) {
    for (const ExpectedObject& object : sample.objects) {
        const auto bytes = s3::read_object(connection, {bucket, object.key});
        if (!bytes) {
            if (bytes.error().exit_code == ExitCode::unreachable) return base::fail(bytes.error());
            checked.faults.push_back(bytes.error().message);
            continue;
        }
        if (std::string fault = picture_fault(object, *bytes); !fault.empty()) {
            checked.faults.push_back(std::move(fault));
        }
        const std::filesystem::path path = std::filesystem::path(folder) / object.key;
        if (write_file(path, *bytes))
            checked.files.push_back(path.string());
        else
            checked.faults.push_back("cannot write the copy " + path.string());
    }
    return {};
}

}  // namespace

std::string picture_fault(const ExpectedObject& expected, std::string_view bytes) {
    const auto header = read_picture_header(bytes);
    if (!header) return expected.key + " is no picture";
    if (header->format != expected.format) {
        return expected.key + " is " + std::string(header->format) + ", not " + expected.format;
    }
    if (header->width != expected.width || header->height != expected.height) {
        return expected.key + " has " + size_of(header->width, header->height) + " pixels, not " +
               size_of(expected.width, expected.height);
    }
    if (header->has_private_exif) return expected.key + " still carries private EXIF metadata";
    return {};
}

std::vector<std::string> row_faults(const Sample& sample, const json::Value& row) {
    std::vector<std::string> faults;
    for (const auto& [column, wanted] : sample.row) {
        const std::string given = attribute_text(row, column);
        if (given == wanted) continue;
        faults.push_back("the row of " + sample.file + " has " + column + " \"" + given +
                         "\", not \"" + wanted + "\"");
    }
    if (sample.status == "FAILED" && attribute_text(row, "cause").empty()) {
        faults.push_back("the row of " + sample.file + " does not say why it failed");
    }
    return faults;
}

std::vector<std::string> story_faults(const Sample& sample, const watch::Story& story) {
    std::vector<std::string> faults;
    if (story.status != sample.status) {
        faults.push_back("the execution of " + sample.file + " is " + story.status + ", not " +
                         sample.status +
                         (story.error.empty() ? "" : ": " + story.error + ": " + story.cause));
        return faults;  // All else that is missing only follows from it.
    }
    // What is wrong for good must fail at once; only one sample is there to show a retry.
    const bool has_retry = std::ranges::any_of(
        story.facts, [](const watch::Fact& fact) { return fact.mark == watch::Mark::retry; });
    if (sample.status == "FAILED" && has_retry) {
        faults.push_back(sample.file + " was tried again, though nothing could mend it");
    }
    if (sample.retried_state.empty()) return faults;
    const bool was_seen = std::ranges::any_of(story.facts, [&](const watch::Fact& fact) {
        return fact.mark == watch::Mark::bad && fact.step == sample.retried_state &&
               fact.text.find(sample.retried_error) != std::string::npos;
    });
    if (!was_seen || !has_retry) {
        faults.push_back(sample.file + " should have shown a retry of " + sample.retried_state +
                         " after " + sample.retried_error);
    }
    return faults;
}

Outcome<Checked> check_sample(Connection& connection, const Sample& sample,
                              const watch::Story* story, const std::string& bucket,
                              const std::string& table, const std::string& upload_key,
                              const std::string& folder) {
    Checked checked;
    if (story == nullptr) {
        checked.faults.push_back("no execution was started for " + upload_key);
        return checked;
    }
    checked.faults = story_faults(sample, *story);
    if (story->status != sample.status) return checked;
    const json::Value key =
        json::object({{"bucket", json::object({{"S", json::Value::string(bucket)}})},
                      {"key", json::object({{"S", json::Value::string(upload_key)}})}});
    QS_TRY(const json::Value answer,
           connection.call("cannot read the row of " + upload_key, "dynamodb", "GetItem",
                           json::object({{"TableName", json::Value::string(table)},
                                         {"Key", key},
                                         {"ConsistentRead", json::Value::boolean(true)}})));
    const json::Value* const row = answer.find("Item");
    if (row == nullptr) {
        checked.faults.push_back("there is no row for " + upload_key);
    } else {
        for (std::string& fault : row_faults(sample, *row))
            checked.faults.push_back(std::move(fault));
        if (attribute_text(*row, "execution") != story->arn) {
            checked.faults.push_back("the row of " + upload_key + " is of another execution");
        }
    }
    QS_CHECK(check_objects(connection, sample, bucket, folder, checked));
    return checked;
}

}  // namespace cli::demo
