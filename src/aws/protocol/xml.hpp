// XML documents: a writer for answers and a small tree for requests. For S3 and the query services.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aws::protocol {

/// Writes one document. Characters that XML 1.0 forbids are written as references, as AWS does;
/// clients that want them safely ask for `encoding-type=url`.
class XmlWriter {
public:
    /// Begins the document; `xml_namespace` becomes the root's xmlns, unless it is empty.
    explicit XmlWriter(std::string_view root, std::string_view xml_namespace = {});

    XmlWriter& open(std::string_view name);
    XmlWriter& close();
    XmlWriter& text(std::string_view name, std::string_view value);
    XmlWriter& number(std::string_view name, std::uint64_t value);
    XmlWriter& boolean(std::string_view name, bool value);
    /// Written as it is: for the rare attribute.
    XmlWriter& raw(std::string_view markup);
    /// Text of the open element itself.
    XmlWriter& content(std::string_view value);
    std::string finish() &&;

private:
    std::string out_;
    std::vector<std::string> open_;
};

/// One element of a request's document, without its namespace.
struct XmlElement {
    std::string name;
    std::string text;
    std::vector<XmlElement> children;

    /// The first child of that name, or nullptr.
    const XmlElement* child(std::string_view child_name) const;
    /// The child's text, or nothing at all.
    std::string_view text_of(std::string_view child_name) const;
};

/// Errors: `invalid` for what is not well-formed, `limit` for more than 64 levels. Entities other
/// than XML's own five are never expanded.
base::Result<XmlElement> parse_xml(std::string_view document);

}  // namespace aws::protocol
