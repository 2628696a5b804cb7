// Reading and printing JSON beside simdjson DOM, nlohmann-json and RapidJSON, on the same documents
// in one run. The libraries take turns in each round, and the median of the rounds counts.
// Usage: bench_json [seconds a figure] [rounds].
#include <malloc.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>

#include "documents.hpp"
#include "json/parse.hpp"
#include "json/value.hpp"
#include "subjects.hpp"
#include "support/measure.hpp"

namespace bench {

void give_up(std::string_view what) {
    std::fprintf(stderr, "error: %.*s\n", static_cast<int>(what.size()), what.data());
    std::exit(1);
}

namespace {

using Subjects = std::vector<std::unique_ptr<Subject>>;

/// One figure for each library, in their order.
using Row = std::vector<double>;

struct Options {
    double seconds = 0.1;
    int rounds = 5;
};

/// Millions of bytes a second, by turns.
Row throughput(const Options& options, const Subjects& subjects, const Document& document,
               const std::function<void(Subject&)>& work) {
    std::vector<std::vector<double>> rounds(subjects.size());
    for (int round = 0; round < options.rounds; ++round) {
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            const double calls = rate(options.seconds, [&] { work(*subjects[i]); });
            rounds[i].push_back(calls * static_cast<double>(document.text.size()) / 1e6);
        }
    }
    Row out;
    for (auto& all : rounds) out.push_back(median(std::move(all)));
    return out;
}

std::size_t heap_bytes() {
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Bytes of the heap that a document takes, for each byte of its text.
Row memory(const Subjects& subjects, const Document& document) {
    Row out;
    for (const auto& subject : subjects) {
        subject->clear();
        const std::size_t before = heap_bytes();
        subject->parse(document.text);
        out.push_back(static_cast<double>(heap_bytes() - before) /
                      static_cast<double>(document.text.size()));
        subject->clear();
    }
    return out;
}

void print_row(const std::string& name, const Row& row, const char* format) {
    std::printf("%-16s", name.c_str());
    for (const double figure : row) std::printf(format, figure);
}

void print_head(const char* what, const Subjects& subjects, const char* behind) {
    std::printf("\n%-16s", what);
    for (const auto& subject : subjects) {
        std::printf("%15.*s", static_cast<int>(subject->name().size()), subject->name().data());
    }
    std::printf("  %s\n", behind);
}

const char* missed(bool reached) {
    return reached ? "" : "  MISSED";
}

/// Nanoseconds to put a whole document into another value.
double sharing_ns(const Options& options) {
    const auto value = json::parse(documents()[1].text).value();
    std::vector<double> all;
    for (int round = 0; round < options.rounds; ++round) {
        const double calls = rate(options.seconds, [&] { keep(json::array({value})); });
        all.push_back(1e9 / calls);
    }
    return median(std::move(all));
}

bool run(const Options& options) {
    Subjects subjects;
    subjects.push_back(quickstep_subject());
    subjects.push_back(simdjson_subject());
    subjects.push_back(nlohmann_subject());
    subjects.push_back(rapidjson_subject());
    const auto all = documents();
    bool reached_all = true;
    const auto judge = [&](bool reached) {
        reached_all = reached_all && reached;
        return missed(reached);
    };

    std::printf("Processor time, median of %d rounds; the libraries take turns.\n", options.rounds);
    print_head("parse, MB/s", subjects, "of simdjson  times nlohmann   goal: 50 %, 5 times");
    for (const Document& document : all) {
        const Row row = throughput(options, subjects, document,
                                   [&](Subject& subject) { subject.parse(document.text); });
        print_row(document.name, row, "%15.0f");
        std::printf("  %8.0f %%  %14.1f%s\n", 100 * row[0] / row[1], row[0] / row[2],
                    judge(row[0] >= row[1] / 2 && row[0] >= 5 * row[2]));
    }
    print_head("print, MB/s", subjects, "times RapidJSON   goal: 1");
    for (const Document& document : all) {
        for (const auto& subject : subjects) subject->parse(document.text);
        const Row row = throughput(options, subjects, document,
                                   [](Subject& subject) { keep(subject.print()); });
        print_row(document.name, row, "%15.0f");
        std::printf("  %15.2f%s\n", row[0] / row[3], judge(row[0] >= row[3]));
    }
    print_head("memory, times", subjects, "goal: 3, arrays of short numbers aside");
    for (const Document& document : all) {
        const Row row = memory(subjects, document);
        print_row(document.name, row, "%15.2f");
        std::printf("%s\n", judge(row[0] <= 3 || document.name == "number-heavy"));
    }
    const double sharing = sharing_ns(options);
    std::printf("\n200 KB put into another value: %.0f ns, goal: 100 ns%s\n", sharing,
                judge(sharing < 100));
    return reached_all;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    bench::Options options;
    if (argc > 1) options.seconds = std::atof(argv[1]);
    if (argc > 2) options.rounds = std::atoi(argv[2]);
    bench::run(options);
    return 0;
}
