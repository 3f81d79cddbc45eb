import { listOf, record, TEXT, TRUTH, type Schema } from '../schema-parts';

/** The answer of `GET /v1/models`. */
export const MODEL_LIST = record({ models: listOf(TEXT) });

const VERSION_STATE: Schema = {
  type: 'string',
  enum: ['START', 'LOADING', 'AVAILABLE', 'UNLOADING', 'END'],
};

/** Of `GET /v1/models/{model}`, in which clients of both systems find what they read. */
export const MODEL_STATUS = record({
  name: TEXT,
  ready: TRUTH,
  model_version_status: listOf(
    record({
      version: TEXT,
      state: VERSION_STATE,
      status: record({ error_code: { type: 'string', enum: ['OK', 'UNKNOWN'] }, error_message: TEXT }),
    }),
  ),
});

const TENSOR_INFO = record({
  name: TEXT,
  dtype: { type: 'string', enum: ['DT_FLOAT', 'DT_STRING'] },
  tensor_shape: record({ dim: listOf(record({ size: TEXT, name: TEXT })), unknown_rank: TRUTH }),
});
const TENSORS: Schema = { type: 'object', additionalProperties: TENSOR_INFO };

/** Of `GET /v1/models/{model}/metadata`. */
export const MODEL_METADATA = record({
  name: TEXT,
  version: TEXT,
  model_spec: record({ name: TEXT, signature_name: TEXT, version: TEXT }),
  metadata: record({
    signature_def: record({
      signature_def: {
        type: 'object',
        additionalProperties: record({ inputs: TENSORS, outputs: TENSORS, method_name: TEXT }),
      },
    }),
  }),
});
