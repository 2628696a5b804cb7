// The commands: one function each, in a file of its name. Each gives the exit status, or the
// problem that run.cpp prints.
#pragma once
#include "cli/options.hpp"
#include "cli/problem.hpp"

namespace cli {

// Without a server.
Finished validate(const ValidateOptions& options);
Finished graph(const GraphOptions& options);
Finished eval(const EvalOptions& options);
Finished eval_lines();
Finished env(const EnvOptions& options);

// On a running server.
Finished doctor(const DoctorOptions& options);
Finished deploy(const DeployOptions& options);
Finished run_demo(const DemoOptions& options);

Finished machines_list(const MachinesOptions& options);
Finished machines_show(const MachinesOptions& options);

Finished executions_list(const ExecutionsOptions& options);
Finished executions_show(const ExecutionsOptions& options);
Finished executions_history(const ExecutionsOptions& options);
Finished executions_watch(const ExecutionsOptions& options);
Finished executions_start(const ExecutionsOptions& options);
Finished executions_stop(const ExecutionsOptions& options);
Finished executions_redrive(const ExecutionsOptions& options);

Finished s3_ls(const S3Options& options);
Finished s3_cp(const S3Options& options);
Finished s3_rm(const S3Options& options);
Finished s3_mb(const S3Options& options);
Finished s3_cat(const S3Options& options);

}  // namespace cli
