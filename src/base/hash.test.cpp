#include "base/hash.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

using base::DigestKind;

TEST_CASE("digests agree with the published vectors") {
    CHECK_EQ(base::hex(base::digest(DigestKind::md5, "abc")), "900150983cd24fb0d6963f7d28e17f72");
    CHECK_EQ(base::hex(base::digest(DigestKind::sha1, "abc")),
             "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK_EQ(base::hex(base::digest(DigestKind::sha256, "")),
             "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // RFC 4231, test case 2.
    CHECK_EQ(base::hex(base::hmac_sha256("Jefe", "what do ya want for nothing?")),
             "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("checksums agree with the check values of their catalogues, in one piece and in many") {
    const std::string_view nine = "123456789";
    CHECK_EQ(base::crc32(nine), 0xCBF43926U);
    CHECK_EQ(base::crc32c(nine), 0xE3069283U);
    CHECK_EQ(base::crc64nvme(nine), 0xAE8B14860A799888ULL);

    std::string text(1'000, 'x');
    for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * 7);
    for (const std::size_t cut : {0UL, 1UL, 7UL, 8UL, 13UL, 999UL, 1'000UL}) {
        CAPTURE(cut);
        const std::string_view whole = text;
        CHECK_EQ(base::crc32(whole.substr(cut), base::crc32(whole.substr(0, cut))),
                 base::crc32(whole));
        CHECK_EQ(base::crc32c(whole.substr(cut), base::crc32c(whole.substr(0, cut))),
                 base::crc32c(whole));
        CHECK_EQ(base::crc64nvme(whole.substr(cut), base::crc64nvme(whole.substr(0, cut))),
                 base::crc64nvme(whole));
    }
}
