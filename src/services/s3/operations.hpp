// The handlers of S3's operations. Each answers its exchange exactly once. Names are AWS's.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
#pragma once
#include "services/s3/request.hpp"
#include "services/s3/storage.hpp"

namespace services::s3 {

using OperationHandler = void (*)(Storage&, const ExchangePtr&);

// buckets.cpp
void list_buckets(Storage& storage, const ExchangePtr& exchange);
void create_bucket(Storage& storage, const ExchangePtr& exchange);
void head_bucket(Storage& storage, const ExchangePtr& exchange);
void delete_bucket(Storage& storage, const ExchangePtr& exchange);
void get_bucket_location(Storage& storage, const ExchangePtr& exchange);

// notifications.cpp
void get_bucket_notification_configuration(Storage& storage, const ExchangePtr& exchange);
void put_bucket_notification_configuration(Storage& storage, const ExchangePtr& exchange);

// bucket_defaults.cpp: what a bucket without any configuration answers.
void get_bucket_default(Storage& storage, const ExchangePtr& exchange);
void get_object_default(Storage& storage, const ExchangePtr& exchange);

// objects
void put_object(Storage& storage, const ExchangePtr& exchange);
void get_object(Storage& storage, const ExchangePtr& exchange);
void head_object(Storage& storage, const ExchangePtr& exchange);
void delete_object(Storage& storage, const ExchangePtr& exchange);
void delete_objects(Storage& storage, const ExchangePtr& exchange);
void copy_object(Storage& storage, const ExchangePtr& exchange);
void list_objects(Storage& storage, const ExchangePtr& exchange);
void list_objects_v2(Storage& storage, const ExchangePtr& exchange);

// multipart uploads
void create_multipart_upload(Storage& storage, const ExchangePtr& exchange);
void upload_part(Storage& storage, const ExchangePtr& exchange);
void upload_part_copy(Storage& storage, const ExchangePtr& exchange);
void complete_multipart_upload(Storage& storage, const ExchangePtr& exchange);
void abort_multipart_upload(Storage& storage, const ExchangePtr& exchange);
void list_parts(Storage& storage, const ExchangePtr& exchange);
void list_multipart_uploads(Storage& storage, const ExchangePtr& exchange);

/// Finds the operation and runs it; what is no operation, or none here, is answered.
void dispatch(Storage& storage, const ExchangePtr& exchange);

}  // namespace services::s3
