// nlohmann-json.
#include <nlohmann/json.hpp>

#include "subjects.hpp"

namespace bench {
namespace {

class Nlohmann final : public Subject {
public:
    std::string_view name() const override { return "nlohmann-json"; }
    void parse(const std::string& text) override { value_ = nlohmann::json::parse(text); }
    std::size_t print() override { return value_.dump().size(); }
    void clear() override { value_ = nullptr; }

private:
    nlohmann::json value_;
};

}  // namespace

std::unique_ptr<Subject> nlohmann_subject() {
    return std::make_unique<Nlohmann>();
}

}  // namespace bench
