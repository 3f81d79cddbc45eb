import { DATATYPE_BYTES, EXTENSIONS, PLATFORM } from '@reckit/protocol';
import { listOf, record, TEXT, TRUTH, WHOLE, type Schema } from '../schema-parts';

export const DATATYPE: Schema = { type: 'string', enum: Object.keys(DATATYPE_BYTES) };

/** Of `GET /v2`. */
export const SERVER_METADATA = record({
  name: TEXT,
  version: TEXT,
  extensions: listOf({ type: 'string', enum: EXTENSIONS }),
});

const TENSOR_METADATA = record({
  name: TEXT,
  datatype: DATATYPE,
  shape: listOf({ type: 'integer', minimum: -1 }),
});

/** Of `GET /v2/models/{model}`. */
export const MODEL_METADATA = record({
  name: TEXT,
  versions: listOf(TEXT),
  platform: { const: PLATFORM },
  inputs: listOf(TENSOR_METADATA),
  outputs: listOf(TENSOR_METADATA),
});

const CONFIG_TENSOR = {
  name: TEXT,
  data_type: { type: 'string', pattern: '^TYPE_' },
  dims: listOf(WHOLE),
  is_shape_tensor: TRUTH,
};

/** Of `GET /v2/models/{model}/config`: what Triton's tools read of a model. */
export const MODEL_CONFIG = record({
  name: TEXT,
  platform: { const: PLATFORM },
  backend: TEXT,
  version_policy: record({ latest: record({ num_versions: WHOLE }) }),
  max_batch_size: WHOLE,
  input: listOf(record({ ...CONFIG_TENSOR, format: TEXT, allow_ragged_batch: TRUTH, optional: TRUTH })),
  output: listOf(record({ ...CONFIG_TENSOR, label_filename: TEXT })),
  batch_input: listOf({}),
  batch_output: listOf({}),
  instance_group: listOf(record({ name: TEXT, kind: TEXT, count: WHOLE })),
  default_model_filename: TEXT,
  cc_model_filenames: { type: 'object' },
  metric_tags: { type: 'object' },
  parameters: { type: 'object' },
  model_warmup: listOf({}),
  model_transaction_policy: record({ decoupled: TRUTH }),
});

const DURATION = record({ count: WHOLE, ns: { type: 'number', minimum: 0 } });

/** Of `GET …/stats`. */
export const MODEL_STATISTICS = record({
  model_stats: listOf(
    record({
      name: TEXT,
      version: { type: 'string', description: 'A whole number, as Triton has it' },
      version_name: { type: 'string', description: 'The version itself' },
      last_inference: WHOLE,
      inference_count: WHOLE,
      execution_count: WHOLE,
      inference_stats: record({
        success: DURATION,
        fail: DURATION,
        queue: DURATION,
        compute_input: DURATION,
        compute_infer: DURATION,
        compute_output: DURATION,
        cache_hit: DURATION,
        cache_miss: DURATION,
      }),
      batch_stats: listOf({}),
    }),
  ),
});

/** Of `POST /v2/repository/index`. */
export const REPOSITORY_INDEX = listOf(
  record({
    name: TEXT,
    version: TEXT,
    state: { type: 'string', enum: ['READY', 'UNAVAILABLE', 'LOADING', 'UNLOADING'] },
    reason: TEXT,
  }),
);
