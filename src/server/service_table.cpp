// Finding services.
#include "server/service_table.hpp"

namespace server {

const aws::Service* ServiceTable::find(std::string_view id) const {
    for (const aws::Service& service : services_) {
        if (service.id == id) return &service;
    }
    return nullptr;
}

}  // namespace server
