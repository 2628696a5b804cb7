// Our own floor `json`.
#include "json/parse.hpp"
#include "json/print.hpp"
#include "subjects.hpp"

namespace bench {
namespace {

class Quickstep final : public Subject {
public:
    std::string_view name() const override { return "quickstep"; }
    void parse(const std::string& text) override {
        auto value = json::parse(text);
        if (!value) give_up(value.error().message);
        value_ = *std::move(value);
    }
    std::size_t print() override { return json::print(value_).size(); }
    void clear() override { value_ = json::Value(); }

private:
    json::Value value_;
};

}  // namespace

std::unique_ptr<Subject> quickstep_subject() {
    return std::make_unique<Quickstep>();
}

}  // namespace bench
