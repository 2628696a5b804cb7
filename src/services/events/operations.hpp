// The handlers of the operations; the table is in service.cpp. A handler gets an input that fits
// its row's shape.
#pragma once
#include "services/events/service.hpp"

namespace services::events {

void put_rule(Events&, const aws::Call&, aws::Answer);
void describe_rule(Events&, const aws::Call&, aws::Answer);
void list_rules(Events&, const aws::Call&, aws::Answer);
void enable_rule(Events&, const aws::Call&, aws::Answer);
void disable_rule(Events&, const aws::Call&, aws::Answer);
void delete_rule(Events&, const aws::Call&, aws::Answer);
void put_targets(Events&, const aws::Call&, aws::Answer);
void list_targets_by_rule(Events&, const aws::Call&, aws::Answer);
void remove_targets(Events&, const aws::Call&, aws::Answer);
void put_events(Events&, const aws::Call&, aws::Answer);
void test_event_pattern(Events&, const aws::Call&, aws::Answer);
void describe_event_bus(Events&, const aws::Call&, aws::Answer);
void list_event_buses(Events&, const aws::Call&, aws::Answer);

}  // namespace services::events
