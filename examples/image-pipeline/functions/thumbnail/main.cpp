// The function Thumbnail: reads the resized picture and writes a square one below thumbnails/.
// Event: {"bucket": ..., "key": (of the upload), "resized_key": ..., "retry_count": 0, 1, ...}.
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

// The demo shows a retry: an upload with the metadata `demo-fail-first: thumbnail`, which Resize
// keeps, fails here once.
bool must_fail(const s3::Object& picture, std::int64_t retry_count) {
    const auto found = picture.metadata.find("demo-fail-first");
    return retry_count == 0 && found != picture.metadata.end() && found->second == "thumbnail";
}

Result<std::string> make_thumbnail(s3::Client& storage, const std::string& payload) {
    const auto begin = std::chrono::steady_clock::now();
    const auto event = lambda::Event::parse(payload);
    if (!event) return tl::unexpected(event.error());
    const auto bucket = event->text("bucket");
    if (!bucket) return tl::unexpected(bucket.error());
    const auto key = event->text("key");
    if (!key) return tl::unexpected(key.error());
    const auto resized_key = event->text("resized_key");
    if (!resized_key) return tl::unexpected(resized_key.error());
    const auto thumbnail_key = picture::derived_key(*key, picture::kThumbnails);
    if (!thumbnail_key) return tl::unexpected(thumbnail_key.error());

    auto source = storage.get(*bucket, *resized_key, picture::kUploadBytesMax);
    if (!source) return tl::unexpected(source.error());
    if (must_fail(*source, event->integer_or("retry_count", 0))) {
        return lambda::fail(lambda::kDemoTransient,
                            "failed on purpose: the upload carries the metadata demo-fail-first: "
                            "thumbnail, and this is the first attempt. The next one goes well");
    }
    auto made = picture::thumbnail(source->bytes);
    if (!made) return tl::unexpected(made.error());

    const s3::Object object{std::move(made->bytes),
                            std::string(picture::content_type(made->format)),
                            std::move(source->metadata)};
    const auto stored = storage.put(*bucket, *thumbnail_key, object);
    if (!stored) return tl::unexpected(stored.error());

    const std::chrono::duration<double, std::milli> run = std::chrono::steady_clock::now() - begin;
    return lambda::JsonObject()
        .text("key", *thumbnail_key)
        .integer("width", made->size.width)
        .integer("height", made->size.height)
        .integer("bytes", static_cast<std::int64_t>(object.bytes.size()))
        .milliseconds("duration_ms", run.count())
        .str();
}

}  // namespace

int main() {
    const picture::Library library;
    s3::Client storage(s3::settings_from([](const char* name) { return std::getenv(name); }));
    return lambda::serve(
        [&](const std::string& payload) { return make_thumbnail(storage, payload); });
}
