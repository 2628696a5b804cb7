// The handlers of the Step Functions operations, one file each; the table is in service.cpp. A
// handler gets an input that fits its row's shape.
#pragma once
#include "services/states/service.hpp"

namespace services::states {

/// Findings that ValidateStateMachineDefinition gives at most, and where nothing is asked for.
inline constexpr std::int64_t kValidationResultsMax = 100;

void create_state_machine(States&, const aws::Call&, aws::Answer);
void update_state_machine(States&, const aws::Call&, aws::Answer);
void publish_state_machine_version(States&, const aws::Call&, aws::Answer);
void list_state_machine_versions(States&, const aws::Call&, aws::Answer);
void delete_state_machine_version(States&, const aws::Call&, aws::Answer);
void create_state_machine_alias(States&, const aws::Call&, aws::Answer);
void update_state_machine_alias(States&, const aws::Call&, aws::Answer);
void describe_state_machine_alias(States&, const aws::Call&, aws::Answer);
void list_state_machine_aliases(States&, const aws::Call&, aws::Answer);
void delete_state_machine_alias(States&, const aws::Call&, aws::Answer);
void create_activity(States&, const aws::Call&, aws::Answer);
void describe_activity(States&, const aws::Call&, aws::Answer);
void list_activities(States&, const aws::Call&, aws::Answer);
void delete_activity(States&, const aws::Call&, aws::Answer);
void get_activity_task(States&, const aws::Call&, aws::Answer);
void send_task_success(States&, const aws::Call&, aws::Answer);
void send_task_failure(States&, const aws::Call&, aws::Answer);
void send_task_heartbeat(States&, const aws::Call&, aws::Answer);
void redrive_execution(States&, const aws::Call&, aws::Answer);
void describe_map_run(States&, const aws::Call&, aws::Answer);
void list_map_runs(States&, const aws::Call&, aws::Answer);
void update_map_run(States&, const aws::Call&, aws::Answer);
void tag_resource(States&, const aws::Call&, aws::Answer);
void untag_resource(States&, const aws::Call&, aws::Answer);
void list_tags_for_resource(States&, const aws::Call&, aws::Answer);
void describe_state_machine(States&, const aws::Call&, aws::Answer);
void describe_state_machine_for_execution(States&, const aws::Call&, aws::Answer);
void list_state_machines(States&, const aws::Call&, aws::Answer);
void delete_state_machine(States&, const aws::Call&, aws::Answer);
void validate_state_machine_definition(States&, const aws::Call&, aws::Answer);
void test_state(States&, const aws::Call&, aws::Answer);
void start_execution(States&, const aws::Call&, aws::Answer);
void start_sync_execution(States&, const aws::Call&, aws::Answer);
void stop_execution(States&, const aws::Call&, aws::Answer);
void describe_execution(States&, const aws::Call&, aws::Answer);
void list_executions(States&, const aws::Call&, aws::Answer);
void get_execution_history(States&, const aws::Call&, aws::Answer);

}  // namespace services::states
