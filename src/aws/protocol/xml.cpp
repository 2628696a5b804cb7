// Writing by hand, reading by pugixml, which this file alone includes.
#include "aws/protocol/xml.hpp"

#include <pugixml.hpp>

#include "aws/protocol/error_reply.hpp"
#include "base/assert.hpp"
#include "base/limits.hpp"

namespace aws::protocol {
namespace {

std::string_view local_name(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

base::Result<XmlElement> element_of(const pugi::xml_node& node, std::size_t depth) {
    if (depth > base::limits::kXmlDepthMax) {
        return base::fail(base::limit_exceeded("The XML document is nested too deeply."));
    }
    XmlElement element;
    element.name = local_name(node.name());
    for (const pugi::xml_node& child : node.children()) {
        if (child.type() == pugi::node_element) {
            QS_TRY(auto inner, element_of(child, depth + 1));
            element.children.push_back(std::move(inner));
        } else if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
            element.text += child.value();
        }
    }
    return element;
}

}  // namespace

XmlWriter::XmlWriter(std::string_view root, std::string_view xml_namespace) {
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";
    out_ += root;
    if (!xml_namespace.empty()) {
        out_ += " xmlns=\"";
        out_ += xml_escape(xml_namespace);
        out_ += '"';
    }
    out_ += '>';
    open_.emplace_back(root);
}

XmlWriter& XmlWriter::open(std::string_view name) {
    out_ += '<';
    out_ += name;
    out_ += '>';
    open_.emplace_back(name);
    return *this;
}

XmlWriter& XmlWriter::close() {
    QS_ASSERT(!open_.empty());
    out_ += "</";
    out_ += open_.back();
    out_ += '>';
    open_.pop_back();
    return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view value) {
    out_ += '<';
    out_ += name;
    out_ += '>';
    out_ += xml_escape(value);
    out_ += "</";
    out_ += name;
    out_ += '>';
    return *this;
}

XmlWriter& XmlWriter::number(std::string_view name, std::uint64_t value) {
    return text(name, std::to_string(value));
}

XmlWriter& XmlWriter::boolean(std::string_view name, bool value) {
    return text(name, value ? "true" : "false");
}

XmlWriter& XmlWriter::raw(std::string_view markup) {
    out_ += markup;
    return *this;
}

XmlWriter& XmlWriter::content(std::string_view value) {
    out_ += xml_escape(value);
    return *this;
}

std::string XmlWriter::finish() && {
    while (!open_.empty()) close();
    return std::move(out_);
}

const XmlElement* XmlElement::child(std::string_view child_name) const {
    for (const XmlElement& element : children) {
        if (element.name == child_name) return &element;
    }
    return nullptr;
}

std::string_view XmlElement::text_of(std::string_view child_name) const {
    const XmlElement* element = child(child_name);
    return element == nullptr ? std::string_view() : std::string_view(element->text);
}

base::Result<XmlElement> parse_xml(std::string_view document) {
    pugi::xml_document parsed;
    // A key of one blank is a key: white space alone in an element must not get lost.
    const auto outcome =
        parsed.load_buffer(document.data(), document.size(),
                           pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single,
                           pugi::encoding_utf8);
    if (!outcome) return base::fail(base::invalid(std::string("XML: ") + outcome.description()));
    for (const pugi::xml_node& node : parsed.children()) {
        // Entities come with it, and nobody's client sends one (security.md, threat 10).
        if (node.type() == pugi::node_doctype) {
            return base::fail(base::invalid("XML: a document type is not allowed."));
        }
        if (node.type() == pugi::node_element) return element_of(node, 1);
    }
    return base::fail(base::invalid("XML: there is no element."));
}

}  // namespace aws::protocol
