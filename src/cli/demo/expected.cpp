#include "cli/demo/expected.hpp"

#include "base/limits.hpp"
#include "cli/files.hpp"
#include "cli/table.hpp"
#include "json/parse.hpp"

namespace cli::demo {
namespace {

std::vector<std::pair<std::string, std::string>> texts_of(const json::Value* object) {
    std::vector<std::pair<std::string, std::string>> texts;
    if (object == nullptr || !object->is_object()) return texts;
    for (const auto& member : object->members()) {
        if (member.value.is_string()) texts.emplace_back(member.key(), member.value.as_string());
    }
    return texts;
}

Sample read_sample(const json::Value& value) {
    Sample sample{.file = text_of(value, "file"),
                  .content_type = text_of(value, "content_type"),
                  .metadata = texts_of(value.find("metadata")),
                  .status = text_of(value, "status"),
                  .row = texts_of(value.find("row")),
                  .objects = {},
                  .retried_state = {},
                  .retried_error = {}};
    if (const json::Value* const objects = value.find("objects"); objects != nullptr) {
        for (const auto& object : objects->items()) {
            sample.objects.push_back(
                {.key = text_of(object, "key"),
                 .format = text_of(object, "format"),
                 .width = static_cast<std::uint32_t>(number_of(object, "width")),
                 .height = static_cast<std::uint32_t>(number_of(object, "height"))});
        }
    }
    if (const json::Value* const retried = value.find("retried"); retried != nullptr) {
        sample.retried_state = text_of(*retried, "state");
        sample.retried_error = text_of(*retried, "error");
    }
    return sample;
}

}  // namespace

Outcome<Expected> read_expected(const std::string& file) {
    QS_TRY(const std::string text, read_file(file, base::limits::kTemplateBytesMax));
    const auto document = json::parse(text);
    const json::Value* const samples = document ? document->find("samples") : nullptr;
    if (samples == nullptr || !samples->is_array()) {
        return base::fail(
            usage_problem(file + " is not what the demo expects: " +
                          (document ? "it has no samples" : document.error().message)));
    }
    Expected expected{.stack = text_of(*document, "stack"),
                      .prefix = text_of(*document, "prefix"),
                      .samples = {}};
    for (const auto& sample : samples->items()) expected.samples.push_back(read_sample(sample));
    return expected;
}

}  // namespace cli::demo
