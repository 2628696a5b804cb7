// RapidJSON, with SSE 4.2 as its documentation advises.
#define RAPIDJSON_SSE42
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "subjects.hpp"

namespace bench {
namespace {

class Rapidjson final : public Subject {
public:
    std::string_view name() const override { return "RapidJSON"; }
    void parse(const std::string& text) override {
        document_ = std::make_unique<rapidjson::Document>();
        // Iterative, because a deep text could overflow the stack; UTF-8 checked, as all others do.
        constexpr unsigned kFlags =
            rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
        document_->Parse<kFlags>(text.data(), text.size());
        if (document_->HasParseError()) give_up("RapidJSON refuses");
    }
    std::size_t print() override {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
        document_->Accept(writer);
        return std::string(buffer.GetString(), buffer.GetSize()).size();
    }
    void clear() override { document_.reset(); }

private:
    std::unique_ptr<rapidjson::Document> document_;
};

}  // namespace

std::unique_ptr<Subject> rapidjson_subject() {
    return std::make_unique<Rapidjson>();
}

}  // namespace bench
