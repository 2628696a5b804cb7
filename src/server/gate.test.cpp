#include "server/gate.hpp"

#include <doctest/doctest.h>

namespace {

bool passes(std::vector<std::pair<std::string, std::string>> fields,
            std::vector<std::string> names = {}) {
    aws::HttpRequest request;
    for (auto& [name, value] : fields) request.headers.add(name, value);
    return server::check_gate(request, names).has_value();
}

}  // namespace

TEST_CASE("only this server's names pass") {
    for (const char* host : {"127.0.0.1:4566", "127.0.0.1", "[::1]:4566", "localhost",
                             "LocalHost:80", "localhost.:80", "photos.s3.localhost:4566",
                             "sync-localhost:4566", "sync-127.0.0.1:4566", "stream-localhost"}) {
        CAPTURE(host);
        CHECK(passes({{"Host", host}}));
    }
    for (const char* host :
         {"evil.example:4566", "localhost.evil.example", "127.0.0.1.evil.example", "",
          "notlocalhost", "192.168.1.1", "[::2]", "[::1", "sync-evil.example", "box.lan"}) {
        CAPTURE(host);
        CHECK_FALSE(passes({{"Host", host}}));
    }
    CHECK(passes({{"Host", "box.lan:4566"}}, {"Box.lan"}));
    CHECK(passes({{"Host", "bucket.box.lan"}}, {"box.lan"}));
    CHECK(passes({{"Host", "sync-box.lan"}}, {"box.lan"}));
    CHECK_FALSE(passes({{"Host", "evilbox.lan"}}, {"box.lan"}));
}

TEST_CASE("pages of other origins may not call, our own may") {
    CHECK(passes({{"Host", "localhost:4566"}, {"Origin", "http://localhost:4566"}}));
    for (const char* origin :
         {"http://evil.example", "null", "http://localhost:3000", "http://localhost",
          "http://127.0.0.1:4566", "http://localhost:4566.evil.example", ""}) {
        CAPTURE(origin);
        CHECK_FALSE(passes({{"Host", "localhost:4566"}, {"Origin", origin}}));
    }
    CHECK_FALSE(passes({{"Host", "localhost"}, {"Sec-Fetch-Site", "cross-site"}}));
    CHECK(passes({{"Host", "localhost"}, {"Sec-Fetch-Site", "same-origin"}}));
    CHECK(passes({{"Host", "localhost"}, {"Sec-Fetch-Site", "none"}}));
}
