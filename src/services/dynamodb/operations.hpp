// The handlers of the operations; the table is in service.cpp. A handler gets an input that fits
// its row's shape; what the shape does not say (the content of attribute values) it checks itself.
#pragma once
#include "services/dynamodb/tables.hpp"

namespace services::dynamodb {

void create_table(Tables&, const aws::Call&, aws::Answer);
void describe_table(Tables&, const aws::Call&, aws::Answer);
void list_tables(Tables&, const aws::Call&, aws::Answer);
void delete_table(Tables&, const aws::Call&, aws::Answer);
void put_item(Tables&, const aws::Call&, aws::Answer);
void get_item(Tables&, const aws::Call&, aws::Answer);
void delete_item(Tables&, const aws::Call&, aws::Answer);
void query(Tables&, const aws::Call&, aws::Answer);
void scan(Tables&, const aws::Call&, aws::Answer);

}  // namespace services::dynamodb
