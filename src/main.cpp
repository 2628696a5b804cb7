// The binary: a command line, and the server that one of its commands runs.
#include "cli/run.hpp"
#include "serve.hpp"

int main(int argc, char** argv) {
    return cli::run(argc, argv, serve);
}
