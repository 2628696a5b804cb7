// Every command with its flags, once: parsing, help and suggestions come from this tree.
#include "cli/command_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/log.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/help.hpp"

namespace cli {
namespace {

Finished print_help_of(const std::vector<std::string>& command) {
    QS_TRY(const std::string text, help_of(command));
    write_out(text);
    return ExitCode::done;
}

/// CLI11's own validators add what they accept to the help, and speak of "Value not in range".
CLI::Validator one_of(std::vector<std::string> words) {
    return {[words = std::move(words)](const std::string& given) -> std::string {
                if (std::ranges::find(words, given) != words.end()) return {};
                std::string all;
                for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
                return "must be one of " + all + "; not \"" + given + "\"";
            },
            ""};
}

CLI::Validator number_from(double least, double most, const std::string& both) {
    return {[=](const std::string& given) -> std::string {
                double number = 0;
                const bool is_number = CLI::detail::lexical_cast(given, number);
                if (is_number && number >= least && number <= most) return {};
                return "must be a number from " + both + ", not \"" + given + "\"";
            },
            ""};
}

/// The tree, and the places that its flags fill in.
struct Tree {
    explicit Tree(Serve serve_function);
    Tree(const Tree&) = delete;
    Tree& operator=(const Tree&) = delete;

    CLI::App* command(CLI::App& parent, const std::string& name, const std::string& about,
                      const std::string& examples, std::function<Finished()> run);
    void add_connection(CLI::App& app, ConnectionOptions& options) const;
    void add_output(CLI::App& app, OutputOptions& options, bool has_forms = true) const;
    void add_serve();
    void add_deploy_and_demo();
    void add_definitions();
    void add_eval();
    void add_env_and_doctor();
    void add_machines();
    void add_executions();
    void add_s3();

    CLI::App app{"Runs Step Functions workflows, and the services around them, on this machine."};
    Serve serve_function;
    std::function<Finished()> chosen;

    ServeOptions serve;
    std::string serve_auth;
    std::string log_level = "info";
    std::string log_format;
    DeployOptions deploy;
    DemoOptions demo;
    ValidateOptions validate;
    GraphOptions graph;
    EnvOptions env;
    DoctorOptions doctor;
    MachinesOptions machines;
    ExecutionsOptions executions;
    S3Options s3;
    bool is_version = false;
    EvalOptions eval;
};

CLI::App* Tree::command(CLI::App& parent, const std::string& name, const std::string& about,
                        const std::string& examples, std::function<Finished()> run) {
    CLI::App* const added = parent.add_subcommand(name, about);
    added->footer(examples);
    if (run) added->callback([this, run = std::move(run)] { chosen = run; });
    return added;
}

void Tree::add_connection(CLI::App& to, ConnectionOptions& options) const {
    to.add_option(
          "--endpoint", options.endpoint,
          "the server (default: QUICKSTEP_ENDPOINT, AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL, "
          "else http://127.0.0.1:4566)")
        ->type_name("URL");
    to.add_option("--region", options.region,
                  "as in AWS tools (default: AWS_REGION, else us-east-1)")
        ->type_name("NAME");
    to.add_option("--timeout", options.timeout_seconds,
                  "give up when the whole command takes longer (default: only a call that moves "
                  "nothing for 30 seconds is given up)")
        ->check(number_from(0.001, 1e9, "0.001 to 1000000000"))
        ->type_name("SECONDS");
}

void Tree::add_output(CLI::App& to, OutputOptions& options, bool has_forms) const {
    if (has_forms) {
        to.add_option("-o,--output", options.form,
                      "table, json, jsonl or name (default: table at a terminal, JSON in a pipe)")
            ->check(one_of({"table", "json", "jsonl", "name"}))
            ->type_name("FORM");
        to.add_flag_callback("--json", [&options] { options.form = "json"; }, "short for -o json");
    }
    to.add_flag("-q,--quiet", options.is_quiet, "only names, or nothing but errors");
    to.add_option_function<std::string>(
          "--color",
          [&options](const std::string& mode) {
              options.colour = mode == "always"  ? ColourMode::always
                               : mode == "never" ? ColourMode::never
                                                 : ColourMode::automatic;
          },
          "auto, always or never (default: auto)")
        ->check(one_of({"auto", "always", "never"}))
        ->type_name("WHEN");
}

std::string default_data_dir() {
    if (std::string given = environment("QUICKSTEP_DATA_DIR"); !given.empty()) return given;
    if (const std::string data = environment("XDG_DATA_HOME"); !data.empty()) {
        return data + "/quickstep";
    }
    if (const std::string home = environment("HOME"); !home.empty()) {
        return home + "/.local/share/quickstep";
    }
    return "quickstep-data";
}

void Tree::add_serve() {
    CLI::App* const added = command(
        app, "serve", "run the server",
        "quickstep serve\n"
        "quickstep serve --listen 127.0.0.1:0 --data-dir build/data\n"
        "quickstep serve --log-level debug --log-format text",
        [this]() -> Finished {
            if (serve.data_dir.empty()) serve.data_dir = default_data_dir();
            base::log::parse_level(log_level, serve.log_level);
            const bool is_text = log_format.empty()
                                     ? look_at_terminal(2, ColourMode::automatic).is_terminal
                                     : log_format == "text";
            const bool has_keys = !serve.credentials_file.empty() || !serve.access_key.empty();
            serve.is_signed = serve_auth == "sigv4" || (serve_auth.empty() && has_keys);
            serve.log_format = is_text ? base::log::Format::text : base::log::Format::json;
            return static_cast<ExitCode>(serve_function(serve));
        });
    added
        ->add_option("--listen", serve.listen,
                     "where to listen; port 0 picks a free one (default: 127.0.0.1:4566)")
        ->type_name("HOST:PORT");
    added
        ->add_option("--data-dir", serve.data_dir,
                     "where everything is kept (default: QUICKSTEP_DATA_DIR, else "
                     "~/.local/share/quickstep)")
        ->type_name("DIR");
    added->add_option("--region", serve.region, "the region of ARNs (default: us-east-1)")
        ->type_name("NAME");
    added
        ->add_option("--account-id", serve.account_id,
                     "the account of ARNs, 12 digits (default: 000000000000)")
        ->type_name("ID");
    added
        ->add_option("--auth", serve_auth,
                     "open: any credentials, on loopback only; sigv4: signed requests only "
                     "(default: open, sigv4 where keys are given)")
        ->check(one_of({"open", "sigv4"}))
        ->type_name("MODE");
    added
        ->add_option("--credentials", serve.credentials_file,
                     "the keys that may sign, as in ~/.aws/credentials")
        ->type_name("FILE");
    CLI::Option* const key =
        added->add_option("--access-key", serve.access_key, "one key that may sign")
            ->type_name("KEY");
    added->add_option("--secret-key", serve.secret_key, "its secret")
        ->needs(key)
        ->type_name("SECRET");
    CLI::Option* const certificate =
        added
            ->add_option("--tls-cert", serve.tls_certificate,
                         "serve HTTPS with this certificate, and those that lead to its root (PEM)")
            ->type_name("FILE");
    CLI::Option* const tls_key =
        added->add_option("--tls-key", serve.tls_key, "the certificate's key (PEM)")
            ->needs(certificate)
            ->type_name("FILE");
    certificate->needs(tls_key);
    added
        ->add_option("--host-name", serve.host_names,
                     "a name of this machine that requests may be for; again for more")
        ->type_name("NAME");
    added->add_option("--log-level", log_level, "debug, info, warn, error or off (default: info)")
        ->check(one_of({"debug", "info", "warn", "error", "off"}))
        ->type_name("LEVEL");
    added
        ->add_option("--log-format", log_format,
                     "text or json (default: text at a terminal, else json)")
        ->check(one_of({"text", "json"}))
        ->type_name("FORM");
}

void Tree::add_deploy_and_demo() {
    CLI::App* added =
        command(app, "deploy", "deploy a SAM template on a running server",
                "quickstep deploy examples/image-pipeline/template.yaml --stack-name photos\n"
                "quickstep deploy template.yaml --param BucketName=pictures\n"
                "quickstep deploy template.yaml --endpoint http://127.0.0.1:5000",
                [this] { return cli::deploy(deploy); });
    added->add_option("file", deploy.file, "the template, or the folder that holds template.yaml")
        ->required()
        ->type_name("FILE");
    added
        ->add_option("--stack-name", deploy.stack_name,
                     "what names of resources begin with (default: the folder's name)")
        ->type_name("NAME");
    added->add_option("--param", deploy.parameters, "a parameter's value; may be given again")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    add_connection(*added, deploy.connection);
    add_output(*added, deploy.output, false);

    added = command(app, "demo", "deploy and run the image application on a running server",
                    "quickstep demo\nquickstep demo --exit\n"
                    "quickstep demo --endpoint http://127.0.0.1:5000",
                    [this] { return run_demo(demo); });
    added->add_flag("--exit", demo.exits,
                    "end by itself, with status 0 only if every result is right");
    add_connection(*added, demo.connection);
    add_output(*added, demo.output, false);
}

void Tree::add_definitions() {
    CLI::App* added = command(app, "validate", "find what is wrong in definitions",
                              "quickstep validate order.asl.json\n"
                              "quickstep validate --lint --type EXPRESS order.asl.yaml\n"
                              "quickstep validate --json *.asl.json\n"
                              "cat order.asl.json | quickstep validate -",
                              [this] { return cli::validate(validate); });
    added
        ->add_option("files", validate.files,
                     "definitions in Amazon States Language, as JSON or (.yaml, .yml) YAML; - is "
                     "JSON on stdin")
        ->required()
        ->type_name("FILE...");
    added->add_option("--type", validate.type, "STANDARD or EXPRESS (default: STANDARD)")
        ->check(one_of({"STANDARD", "EXPRESS"}))
        ->type_name("TYPE");
    added->add_flag("--lint", validate.is_linting,
                    "also what AWS accepts but will surprise somebody; marked as lint, never an "
                    "error");
    added->add_option("--max", validate.findings_max, "show at most so many findings of a file")
        ->check(number_from(1, 1000, "1 to 1000"))
        ->type_name("N");
    add_output(*added, validate.output);

    added = command(app, "graph", "draw a definition",
                    "quickstep graph order.asl.json > order.svg\n"
                    "quickstep graph order.asl.json -o mermaid\n"
                    "quickstep graph order.asl.json -o dot | dot -Tpng > order.png",
                    [this] { return cli::graph(graph); });
    added->add_option("file", graph.file, "a definition in Amazon States Language; - is stdin")
        ->required()
        ->type_name("FILE");
    added->add_option("-o,--output", graph.form, "svg, mermaid, dot or json (default: svg)")
        ->check(one_of({"svg", "mermaid", "dot", "json"}))
        ->type_name("FORM");

    add_eval();
}

void Tree::add_env_and_doctor() {
    CLI::App* added = command(app, "env", "shell lines that point AWS tools at the server",
                              "eval \"$(quickstep env)\"\n"
                              "eval \"$(quickstep env --unset)\"\n"
                              "quickstep env --shell fish | source",
                              [this] { return cli::env(env); });
    added->add_flag("--unset", env.unsets, "take them back");
    added->add_option("--shell", env.shell, "posix (sh, bash, zsh) or fish (default: posix)")
        ->check(one_of({"posix", "fish"}))
        ->type_name("SHELL");
    add_connection(*added, env.connection);

    added = command(app, "doctor", "find what keeps AWS tools from reaching the server",
                    "quickstep doctor\n"
                    "quickstep doctor --quiet\n"
                    "quickstep doctor --endpoint http://127.0.0.1:5000",
                    [this] { return cli::doctor(doctor); });
    add_connection(*added, doctor.connection);
    add_output(*added, doctor.output, false);
}

void Tree::add_eval() {
    CLI::App* const added =
        command(app, "eval", "evaluate JSONata, JSONPath or an intrinsic function",
                "quickstep eval '$sum(orders.price)' --data orders.json\n"
                "quickstep eval '{% $states.input.total > $limit %}' --strict --data in.json "
                "--var limit=100\n"
                "quickstep eval --language jsonpath '$.orders[*].price' --data orders.json\n"
                "quickstep eval \"States.Format('{}-{}', $.a, $.b)\" --data in.json\n"
                "quickstep eval --lines < requests.jsonl",
                [this] { return eval.has_lines ? cli::eval_lines() : cli::eval(eval); });
    added->add_option("expression", eval.expression, "with or without {% %}")
        ->type_name("EXPRESSION");
    added
        ->add_option("--language", eval.language,
                     "jsonata, jsonpath or intrinsic (default: what the expression looks like)")
        ->check(one_of({"jsonata", "jsonpath", "intrinsic"}))
        ->type_name("LANGUAGE");
    added->add_option("--data", eval.data, "the input, a JSON file; - is stdin")->type_name("FILE");
    added->add_option("--var", eval.variables, "a variable; may be given more than once")
        ->type_name("NAME=JSON");
    added->add_option("--context", eval.context, "the context object, a JSON file")
        ->type_name("FILE");
    added->add_flag(
        "--strict", eval.is_strict,
        "as in a state machine: the data is $states.input, AWS's rules and limits hold");
    added->add_flag("--time", eval.shows_time, "say on stderr how long it took");
    added->add_flag("--lines", eval.has_lines, "requests on stdin, answers on stdout, in order");
}

void Tree::add_machines() {
    CLI::App* const group = command(app, "machines", "state machines: list, show", "", {});
    CLI::App* added = command(*group, "list", "all state machines",
                              "quickstep machines list\nquickstep machines list -o json",
                              [this] { return machines_list(machines); });
    add_connection(*added, machines.connection);
    add_output(*added, machines.output);
    added = command(*group, "show", "one state machine",
                    "quickstep machines show image-pipeline\n"
                    "quickstep machines show image-pipeline --definition",
                    [this] { return machines_show(machines); });
    added->add_option("machine", machines.machine, "its name or ARN")
        ->required()
        ->type_name("MACHINE");
    added->add_flag("--definition", machines.definition_only, "only its definition");
    add_connection(*added, machines.connection);
    add_output(*added, machines.output);
}

void Tree::add_executions() {
    CLI::App* const group = command(
        app, "executions", "executions: list, show, history, watch, start, stop, redrive", "", {});
    const auto add = [&](const std::string& name, const std::string& about,
                         const std::string& examples, Finished (*run)(const ExecutionsOptions&)) {
        CLI::App* const added =
            command(*group, name, about, examples, [this, run] { return run(executions); });
        if (name == "list" || name == "start") {
            added->add_option("machine", executions.machine, "a state machine's name or ARN")
                ->required(name == "start")
                ->type_name("MACHINE");
        } else {
            added
                ->add_option("execution", executions.execution,
                             "its ARN, its name, or the beginning of it")
                ->required()
                ->type_name("EXECUTION");
        }
        add_connection(*added, executions.connection);
        add_output(*added, executions.output);
        return added;
    };
    CLI::App* added = add("list", "the newest executions",
                          "quickstep executions list\n"
                          "quickstep executions list image-pipeline --status FAILED -q",
                          &executions_list);
    added
        ->add_option("--status", executions.status,
                     "RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED")
        ->check(one_of({"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}))
        ->type_name("STATUS");
    added->add_option("--limit", executions.limit, "at most so many (default: 100)")
        ->check(number_from(1, 1e7, "1 to 10000000"))
        ->type_name("N");
    added = add("show", "one execution",
                "quickstep executions show 0f3a\n"
                "quickstep executions show 0f3a --output-only",
                &executions_show);
    added->add_flag("--input-only", executions.input_only, "only its input");
    added->add_flag("--output-only", executions.output_only, "only its output");
    added = add("history", "the events of an execution",
                "quickstep executions history 0f3a\n"
                "quickstep executions history 0f3a --reverse -o json",
                &executions_history);
    added->add_flag("--reverse", executions.reverse, "newest first");
    add("watch", "follow an execution to its end", "quickstep executions watch 0f3a",
        &executions_watch);
    added = add("start", "start an execution and print its ARN",
                "quickstep executions start order -i '{\"id\": 17}'\n"
                "quickstep executions start order -i order.json --name order-17",
                &executions_start);
    added
        ->add_option("-i,--input", executions.input,
                     "JSON, a file that holds it, or - for stdin (default: {})")
        ->type_name("INPUT");
    added->add_option("--name", executions.name, "the execution's name (default: a new one)")
        ->type_name("NAME");
    added = add("stop", "stop an execution", "quickstep executions stop 0f3a --cause 'by hand'",
                &executions_stop);
    added->add_option("--error", executions.error, "the error that is recorded")->type_name("NAME");
    added->add_option("--cause", executions.cause, "why, for people")->type_name("TEXT");
    add("redrive", "run an unsuccessful execution on from where it failed",
        "quickstep executions redrive 0f3a\n"
        "quickstep executions redrive 0f3a && quickstep executions watch 0f3a",
        &executions_redrive);
}

void Tree::add_s3() {
    CLI::App* const group = command(app, "s3", "objects: ls, cp, rm, mb, cat", "", {});
    const auto add = [&](const std::string& name, const std::string& about,
                         const std::string& examples, Finished (*run)(const S3Options&)) {
        CLI::App* const added =
            command(*group, name, about, examples, [this, run] { return run(s3); });
        add_connection(*added, s3.connection);
        add_output(*added, s3.output, name == "ls");
        return added;
    };
    CLI::App* added =
        add("ls", "list buckets, or objects",
            "quickstep s3 ls\nquickstep s3 ls s3://photos/uploads/ --recursive", &s3_ls);
    added->add_option("place", s3.from, "what to list (default: all buckets)")
        ->type_name("s3://BUCKET/PREFIX");
    added->add_flag("--recursive", s3.is_recursive, "everything below, not only the next level");

    added = add("cp", "copy to, from or within S3",
                "quickstep s3 cp photo.jpg s3://photos/uploads/\n"
                "quickstep s3 cp s3://photos/thumbnails/photo.jpg .\n"
                "quickstep s3 cp s3://photos/resized/ pictures --recursive",
                &s3_cp);
    added->add_option("from", s3.from, "a file, a folder, s3://BUCKET/KEY, or - for stdin")
        ->required()
        ->type_name("FROM");
    added->add_option("to", s3.to, "the same; - is stdout")->required()->type_name("TO");
    added
        ->add_option("--content-type", s3.content_type,
                     "what it is (default: by its name's ending)")
        ->type_name("TYPE");
    added->add_option("--metadata", s3.metadata, "metadata of the object; may be given again")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    added->add_flag("--recursive", s3.is_recursive, "everything below a folder or prefix");

    added = add("rm", "remove objects",
                "quickstep s3 rm s3://photos/uploads/photo.jpg\n"
                "quickstep s3 rm s3://photos/resized/ --recursive --yes",
                &s3_rm);
    added->add_option("place", s3.from, "what to remove")->required()->type_name("s3://BUCKET/KEY");
    added->add_flag("--recursive", s3.is_recursive, "everything below");
    added->add_flag("--yes", s3.is_confirmed, "do not ask");
    added = add("mb", "make a bucket", "quickstep s3 mb s3://photos", &s3_mb);
    added->add_option("bucket", s3.from, "its name")->required()->type_name("s3://BUCKET");
    added =
        add("cat", "write an object to stdout", "quickstep s3 cat s3://photos/notes.txt", &s3_cat);
    added->add_option("place", s3.from, "the object")->required()->type_name("s3://BUCKET/KEY");
}

Tree::Tree(Serve given_serve) : serve_function(given_serve) {
    app.name("quickstep");
    app.set_help_flag("-h,--help", "show this help");
    app.footer(
        "quickstep serve\n"
        "quickstep deploy examples/image-pipeline/template.yaml --stack-name photos\n"
        "quickstep s3 cp photo.jpg s3://photos/uploads/");
    add_serve();
    add_deploy_and_demo();
    add_definitions();
    add_env_and_doctor();
    add_machines();
    add_executions();
    add_s3();
    command(app, "help", "the help of a command, or of exit-codes",
            "quickstep help deploy\nquickstep help exit-codes", [] { return print_help_of({}); });
    app.add_flag("--version", is_version, "print the version");
}

/// The command that the words lead to.
CLI::App* deepest(CLI::App* app) {
    while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
    return app;
}

std::string path_of(const CLI::App* app) {
    const CLI::App* const parent = app->get_parent();
    return parent == nullptr ? app->get_name() : path_of(parent) + " " + app->get_name();
}

Help describe(CLI::App* app) {
    Help help{.path = path_of(app), .about = app->get_description(), .examples = app->get_footer()};
    for (const CLI::App* const sub : app->get_subcommands([](CLI::App*) { return true; })) {
        help.commands.push_back({sub->get_name(), sub->get_description()});
    }
    for (const CLI::Option* const option : app->get_options()) {
        if (option->get_positional()) {
            help.arguments.push_back({option->get_type_name(), option->get_description()});
            help.arguments_required.push_back(option->get_required());
            continue;
        }
        std::string name = option->get_name(false, true);
        if (const auto comma = name.find(','); comma != std::string::npos) {
            name.insert(comma + 1, " ");
        }
        if (option->get_type_size() != 0) name += " " + option->get_type_name();
        help.options.push_back({name, option->get_description()});
    }
    return help;
}

std::vector<std::string> known_names(CLI::App* app, bool flags) {
    std::vector<std::string> names;
    if (!flags) {
        for (const CLI::App* const sub : app->get_subcommands([](CLI::App*) { return true; })) {
            names.push_back(sub->get_name());
        }
        return names;
    }
    for (const CLI::Option* const option : app->get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

/// What CLI11 could not make sense of, in our words.
Problem explain(CLI::App* app, const CLI::ParseError& error) {
    CLI::App* const at = deepest(app);
    const std::string help_hint = path_of(at) + " --help";
    std::vector<std::string> rest = app->remaining(true);
    if (!rest.empty()) {
        const bool is_flag = rest.front().starts_with('-');
        const bool is_group = !known_names(at, false).empty();
        const std::string kind = is_flag ? "flag" : is_group ? "command" : "argument";
        const std::string nearest = did_you_mean(rest.front(), known_names(at, is_flag));
        return usage_problem(path_of(at) + " has no " + kind + " \"" + rest.front() + "\"" +
                                 (kind == "argument" ? ": one too many" : ""),
                             nearest.empty() ? help_hint : nearest + "   " + help_hint);
    }
    for (const CLI::Option* const option : at->get_options()) {
        if (!option->get_required() || option->count() > 0) continue;
        const bool is_positional = option->get_positional();
        return usage_problem(
            path_of(at) + " needs " +
                (is_positional ? option->get_type_name() : option->get_name(false, true)),
            help_hint);
    }
    std::string message = error.what();
    if (!message.empty()) {
        message.front() =
            static_cast<char>(std::tolower(static_cast<unsigned char>(message.front())));
    }
    return usage_problem(path_of(at) + ": " + message, help_hint);
}

Parsed print_help(CLI::App* app) {
    return {.command = [text = help_text(describe(app))]() -> Finished {
        write_out(text);
        return ExitCode::done;
    }};
}

}  // namespace

Outcome<std::string> help_of(const std::vector<std::string>& command) {
    if (command == std::vector<std::string>{"exit-codes"}) return exit_codes_text();
    Tree tree(nullptr);
    CLI::App* app = &tree.app;
    for (const std::string& word : command) {
        const auto named =
            app->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == word; });
        CLI::App* const next = named.empty() ? nullptr : named.front();
        if (next == nullptr) {
            const std::string nearest = did_you_mean(word, known_names(app, false));
            return base::fail(usage_problem(path_of(app) + " has no command \"" + word + "\"",
                                            nearest.empty() ? path_of(app) + " --help" : nearest));
        }
        app = next;
    }
    return help_text(describe(app));
}

Outcome<Parsed> parse_words(std::vector<std::string> words, Serve serve) {
    // CLI11 would take the command behind `help` for the next one to run.
    if (words.size() > 1 && words.front() == "help" && !words[1].starts_with('-')) {
        words.erase(words.begin());
        return Parsed{.command = [words] { return print_help_of(words); }};
    }
    // The tree must live as long as the command that reads its options.
    const auto tree = std::make_shared<Tree>(serve);
    std::ranges::reverse(words);  // CLI11 takes them from the back.
    try {
        tree->app.parse(std::move(words));
    } catch (const CLI::CallForHelp&) {
        return print_help(deepest(&tree->app));
    } catch (const CLI::ParseError& error) {
        return base::fail(explain(&tree->app, error));
    }
    if (tree->is_version) {
        return Parsed{.command = []() -> Finished {
            write_out(version_text());
            return ExitCode::done;
        }};
    }
    if (!tree->chosen) {
        CLI::App* const at = deepest(&tree->app);
        return base::fail(usage_problem("say which command: " + path_of(at) + " COMMAND",
                                        path_of(at) + " --help"));
    }
    return Parsed{.command = [tree] { return tree->chosen(); }};
}

}  // namespace cli
