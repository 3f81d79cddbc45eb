import type { Datatype, TensorMetadata } from '../tensor';
import { type DescribedModel, PLATFORM } from './describe-model';

/** A datatype as Triton's configurations call it; strings go by another name there. */
export type ConfigDatatype = `TYPE_${Exclude<Datatype, 'BYTES'>}` | 'TYPE_STRING';

/** Tensors have no dimension for rows here: a model with `max_batch_size` has it by that. */
export interface ConfigInput {
  readonly name: string;
  readonly data_type: ConfigDatatype;
  readonly format: 'FORMAT_NONE';
  readonly dims: readonly number[];
  readonly is_shape_tensor: boolean;
  readonly allow_ragged_batch: boolean;
  readonly optional: boolean;
}

export interface ConfigOutput {
  readonly name: string;
  readonly data_type: ConfigDatatype;
  readonly dims: readonly number[];
  readonly label_filename: string;
  readonly is_shape_tensor: boolean;
}

/** `GET /v2/models/{name}/config`, and the answer of ModelConfig: what Triton says of a model. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  readonly version_policy: { readonly latest: { readonly num_versions: number } };
  readonly max_batch_size: number;
  readonly input: readonly ConfigInput[];
  readonly output: readonly ConfigOutput[];
  readonly batch_input: readonly never[];
  readonly batch_output: readonly never[];
  readonly instance_group: readonly {
    readonly name: string;
    readonly kind: 'KIND_CPU';
    readonly count: number;
    readonly gpus: readonly number[];
    readonly secondary_devices: readonly never[];
    readonly profile: readonly string[];
    readonly passive: boolean;
    readonly host_policy: string;
  }[];
  readonly default_model_filename: string;
  readonly cc_model_filenames: Readonly<Record<string, string>>;
  readonly metric_tags: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, never>>;
  readonly model_warmup: readonly never[];
  readonly model_transaction_policy: { readonly decoupled: boolean };
}

export function modelConfig({ name, versions, inputs, outputs, maxRows }: DescribedModel): ModelConfig {
  return {
    name,
    platform: PLATFORM,
    backend: 'onnxruntime',
    version_policy: { latest: { num_versions: versions.length } },
    max_batch_size: maxRows,
    input: inputs.map(configInput),
    output: outputs.map(configOutput),
    batch_input: [],
    batch_output: [],
    instance_group: [
      {
        name,
        kind: 'KIND_CPU',
        count: 1,
        gpus: [],
        secondary_devices: [],
        profile: [],
        passive: false,
        host_policy: '',
      },
    ],
    default_model_filename: 'model.onnx',
    cc_model_filenames: {},
    metric_tags: {},
    parameters: {},
    model_warmup: [],
    model_transaction_policy: { decoupled: false },
  };
}

function configInput({ name, datatype, shape }: TensorMetadata): ConfigInput {
  return {
    name,
    data_type: configDatatype(datatype),
    format: 'FORMAT_NONE',
    dims: shape.slice(1),
    is_shape_tensor: false,
    allow_ragged_batch: false,
    optional: false,
  };
}

function configOutput({ name, datatype, shape }: TensorMetadata): ConfigOutput {
  return {
    name,
    data_type: configDatatype(datatype),
    dims: shape.slice(1),
    label_filename: '',
    is_shape_tensor: false,
  };
}

export function configDatatype(datatype: Datatype): ConfigDatatype {
  return datatype === 'BYTES' ? 'TYPE_STRING' : `TYPE_${datatype}`;
}
