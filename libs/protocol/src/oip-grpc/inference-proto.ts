/**
 * The Open Inference Protocol over gRPC and those of Triton's extensions that its clients and tools call, as a `.proto`
 * file. It is a text of the program, so that whatever bundles the program has it. Names and numbers of fields are those
 * of the specification (`open_inference_grpc.proto`) and of Triton's `grpc_service.proto` and `model_config.proto`;
 * of Triton's messages it has the fields that a service fills.
 */
export const INFERENCE_PROTO = `
syntax = "proto3";

package inference;

service GRPCInferenceService {
  // Whether the process answers at all.
  rpc ServerLive(ServerLiveRequest) returns (ServerLiveResponse);
  // Whether every model is loaded and the process is not about to stop.
  rpc ServerReady(ServerReadyRequest) returns (ServerReadyResponse);
  // Whether one model, or one version of it, can be asked for predictions.
  rpc ModelReady(ModelReadyRequest) returns (ModelReadyResponse);
  // Name, version and extensions of the server.
  rpc ServerMetadata(ServerMetadataRequest) returns (ServerMetadataResponse);
  // Versions, inputs and outputs of a model.
  rpc ModelMetadata(ModelMetadataRequest) returns (ModelMetadataResponse);
  // Predictions for rows.
  rpc ModelInfer(ModelInferRequest) returns (ModelInferResponse);

  // Extension model_configuration: the configuration of a model, as Triton describes it.
  rpc ModelConfig(ModelConfigRequest) returns (ModelConfigResponse);
  // Extension statistics: what predictions have taken since the start.
  rpc ModelStatistics(ModelStatisticsRequest) returns (ModelStatisticsResponse);
  // Extension model_repository: the models that there are.
  rpc RepositoryIndex(RepositoryIndexRequest) returns (RepositoryIndexResponse);
  // Extension model_repository: loads a model, or loads it anew.
  rpc RepositoryModelLoad(RepositoryModelLoadRequest) returns (RepositoryModelLoadResponse);
  // Extension model_repository: takes a model out of service.
  rpc RepositoryModelUnload(RepositoryModelUnloadRequest) returns (RepositoryModelUnloadResponse);
}

message ServerLiveRequest {}

message ServerLiveResponse {
  bool live = 1;
}

message ServerReadyRequest {}

message ServerReadyResponse {
  bool ready = 1;
}

message ModelReadyRequest {
  string name = 1;
  // Empty for the version that answers when none is asked for.
  string version = 2;
}

message ModelReadyResponse {
  bool ready = 1;
}

message ServerMetadataRequest {}

message ServerMetadataResponse {
  string name = 1;
  string version = 2;
  repeated string extensions = 3;
}

message ModelMetadataRequest {
  string name = 1;
  // Empty for the version that answers when none is asked for.
  string version = 2;
}

message ModelMetadataResponse {
  message TensorMetadata {
    string name = 1;
    string datatype = 2;
    // -1 is a dimension of any size: the rows.
    repeated int64 shape = 3;
  }

  string name = 1;
  repeated string versions = 2;
  // <project>_<format> of the model.
  string platform = 3;
  repeated TensorMetadata inputs = 4;
  repeated TensorMetadata outputs = 5;
}

message InferParameter {
  oneof parameter_choice {
    bool bool_param = 1;
    int64 int64_param = 2;
    string string_param = 3;
    double double_param = 4;
    uint64 uint64_param = 5;
  }
}

// The elements of a tensor, row-major, in the field of its datatype.
message InferTensorContents {
  // BOOL
  repeated bool bool_contents = 1;
  // INT8, INT16 and INT32
  repeated int32 int_contents = 2;
  // INT64
  repeated int64 int64_contents = 3;
  // UINT8, UINT16 and UINT32
  repeated uint32 uint_contents = 4;
  // UINT64
  repeated uint64 uint64_contents = 5;
  // FP32
  repeated float fp32_contents = 6;
  // FP64
  repeated double fp64_contents = 7;
  // BYTES
  repeated bytes bytes_contents = 8;
}

message ModelInferRequest {
  message InferInputTensor {
    string name = 1;
    string datatype = 2;
    repeated int64 shape = 3;
    map<string, InferParameter> parameters = 4;
    // Not with raw_input_contents.
    InferTensorContents contents = 5;
  }

  message InferRequestedOutputTensor {
    string name = 1;
    map<string, InferParameter> parameters = 2;
  }

  string model_name = 1;
  // Empty for the version that answers when none is asked for.
  string model_version = 2;
  // Comes back in the answer.
  string id = 3;
  map<string, InferParameter> parameters = 4;
  repeated InferInputTensor inputs = 5;
  // None for all outputs.
  repeated InferRequestedOutputTensor outputs = 6;
  // One entry an input, in their order: the elements as they lie in memory, row-major and little-endian; of BYTES each
  // element after its length in four bytes. The answer comes in raw_output_contents then.
  repeated bytes raw_input_contents = 7;
}

message ModelInferResponse {
  message InferOutputTensor {
    string name = 1;
    string datatype = 2;
    repeated int64 shape = 3;
    map<string, InferParameter> parameters = 4;
    // Not with raw_output_contents.
    InferTensorContents contents = 5;
  }

  string model_name = 1;
  string model_version = 2;
  string id = 3;
  map<string, InferParameter> parameters = 4;
  repeated InferOutputTensor outputs = 5;
  // One entry an output, in their order.
  repeated bytes raw_output_contents = 6;
}

enum DataType {
  TYPE_INVALID = 0;
  TYPE_BOOL = 1;
  TYPE_UINT8 = 2;
  TYPE_UINT16 = 3;
  TYPE_UINT32 = 4;
  TYPE_UINT64 = 5;
  TYPE_INT8 = 6;
  TYPE_INT16 = 7;
  TYPE_INT32 = 8;
  TYPE_INT64 = 9;
  TYPE_FP16 = 10;
  TYPE_FP32 = 11;
  TYPE_FP64 = 12;
  TYPE_STRING = 13;
  TYPE_BF16 = 14;
}

message ModelInput {
  string name = 1;
  DataType data_type = 2;
  // Without the rows.
  repeated int64 dims = 4;
  bool optional = 8;
}

message ModelOutput {
  string name = 1;
  DataType data_type = 2;
  // Without the rows.
  repeated int64 dims = 3;
}

message ModelVersionPolicy {
  message Latest {
    uint32 num_versions = 1;
  }

  message All {}

  message Specific {
    repeated int64 versions = 1;
  }

  oneof policy_choice {
    Latest latest = 1;
    All all = 2;
    Specific specific = 3;
  }
}

message ModelInstanceGroup {
  enum Kind {
    KIND_AUTO = 0;
    KIND_GPU = 1;
    KIND_CPU = 2;
    KIND_MODEL = 3;
  }

  string name = 1;
  int32 count = 2;
  repeated int32 gpus = 3;
  Kind kind = 4;
}

message ModelTransactionPolicy {
  bool decoupled = 1;
}

message ModelParameter {
  string string_value = 1;
}

message ModelConfig {
  string name = 1;
  string platform = 2;
  ModelVersionPolicy version_policy = 3;
  // The most rows of one request.
  int32 max_batch_size = 4;
  repeated ModelInput input = 5;
  repeated ModelOutput output = 6;
  repeated ModelInstanceGroup instance_group = 7;
  string default_model_filename = 8;
  map<string, ModelParameter> parameters = 14;
  string backend = 17;
  ModelTransactionPolicy model_transaction_policy = 19;
}

message ModelConfigRequest {
  string name = 1;
  // Empty for the version that answers when none is asked for.
  string version = 2;
}

message ModelConfigResponse {
  ModelConfig config = 1;
}

message ModelStatisticsRequest {
  // Empty for all models.
  string name = 1;
  // Empty for all versions.
  string version = 2;
}

message StatisticDuration {
  uint64 count = 1;
  uint64 ns = 2;
}

message InferStatistics {
  StatisticDuration success = 1;
  StatisticDuration fail = 2;
  StatisticDuration queue = 3;
  StatisticDuration compute_input = 4;
  StatisticDuration compute_infer = 5;
  StatisticDuration compute_output = 6;
  StatisticDuration cache_hit = 7;
  StatisticDuration cache_miss = 8;
}

message InferBatchStatistics {
  uint64 batch_size = 1;
  StatisticDuration compute_input = 2;
  StatisticDuration compute_infer = 3;
  StatisticDuration compute_output = 4;
}

message ModelStatistics {
  string name = 1;
  string version = 2;
  // Milliseconds since 1970.
  uint64 last_inference = 3;
  // Rows.
  uint64 inference_count = 4;
  // Requests.
  uint64 execution_count = 5;
  InferStatistics inference_stats = 6;
  repeated InferBatchStatistics batch_stats = 7;
}

message ModelStatisticsResponse {
  repeated ModelStatistics model_stats = 1;
}

message ModelRepositoryParameter {
  oneof parameter_choice {
    bool bool_param = 1;
    int64 int64_param = 2;
    string string_param = 3;
    bytes bytes_param = 4;
  }
}

message RepositoryIndexRequest {
  string repository_name = 1;
  // Only models that can be asked for predictions.
  bool ready = 2;
}

message RepositoryIndexResponse {
  message ModelIndex {
    string name = 1;
    string version = 2;
    string state = 3;
    // Why the model is not ready.
    string reason = 4;
  }

  repeated ModelIndex models = 1;
}

message RepositoryModelLoadRequest {
  string repository_name = 1;
  string model_name = 2;
  map<string, ModelRepositoryParameter> parameters = 3;
}

message RepositoryModelLoadResponse {}

message RepositoryModelUnloadRequest {
  string repository_name = 1;
  string model_name = 2;
  map<string, ModelRepositoryParameter> parameters = 3;
}

message RepositoryModelUnloadResponse {}
`;
