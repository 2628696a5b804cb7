// Our side of the expression benchmark. Reads one JSON request a line and answers one line; run.py
// asks it and its peers by turns. Requests:
//   {"do": "input"}                                      the input's text (as it is, one line)
//   {"do": "result", "language", "expression"}           the expression's value
//   {"do": "rate", "language", "mode", "expression", "seconds"}
//                                                        evaluations a second of processor time
//   {"do": "allocations", "language", "expression"}      calls of operator new in one evaluation
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <new>
#include <optional>
#include <string>

#include "json/parse.hpp"
#include "json/print.hpp"
#include "query/jsonata/expression.hpp"
#include "query/query.hpp"
#include "support/measure.hpp"
#include "support/orders.hpp"

namespace {
std::size_t allocations = 0;
}

void* operator new(std::size_t size) {
    ++allocations;
    if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace bench {
namespace {

using Bindings = std::map<std::string, json::Value, std::less<>>;

[[noreturn]] void give_up(const std::string& what) {
    std::fprintf(stderr, "error: %s\n", what.c_str());
    std::exit(1);
}

/// One expression of one language, compiled and evaluated over one input.
class Subject {
public:
    virtual ~Subject() = default;
    virtual void compile() = 0;
    virtual void take_input(const json::Value& input) = 0;
    virtual json::Value evaluate() = 0;
};

class Jsonata final : public Subject {
public:
    explicit Jsonata(std::string text) : text_(std::move(text)) {}
    void compile() override {
        auto compiled = query::jsonata::Expression::compile(text_);
        if (!compiled) give_up(text_ + ": " + compiled.error().message);
        compiled_ = *std::move(compiled);
    }
    void take_input(const json::Value& input) override {
        const auto execution = json::object({{"Id", json::Value::string("x")}});
        bindings_["states"] =
            json::object({{"input", input}, {"context", json::object({{"Execution", execution}})}});
    }
    json::Value evaluate() override {
        const query::jsonata::Surroundings surroundings{
            .variables = query::Variables::of(bindings_), .random = random_};
        auto value = compiled_->evaluate(surroundings);
        if (!value) give_up(text_ + ": " + value.error().message);
        if (!*value) give_up(text_ + " gives nothing");
        return **std::move(value);
    }

private:
    std::string text_;
    std::optional<query::jsonata::Expression> compiled_;
    Bindings bindings_;
    base::SeededRandom random_{1};
};

/// Paths and intrinsic functions.
class Path final : public Subject {
public:
    explicit Path(std::string text) : text_(std::move(text)) {}
    void compile() override {
        auto compiled = query::Query::compile(text_);
        if (!compiled) give_up(text_ + ": " + compiled.error().message);
        compiled_ = *std::move(compiled);
    }
    void take_input(const json::Value& input) override { input_ = input; }
    json::Value evaluate() override {
        const query::Environment environment{.input = input_, .random = random_};
        auto value = compiled_->evaluate(environment, "Value");
        if (!value) give_up(text_ + ": " + value.error().cause);
        return *std::move(value);
    }

private:
    std::string text_;
    std::optional<query::Query> compiled_;
    json::Value input_;
    base::SeededRandom random_{1};
};

std::string_view text_of(const json::Value& request, std::string_view member) {
    const auto text = request.find_string(member);
    if (!text) give_up("a request without \"" + std::string(member) + "\"");
    return *text;
}

std::unique_ptr<Subject> make_subject(const json::Value& request) {
    std::string expression(text_of(request, "expression"));
    if (text_of(request, "language") == "jsonata") {
        return std::make_unique<Jsonata>(std::move(expression));
    }
    return std::make_unique<Path>(std::move(expression));
}

json::Value parsed(const std::string& text) {
    auto value = json::parse(text);
    if (!value) give_up(value.error().message);
    return *std::move(value);
}

double measure(Subject& subject, std::string_view mode, double seconds, const std::string& text) {
    if (mode == "compile") return rate(seconds, [&] { subject.compile(); });
    if (mode == "eval") return rate(seconds, [&] { keep(subject.evaluate()); });
    if (mode == "cold") {
        return rate(seconds, [&] {
            subject.compile();
            keep(subject.evaluate());
        });
    }
    return rate(seconds, [&] {
        subject.take_input(parsed(text));
        subject.compile();
        keep(json::print(subject.evaluate()));
    });
}

std::string answer(const json::Value& request, const std::string& text, const json::Value& input) {
    const std::string_view what = text_of(request, "do");
    if (what == "input") return text;
    const auto subject = make_subject(request);
    subject->take_input(input);
    subject->compile();
    if (what == "result") return json::print(subject->evaluate());
    if (what == "allocations") {
        keep(subject->evaluate());
        const std::size_t before = allocations;
        keep(subject->evaluate());
        return std::to_string(allocations - before);
    }
    const json::Value* const seconds = request.find("seconds");
    if (seconds == nullptr) give_up("a request without \"seconds\"");
    return std::to_string(measure(*subject, text_of(request, "mode"), seconds->as_double(), text));
}

}  // namespace
}  // namespace bench

int main() {
    const std::string text = bench::orders_text();
    const json::Value input = bench::parsed(text);
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << bench::answer(bench::parsed(line), text, input) << std::endl;
    }
}
