#include "base/metrics.hpp"

#include <doctest/doctest.h>

TEST_CASE("counters and histograms are written as Prometheus reads them") {
    base::Family<base::Counter> requests(10);
    requests.of({{"service", "states"}, {"code", "OK"}}).add(2);
    requests.of({{"service", "s\"3"}, {"code", "OK"}}).add();
    base::Histogram seconds;
    seconds.observe(0.0003);
    seconds.observe(0.0005);
    seconds.observe(2.0);
    seconds.observe(4'000.0);
    base::MetricsText text;
    text.counters("requests_total", "Requests.", requests);
    text.metric("open", "gauge", "Open ones.");
    text.sample(base::Labels{}, 1.5);
    text.metric("seconds", "histogram", "How long.");
    text.histogram("kind=\"a\"", seconds);
    const std::string page = std::move(text).take();
    CHECK_EQ(page.substr(0, page.find("# HELP seconds")),
             "# HELP requests_total Requests.\n# TYPE requests_total counter\n"
             "requests_total{service=\"s\\\"3\",code=\"OK\"} 1\n"
             "requests_total{service=\"states\",code=\"OK\"} 2\n"
             "# HELP open Open ones.\n# TYPE open gauge\nopen 1.5\n");
    for (const char* line :
         {"seconds_bucket{kind=\"a\",le=\"0.0001\"} 0\n",
          "seconds_bucket{kind=\"a\",le=\"0.0005\"} 2\n", "seconds_bucket{kind=\"a\",le=\"5\"} 3\n",
          "seconds_bucket{kind=\"a\",le=\"3600\"} 3\n",
          "seconds_bucket{kind=\"a\",le=\"+Inf\"} 4\n", "seconds_count{kind=\"a\"} 4\n",
          "seconds_sum{kind=\"a\"} 4002.0008\n"}) {
        CHECK_MESSAGE(page.find(line) != std::string::npos, line);
    }
}

TEST_CASE("a metric has a bounded number of series") {
    base::Family<base::Counter> family(2);
    for (const char* name : {"a", "b", "c", "d"}) family.of({{"name", name}}).add();
    std::string text;
    family.each([&](const std::string& labels, const base::Counter& counter) {
        text += labels + " " + std::to_string(counter.value()) + ";";
    });
    CHECK_EQ(text, "name=\"a\" 1;name=\"b\" 1;name=\"other\" 2;");
}
