// Tells the three roots apart. A variable's name is a Unicode identifier; beyond ASCII every letter
// counts as one.
#include "query/rooted_path.hpp"

namespace query {
namespace {

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
    return starts_name(c) || (c >= '0' && c <= '9');
}

base::Result<RootedPath> make(RootedPath::Root root, std::string_view text, std::string_view name,
                              std::string_view rest) {
    if (!rest.empty() && rest[0] != '.' && rest[0] != '[') {
        return base::fail(base::invalid("expected '.' or '[' before '" + std::string(rest) +
                                        "' in the path '" + std::string(text) + "'"));
    }
    QS_TRY(Path path, Path::compile("$" + std::string(rest)));
    return RootedPath{root, std::string(name), std::string(text), std::move(path)};
}

}  // namespace

base::Result<RootedPath> RootedPath::compile(std::string_view text) {
    if (!text.starts_with('$')) {
        return base::fail(
            base::invalid("a path starts with '$', unlike '" + std::string(text) + "'"));
    }
    const std::string_view rest = text.substr(1);
    if (rest.starts_with('$')) return make(Root::context, text, {}, rest.substr(1));
    if (rest.empty() || !starts_name(rest[0])) return make(Root::input, text, {}, rest);
    std::size_t end = 0;
    while (end < rest.size() && continues_name(rest[end])) ++end;
    return make(Root::variable, text, rest.substr(0, end), rest.substr(end));
}

base::Result<json::Value, PathFault> RootedPath::evaluate(const Environment& environment,
                                                          Budget& budget) const {
    const json::Value* over = &environment.input;
    if (root == Root::context) over = environment.context;
    if (root == Root::variable) over = environment.variables.find(variable);
    if (over == nullptr) {
        return base::fail(PathFault{PathFault::Kind::not_found, "No results for path: " + text});
    }
    return path.evaluate(*over, budget);
}

}  // namespace query
