// The handlers of the CloudWatch Logs operations; the table is in service.cpp. A handler gets an
// input that fits its row's shape.
#pragma once
#include "services/logs/service.hpp"

namespace services::logs {

void create_log_group(Logs&, const aws::Call&, aws::Answer);
void delete_log_group(Logs&, const aws::Call&, aws::Answer);
void describe_log_groups(Logs&, const aws::Call&, aws::Answer);
void put_retention_policy(Logs&, const aws::Call&, aws::Answer);
void delete_retention_policy(Logs&, const aws::Call&, aws::Answer);
void create_log_stream(Logs&, const aws::Call&, aws::Answer);
void delete_log_stream(Logs&, const aws::Call&, aws::Answer);
void describe_log_streams(Logs&, const aws::Call&, aws::Answer);
void put_log_events(Logs&, const aws::Call&, aws::Answer);
void get_log_events(Logs&, const aws::Call&, aws::Answer);
void filter_log_events(Logs&, const aws::Call&, aws::Answer);
void list_tags_for_resource(Logs&, const aws::Call&, aws::Answer);
void list_tags_log_group(Logs&, const aws::Call&, aws::Answer);
void tag_resource(Logs&, const aws::Call&, aws::Answer);
void tag_log_group(Logs&, const aws::Call&, aws::Answer);
void untag_resource(Logs&, const aws::Call&, aws::Answer);
void untag_log_group(Logs&, const aws::Call&, aws::Answer);

}  // namespace services::logs
