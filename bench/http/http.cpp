// How much the HTTP door costs beside the least that this machine can do, in one run: a bare epoll
// responder, the door with a handler that answers at once, and the door with router, JSON protocol
// and an empty operation. One server thread each, 16 kept-alive connections. `./dev bench http`
// prints the best of several rounds; the goal is at most twice the bare responder's CPU time an
// exchange (performance.md, section 4, item 9).
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "load.hpp"
#include "responder.hpp"
#include "server/http_server.hpp"
#include "server/router.hpp"

namespace {

constexpr int kConnections = 16;
constexpr std::size_t kAnswerBytes = 150;

/// What an SDK sends for StartExecution: 813 bytes, as measured with botocore.
std::string request() {
    std::string body =
        R"({"stateMachineArn":"arn:aws:states:us-east-1:000000000000:stateMachine:orders",)"
        R"("name":"order-000001","input":"{\"order\":1,\"total\":12.5}"})";
    std::string text =
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:4566\r\nAccept-Encoding: identity\r\n"
        "X-Amz-Target: AWSStepFunctions.StartExecution\r\nContent-Type: "
        "application/x-amz-json-1.0\r\n"
        "User-Agent: Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux#6.1 md/arch#x86_64 "
        "lang/python#3.11\r\n"
        "X-Amz-Date: 20261124T100000Z\r\nAuthorization: AWS4-HMAC-SHA256 "
        "Credential=test/20261124/us-east-1/"
        "states/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" +
        std::string(64, '0') + "\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string raw_answer() {
    const std::string body(kAnswerBytes, 'x');
    return "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 00000000-0000-4000-8000-000000000000\r\n"
           "Content-Type: application/x-amz-json-1.0\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\n"
           "Content-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

void answer_at_once(const aws::HttpRequest&, const std::function<void(aws::HttpReply)>& reply) {
    aws::HttpReply answer;
    answer.headers.add("x-amzn-RequestId", "00000000-0000-4000-8000-000000000000");
    answer.headers.add("Content-Type", "application/x-amz-json-1.0");
    answer.body = std::string(kAnswerBytes, 'x');
    reply(std::move(answer));
}

aws::HttpHandler empty_operation() {
    aws::Service states;
    states.id = "states";
    states.operations.resize(1);
    states.operations[0].name = "StartExecution";
    states.operations[0].handler = [](const aws::Call&, const aws::Answer& answer) {
        answer(json::object(
            {{"executionArn", json::Value::string(std::string(kAnswerBytes - 40, 'x'))}}));
    };
    return server::make_router(
        std::make_shared<server::ServiceTable>(std::vector<aws::Service>{std::move(states)}), {},
        {}, {});
}

std::unique_ptr<server::HttpServer> start(aws::HttpHandler handler) {
    server::HttpOptions options;
    options.threads = 1;
    auto server = server::serve({"127.0.0.1", 0}, std::move(handler), options);
    if (!server) std::exit(1);
    return *std::move(server);
}

/// The best of the rounds: others on the machine only ever make it worse.
struct Best {
    const char* name;
    std::uint16_t port;
    double per_second = 0;
    double cpu_micros = 1e9;

    void measure(const std::string& text, double seconds) {
        const auto load = bench::run_load(port, text, kConnections, seconds);
        const auto exchanges = static_cast<double>(load.exchanges);
        per_second = std::max(per_second, exchanges / load.wall_seconds);
        cpu_micros = std::min(cpu_micros, load.server_cpu_seconds / exchanges * 1e6);
    }
};

}  // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
    const std::string text = request();
    const bench::RawResponder raw(text.size(), raw_answer());
    const auto door = start(answer_at_once);
    const auto routed = start(empty_operation());
    std::array all{Best{"bare epoll responder", raw.port()}, Best{"door", door->address().port},
                   Best{"door, router and JSON", routed->address().port}};
    for (int round = 0; round < rounds; ++round) {
        for (Best& best : all) best.measure(text, 1.0);
    }
    std::printf("%-24s %12s %22s %8s\n", "one thread, 16 clients", "requests/s",
                "CPU us an exchange", "ratio");
    for (const Best& best : all) {
        std::printf("%-24s %12.0f %22.2f %8.2f\n", best.name, best.per_second, best.cpu_micros,
                    best.cpu_micros / all[0].cpu_micros);
    }
    return all[1].cpu_micros <= 2 * all[0].cpu_micros ? 0 : 1;
}
