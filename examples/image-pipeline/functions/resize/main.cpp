// The function Resize: reads an upload, writes the resized picture below resized/, and answers with
// what it learned about the upload. Event: {"bucket": ..., "key": ...}.
#include <chrono>
#include <cstdlib>

#include "lambda/event.hpp"
#include "lambda/json_text.hpp"
#include "lambda/runtime.hpp"
#include "picture/keys.hpp"
#include "picture/picture.hpp"
#include "s3/client.hpp"

namespace {

using lambda::Result;

Result<std::string> resize_upload(s3::Client& storage, const std::string& payload) {
    const auto begin = std::chrono::steady_clock::now();
    const auto event = lambda::Event::parse(payload);
    if (!event) return tl::unexpected(event.error());
    const auto bucket = event->text("bucket");
    if (!bucket) return tl::unexpected(bucket.error());
    const auto key = event->text("key");
    if (!key) return tl::unexpected(key.error());
    const auto resized_key = picture::derived_key(*key, picture::kResized);
    if (!resized_key) return tl::unexpected(resized_key.error());

    auto upload = storage.get(*bucket, *key, picture::kUploadBytesMax);
    if (!upload) return tl::unexpected(upload.error());
    const auto bytes = static_cast<std::int64_t>(upload->bytes.size());
    auto resized = picture::resize(upload->bytes);
    if (!resized) return tl::unexpected(resized.error());
    auto& [source, made] = *resized;

    // The uploader's own metadata stays with the picture.
    const s3::Object object{std::move(made.bytes), std::string(picture::content_type(made.format)),
                            std::move(upload->metadata)};
    const auto stored = storage.put(*bucket, *resized_key, object);
    if (!stored) return tl::unexpected(stored.error());

    const std::chrono::duration<double, std::milli> run = std::chrono::steady_clock::now() - begin;
    return lambda::JsonObject()
        .text("format", picture::name(source.format))
        .text("content_type", picture::content_type(source.format))
        .integer("bytes", bytes)
        .integer("width", source.size.width)
        .integer("height", source.size.height)
        .text("camera", source.camera)
        .text("taken_at", source.taken_at)
        .object("resized", lambda::JsonObject()
                               .text("key", *resized_key)
                               .integer("width", made.size.width)
                               .integer("height", made.size.height)
                               .integer("bytes", static_cast<std::int64_t>(object.bytes.size())))
        .milliseconds("duration_ms", run.count())
        .str();
}

}  // namespace

int main() {
    const picture::Library library;
    s3::Client storage(s3::settings_from([](const char* name) { return std::getenv(name); }));
    return lambda::serve(
        [&](const std::string& payload) { return resize_upload(storage, payload); });
}
