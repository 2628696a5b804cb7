#include "serve.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "aws/signature/credentials.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "connectors/dispatcher.hpp"
#include "runtime/execution_meter.hpp"
#include "runtime/executions.hpp"
#include "runtime/metered_store.hpp"
#include "runtime/shards.hpp"
#include "server/console/console.hpp"
#include "server/http_server.hpp"
#include "server/local_caller.hpp"
#include "server/metrics_page.hpp"
#include "server/router.hpp"
#include "services/dynamodb/service.hpp"
#include "services/events/service.hpp"
#include "services/lambda/service.hpp"
#include "services/logs/names.hpp"
#include "services/logs/service.hpp"
#include "services/logs/writer.hpp"
#include "services/s3/service.hpp"
#include "services/states/service.hpp"
#include "services/states/status_events.hpp"
#include "store/blobs/blob_store.hpp"
#include "store/data_folder.hpp"
#include "store/store.hpp"

namespace {

constexpr const char* kVersion = "0.1.0";
constexpr int kExitUsage = 2;
constexpr int kExitCannotStart = 8;

int refuse(int status, const base::Error& error) {
    std::fprintf(stderr, "error: %s\n", error.message.c_str());
    return status;
}

/// Signals are taken by the main thread alone, so that no other thread is ever interrupted by one.
sigset_t block_signals() {
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGTERM);
    sigaddset(&stops, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stops, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return stops;
}

/// The floors, in the order in which they stand on each other: members die in the reverse order.
struct App {
    std::optional<store::DataFolder> folder;
    /// Before the store, whose last callbacks come to it.
    std::unique_ptr<runtime::MeteredStore> metered_store;
    std::unique_ptr<store::Store> store;
    runtime::ExecutionMeter execution_meter;
    server::ApiMeter api_meter{base::system_clock()};
    std::unique_ptr<store::BlobStore> blobs;
    std::vector<std::function<bool(const store::BlobId&)>> blob_owners;
    std::unique_ptr<runtime::Shards> shards;
    std::unique_ptr<server::LocalCaller> caller;
    std::unique_ptr<services::states::Machines> machines;
    std::unique_ptr<services::states::Activities> activities;
    std::unique_ptr<runtime::Executions> executions;
    std::unique_ptr<runtime::ActivityQueue> activity_queue;
    std::unique_ptr<connectors::Dispatcher> dispatcher;
    std::unique_ptr<services::states::States> states;
    std::unique_ptr<services::dynamodb::Tables> tables;
    std::unique_ptr<services::events::Rules> rules;
    std::unique_ptr<services::events::Deliveries> deliveries;
    std::unique_ptr<services::events::Events> events;
    std::unique_ptr<services::states::StatusEvents> status_events;
    std::unique_ptr<services::logs::Logs> logs;
    std::unique_ptr<services::logs::Writer> log_writer;
    std::unique_ptr<services::states::ExecutionLogs> execution_logs;
    std::unique_ptr<services::states::LogDestinations> log_destinations;
    std::unique_ptr<services::lambda::Lambda> lambda;
    std::shared_ptr<const server::ServiceTable> services;
    std::unique_ptr<server::HttpServer> door;
    std::unique_ptr<server::HttpServer> inner_door;  ///< Where functions call, under TLS.
    /// What others and what functions are told to call; known when the doors are open.
    std::string endpoint;
    std::string inner_endpoint;
    /// Who may sign; and what functions sign with, a new secret at each start.
    std::vector<aws::Credentials> keys;
    aws::Credentials function_key{"functions", "quickstep", "quickstep"};

    ~App();
};

/// What calls others stops before they do.
App::~App() {
    if (door) door->stop();
    if (inner_door) inner_door->stop();
    if (log_writer) log_writer->flush();
    if (shards) shards->stop();
}

base::Result<void> open_store(App& app, const std::string& data_dir) {
    QS_TRY(app.folder, store::DataFolder::open(data_dir, kVersion));
    store::OpenOptions log;
    log.cluster_id = app.folder->cluster_id();
    QS_TRY(app.store, store::open_log(app.folder->path(), log));
    app.metered_store = std::make_unique<runtime::MeteredStore>(*app.store, base::system_clock());
    QS_TRY(app.blobs, store::BlobStore::open(app.folder->path()));
    return {};
}

/// Functions' lines go to /aws/lambda/NAME, which Lambda makes itself where it is missing.
services::lambda::PrintLine lambda_log(services::logs::Writer& writer) {
    return [&writer](const services::lambda::Function& function, const std::string& stream,
                     base::TimePoint at, std::string_view line) {
        const std::string group = services::logs::group_arn(function.region, function.account,
                                                            "/aws/lambda/" + function.name);
        // AWS ends each line with its line feed, and shows bytes that are no text as such.
        const std::string text = base::is_utf8(line) ? std::string(line) : base::printable(line);
        writer.write(group, stream, {{base::epoch_ms(at), text + "\n"}},
                     services::logs::Writer::Missing::make_group);
    };
}

void make_services(App& app, const cli::ServeOptions& options) {
    app.shards = runtime::make_shards(*app.metered_store, base::system_clock(),
                                      std::max(1U, std::thread::hardware_concurrency()));
    app.caller = std::make_unique<server::LocalCaller>(options.region, options.account_id);
    app.machines = std::make_unique<services::states::Machines>(*app.shards);
    app.activities = std::make_unique<services::states::Activities>(*app.shards);
    app.executions = std::make_unique<runtime::Executions>(
        *app.shards, [machines = app.machines.get()](const std::string& revision) {
            return machines->program(revision);
        });
    app.activity_queue = std::make_unique<runtime::ActivityQueue>(*app.shards, *app.executions);
    app.dispatcher = std::make_unique<connectors::Dispatcher>(
        connectors::Tools{.caller = *app.caller,
                          .clock = base::system_clock(),
                          .executions = app.executions.get(),
                          .activities = app.activity_queue.get()});
    app.executions->set_dispatcher(*app.dispatcher);
    app.states = std::make_unique<services::states::States>(*app.machines, *app.activities,
                                                            *app.executions, *app.activity_queue);
    app.tables = std::make_unique<services::dynamodb::Tables>(*app.shards);
    app.rules = std::make_unique<services::events::Rules>(*app.shards);
    app.deliveries = std::make_unique<services::events::Deliveries>(*app.shards, *app.rules);
    app.deliveries->set_caller(*app.caller);
    app.events =
        std::make_unique<services::events::Events>(*app.shards, *app.rules, *app.deliveries);
    app.status_events =
        std::make_unique<services::states::StatusEvents>(*app.rules, app.deliveries->sink());
    app.executions->add_observer(*app.status_events);
    app.logs = std::make_unique<services::logs::Logs>(*app.shards);
    app.log_writer = std::make_unique<services::logs::Writer>(*app.logs);
    app.execution_logs =
        std::make_unique<services::states::ExecutionLogs>(*app.machines, *app.log_writer);
    app.executions->add_observer(*app.execution_logs);
    app.executions->add_observer(app.execution_meter);
    app.log_destinations =
        std::make_unique<services::states::LogDestinations>(*app.logs, *app.log_writer);
    app.states->log_destinations = app.log_destinations.get();
    services::lambda::Dependencies lambda{.shards = *app.shards,
                                          .blobs = *app.blobs,
                                          .data_folder = app.folder->path(),
                                          .endpoint = [&app] { return app.inner_endpoint; },
                                          .access_key = app.function_key.access_key,
                                          .secret_key = app.function_key.secret_key,
                                          .print_line = lambda_log(*app.log_writer),
                                          .blob_owners = &app.blob_owners};
    app.lambda = std::make_unique<services::lambda::Lambda>(std::move(lambda));

    std::vector<aws::Service> services;
    services.push_back(services::states::make_service(*app.states));
    services.push_back(services::s3::make_service({.shards = *app.shards,
                                                   .blobs = *app.blobs,
                                                   .event_sink = app.deliveries->sink(),
                                                   .blob_owners = &app.blob_owners}));
    services.push_back(services::dynamodb::make_service(*app.tables));
    services.push_back(services::events::make_service(*app.events));
    services.push_back(services::logs::make_service(*app.logs));
    services.push_back(app.lambda->service());
    app.services = std::make_shared<const server::ServiceTable>(std::move(services));
    app.caller->attach(app.services);
}

/// Takes the records back, then drops the blobs that none of them names.
base::Result<void> start_shards(App& app) {
    QS_CHECK(app.shards->start());
    QS_CHECK(app.blobs->sweep([&app](const store::BlobId& id) {
        return std::ranges::any_of(app.blob_owners,
                                   [&](const auto& is_owned) { return is_owned(id); });
    }));
    return {};
}

server::Health health_of(const App& app, const cli::ServeOptions& options) {
    const store::StoreHealth store = app.store->health();
    const auto counts = app.executions->index().counts();
    json::ObjectBuilder log;
    log.set_boolean("writable", store.writable);
    if (!store.reason.empty()) log.set("reason", store.reason);
    log.set_integer("bytes", static_cast<std::int64_t>(store.log_bytes));
    log.set_integer("segments", static_cast<std::int64_t>(store.segments));
    log.set_integer("lastSyncMicroseconds", store.last_sync.count() / 1'000);
    json::ObjectBuilder executions;
    executions.set_integer("open", static_cast<std::int64_t>(counts.by_status[0]));
    executions.set_integer("quarantined", static_cast<std::int64_t>(counts.quarantined));
    json::ObjectBuilder more;
    more.set("account_id", options.account_id).set("region", options.region);
    more.set("log", std::move(log).build());
    more.set("executions", std::move(executions).build());
    more.set("functions", app.lambda->health());
    server::Health health;
    health.status = !store.writable ? "read-only" : counts.quarantined > 0 ? "degraded" : "ok";
    health.more = std::move(more).build();
    return health;
}

base::Result<std::string> read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return base::fail(base::invalid("cannot read '" + path + "'"));
    return std::string(std::istreambuf_iterator<char>(file), {});
}

/// The keys that may sign; none in open mode. Errors: `invalid`, with the option that is wrong.
base::Result<std::vector<aws::Credentials>> read_keys(const cli::ServeOptions& options) {
    std::vector<aws::Credentials> keys;
    if (!options.is_signed) {
        if (options.access_key.empty() && options.credentials_file.empty()) return keys;
        return base::fail(
            base::invalid("--auth open takes any credentials: leave it out, or the keys"));
    }
    if (!options.credentials_file.empty()) {
        QS_TRY(const std::string text, read_text(options.credentials_file));
        auto read = aws::parse_credentials(text);
        if (!read) {
            return base::fail(base::invalid("--credentials " + options.credentials_file + ": " +
                                            read.error().message));
        }
        keys = *std::move(read);
    }
    if (!options.access_key.empty()) {
        if (options.secret_key.empty()) {
            return base::fail(base::invalid("--access-key needs --secret-key SECRET beside it"));
        }
        keys.push_back({"command line", options.access_key, options.secret_key});
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (keys[i].access_key != keys[j].access_key) continue;
            return base::fail(
                base::invalid("the access key " + keys[i].access_key + " is there twice"));
        }
    }
    if (!keys.empty()) return keys;
    return base::fail(
        base::invalid("--auth sigv4 needs keys: --credentials FILE with aws_access_key_id and "
                      "aws_secret_access_key, or --access-key KEY --secret-key SECRET"));
}

std::vector<std::string> own_names(const cli::ServeOptions& options) {
    std::vector<std::string> names = options.host_names;
    std::array<char, 256> name{};
    if (options.is_signed && gethostname(name.data(), name.size() - 1) == 0) {
        names.emplace_back(name.data());
    }
    return names;
}

std::string metrics_of(const App& app) {
    base::MetricsText text;
    text.metric("quickstep_build_info", "gauge", "The release that runs.");
    text.sample(base::Labels{{"version", kVersion}}, 1);
    app.execution_meter.write(text, app.executions->index());
    app.api_meter.write(text);
    app.metered_store->write(text);
    app.lambda->write_metrics(text);
    return std::move(text).take();
}

base::Result<void> open_door(App& app, const server::Address& address,
                             const cli::ServeOptions& options) {
    std::shared_ptr<const server::Authenticator> authenticator;
    if (options.is_signed) {
        std::vector<aws::Credentials> keys = app.keys;
        keys.push_back(app.function_key);
        authenticator = std::make_shared<server::Authenticator>(keys, base::system_clock());
    }
    std::vector<server::Route> routes;
    routes.push_back({"/_console/", server::console::make_console(*app.executions)});
    routes.push_back(
        {"/_quickstep/metrics", server::make_metrics_page([&app] { return metrics_of(app); })});
    aws::HttpHandler router =
        server::make_router(app.services,
                            {.region = options.region,
                             .account = options.account_id,
                             .version = kVersion,
                             .host_names = own_names(options),
                             .authenticator = std::move(authenticator),
                             .meter = &app.api_meter},
                            std::move(routes), [&app, options] { return health_of(app, options); });
    server::HttpOptions http;
    if (options.tls_certificate.empty()) {
        QS_TRY(app.door, server::serve(address, router));
        app.endpoint = app.inner_endpoint = "http://" + app.door->address().text();
        return {};
    }
    QS_TRY(http.tls, server::TlsContext::load(options.tls_certificate, options.tls_key));
    QS_TRY(app.door, server::serve(address, router, http));
    app.endpoint = "https://" + app.door->address().text();
    // Functions need not trust the certificate, nor be known by its name.
    QS_TRY(app.inner_door, server::serve({"127.0.0.1", 0}, std::move(router)));
    app.inner_endpoint = "http://" + app.inner_door->address().text();
    return {};
}

}  // namespace

int serve(const cli::ServeOptions& options) {
    const sigset_t stops = block_signals();
    base::log::configure(options.log_level, options.log_format);
    const auto address = server::parse_address(options.listen);
    if (!address) return refuse(kExitUsage, address.error());
    if (const auto open = server::check_open_mode(*address); !open && !options.is_signed) {
        return refuse(kExitUsage, open.error());
    }
    App app;
    auto keys = read_keys(options);
    if (!keys) return refuse(kExitUsage, keys.error());
    app.keys = *std::move(keys);
    if (options.is_signed) {
        app.function_key.access_key = "QSFN" + base::hex(base::random_bytes(8));
        app.function_key.secret_key = base::hex(base::random_bytes(20));
    }
    if (const auto opened = open_store(app, options.data_dir); !opened) {
        return refuse(kExitCannotStart, opened.error());
    }
    make_services(app, options);
    if (const auto started = start_shards(app); !started) {
        return refuse(kExitCannotStart, started.error());
    }
    if (const auto opened = open_door(app, *address, options); !opened) {
        return refuse(kExitCannotStart, opened.error());
    }
    std::printf("quickstep ready on %s\n", app.endpoint.c_str());
    std::fflush(stdout);
    base::log::info("Ready.", {{"endpoint", app.endpoint}, {"data_dir", app.folder->path()}});

    int signal = 0;
    sigwait(&stops, &signal);
    base::log::info("stopping", {{"signal", std::to_string(signal)}});
    return 0;
}
