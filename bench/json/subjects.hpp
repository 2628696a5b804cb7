// What is compared: four libraries behind one interface, a file each.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace bench {

/// One library. Keeps the last document that it read.
class Subject {
public:
    virtual ~Subject() = default;
    virtual std::string_view name() const = 0;
    /// Reads `text` into this library's own tree. Ends the program when it cannot.
    virtual void parse(const std::string& text) = 0;
    /// The document as compact text; the number of its bytes.
    virtual std::size_t print() = 0;
    /// Lets go of the document.
    virtual void clear() = 0;
};

std::unique_ptr<Subject> quickstep_subject();
std::unique_ptr<Subject> simdjson_subject();
std::unique_ptr<Subject> nlohmann_subject();
std::unique_ptr<Subject> rapidjson_subject();

/// Ends the program with a sentence.
[[noreturn]] void give_up(std::string_view what);

}  // namespace bench
