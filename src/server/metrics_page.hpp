// `/_quickstep/metrics`: numbers in Prometheus's text form.
#pragma once
#include <functional>
#include <string>

#include "aws/http.hpp"

namespace server {

/// The page; `text` is asked at each request, from an I/O thread. Only GET and HEAD.
aws::HttpHandler make_metrics_page(std::function<std::string()> text);

}  // namespace server
