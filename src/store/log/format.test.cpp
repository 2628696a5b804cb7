#include "store/log/format.hpp"

#include <doctest/doctest.h>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "store/log/batch.hpp"

using namespace store;

namespace {

SegmentHeader some_header() {
    return {.number = 7,
            .capacity = 1 << 20,
            .epoch = 3,
            .salt = 0x0123456789ABCDEF,
            .chain = {.next_sequence = 42, .next_batch = 9, .last_hash = 77},
            .previous_end = 8200,
            .cluster_id = "0b6cbd54-5e1c-4d4e-9d3e-2f6a30c1f0aa"};
}

Part part_of(std::vector<std::string> payloads) {
    Part part;
    part.batch.shard = 5;
    part.batch.epoch = 3;
    for (std::string& payload : payloads) {
        part.batch.records.push_back({kFirstRecordKind, 2, std::move(payload)});
    }
    return part;
}

}  // namespace

TEST_CASE("header and seal read back as they were written, and not with any byte changed") {
    const SegmentHeader header = some_header();
    const std::string block = encode_header(header);
    REQUIRE_EQ(block.size(), kBlockBytes);
    CHECK(decode_header(block, "f").value() == header);
    const Seal seal{.number = 7, .end = 9000, .records = 12, .chain = header.chain};
    const std::string sealed = encode_seal(seal, header);
    CHECK(decode_seal(sealed, header) == seal);
    for (std::size_t at = 0; at < kBlockBytes; at += 61) {
        std::string damaged = block;
        damaged[at] = static_cast<char>(damaged[at] ^ 4);
        CHECK_FALSE(decode_header(damaged, "f"));
        damaged = sealed;
        damaged[at] = static_cast<char>(damaged[at] ^ 4);
        CHECK_FALSE(decode_seal(damaged, header));
    }
    CHECK_FALSE(decode_header("", "f"));
    CHECK_FALSE(decode_seal("", header));
}

TEST_CASE("a record of one segment is not valid in another, nor under another salt or epoch") {
    const SegmentHeader header = some_header();
    std::string bytes(kRecordHeaderBytes + 5, '\0');
    encode_record({.kind = 16}, "hello", checksum_seed(header), bytes.data());
    const RecordHeader record = decode_record_header(bytes);
    CHECK(has_valid_checksum(record, bytes, checksum_seed(header)));
    for (const int which : {0, 1, 2}) {
        SegmentHeader other = header;
        other.number += which == 0 ? 1 : 0;
        other.epoch += which == 1 ? 1 : 0;
        other.salt += which == 2 ? 1 : 0;
        CHECK_FALSE(has_valid_checksum(record, bytes, checksum_seed(other)));
    }
    CHECK_FALSE(
        has_valid_checksum(record, std::string_view(bytes).substr(0, 50), checksum_seed(header)));
}

TEST_CASE("the stored format does not change by accident") {
    AlignedBuffer buffer;
    std::vector<Part> parts;
    CommitQueue queue;
    queue.push(part_of({"one", ""}));
    queue.push(part_of({std::string(5000, 'x')}));
    parts = queue.take(1 << 20);
    const EncodedBatch batch =
        encode_batch(parts, some_header(), some_header().chain, 8192, buffer);
    CHECK_EQ(batch.bytes, 8192);
    CHECK_EQ(batch.bytes, batch_bytes(parts));
    CHECK_EQ(batch.end, 8192 + 60 + 3 * 48 + 5003);
    CHECK_EQ(batch.positions[1][0], Position{7, 8192 + 60 + 3 * 48 + 3, 5000});
    CHECK_EQ(batch.chain.next_sequence, 46);
    // A change here needs a new format version, and code that still reads the old one.
    CHECK_EQ(base::xxh3({buffer.data(), batch.bytes}), 16154282348307884911ULL);
    CHECK_EQ(base::xxh3(encode_header(some_header())), 3278550533054366839ULL);
}

TEST_CASE("a batch takes what fits, at least one part, in the order of the commits") {
    CommitQueue queue;
    for (const std::size_t size : {10'000U, 100U, 100U, 3'000U}) {
        queue.push(part_of({std::string(size, 'x')}));
    }
    CHECK_EQ(queue.size(), 4);
    CHECK_EQ(queue.take(4096).size(), 1);
    CHECK_EQ(queue.take(1024).size(), 2);
    CHECK_EQ(queue.size(), 1);
    CHECK_EQ(queue.take(4096).size(), 1);
    CHECK(queue.take(4096).empty());
}

TEST_CASE("only whole names of segments are numbers") {
    CHECK_EQ(segment_name(42), "00000000000000000042.log");
    CHECK_EQ(segment_number("00000000000000000042.log"), 42);
    for (const char* name : {"42.log", "0000000000000000004x.log", "00000000000000000000.log",
                             "00000000000000000042.tmp", "00000099999999999999.log", ""}) {
        CHECK_FALSE(segment_number(name));
    }
}
