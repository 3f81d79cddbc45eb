import { listOf, numberAt, objectAt, textAt, textOrNull } from '../answers/checked';

/** What a server says of itself and of its models; over REST and over gRPC the members have the same names. */

type Members = Readonly<Record<string, unknown>>;

export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export function serverMetadataOf(body: Members): ServerMetadata {
  return {
    name: textAt(body['name'], 'name'),
    version: textAt(body['version'], 'version'),
    extensions: listOf(body['extensions'], 'extensions', textAt),
  };
}

/** A tensor of a model; -1 in the shape is any size. */
export interface TensorMetadata {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

export function modelMetadataOf(body: Members): ModelMetadata {
  return {
    name: textAt(body['name'], 'name'),
    versions: listOf(body['versions'] ?? [], 'versions', textAt),
    platform: textAt(body['platform'], 'platform'),
    inputs: listOf(body['inputs'], 'inputs', tensorMetadataOf),
    outputs: listOf(body['outputs'], 'outputs', tensorMetadataOf),
  };
}

function tensorMetadataOf(value: unknown, place: string): TensorMetadata {
  const tensor = objectAt(value, place);
  return {
    name: textAt(tensor['name'], `${place}.name`),
    datatype: textAt(tensor['datatype'], `${place}.datatype`),
    shape: listOf(tensor['shape'], `${place}.shape`, numberAt),
  };
}

/** The configuration of a model, as Triton writes it. */
export interface ModelConfig {
  readonly name: string;
  readonly platform: string;
  readonly backend: string;
  /** The rows that a request may have. */
  readonly maxBatchSize: number;
  readonly inputs: readonly ConfigTensor[];
  readonly outputs: readonly ConfigTensor[];
}

/** A tensor without the dimension of the rows. */
export interface ConfigTensor {
  readonly name: string;
  /** Such as `TYPE_FP32`. */
  readonly dataType: string;
  readonly dims: readonly number[];
}

export function modelConfigOf(body: Members): ModelConfig {
  return {
    name: textAt(body['name'], 'name'),
    platform: textAt(body['platform'], 'platform'),
    backend: textAt(body['backend'], 'backend'),
    maxBatchSize: numberAt(body['max_batch_size'], 'max_batch_size'),
    inputs: listOf(body['input'], 'input', configTensorOf),
    outputs: listOf(body['output'], 'output', configTensorOf),
  };
}

function configTensorOf(value: unknown, place: string): ConfigTensor {
  const tensor = objectAt(value, place);
  return {
    name: textAt(tensor['name'], `${place}.name`),
    dataType: textAt(tensor['data_type'], `${place}.data_type`),
    dims: listOf(tensor['dims'], `${place}.dims`, numberAt),
  };
}

/** How often something was done, and how long it took all in all. */
export interface Duration {
  readonly count: number;
  readonly ns: number;
}

/** What has been counted of a version since the start. */
export interface ModelStatistics {
  readonly name: string;
  /** A number, as Triton's tools want it. */
  readonly version: string;
  /** The version by its name; null over gRPC, and of other servers. */
  readonly versionName: string | null;
  /** Milliseconds since 1970. */
  readonly lastInferenceMs: number;
  /** Rows. */
  readonly inferenceCount: number;
  /** Requests. */
  readonly executionCount: number;
  readonly success: Duration;
  readonly fail: Duration;
  readonly queue: Duration;
  readonly computeInput: Duration;
  readonly computeInfer: Duration;
  readonly computeOutput: Duration;
}

export function statisticsOf(body: Members): readonly ModelStatistics[] {
  return listOf(body['model_stats'], 'model_stats', (value, place) => {
    const stats = objectAt(value, place);
    const times = objectAt(stats['inference_stats'], `${place}.inference_stats`);
    return {
      name: textAt(stats['name'], `${place}.name`),
      version: textAt(stats['version'], `${place}.version`),
      versionName: textOrNull(stats['version_name'], `${place}.version_name`),
      lastInferenceMs: numberAt(stats['last_inference'], `${place}.last_inference`),
      inferenceCount: numberAt(stats['inference_count'], `${place}.inference_count`),
      executionCount: numberAt(stats['execution_count'], `${place}.execution_count`),
      success: durationOf(times['success'], 'success'),
      fail: durationOf(times['fail'], 'fail'),
      queue: durationOf(times['queue'], 'queue'),
      computeInput: durationOf(times['compute_input'], 'compute_input'),
      computeInfer: durationOf(times['compute_infer'], 'compute_infer'),
      computeOutput: durationOf(times['compute_output'], 'compute_output'),
    };
  });
}

function durationOf(value: unknown, place: string): Duration {
  const { count, ns } = objectAt(value, place);
  return { count: numberAt(count, `${place}.count`), ns: numberAt(ns, `${place}.ns`) };
}

/** A model of a repository. */
export interface RepositoryEntry {
  readonly name: string;
  /** Empty where none is known. */
  readonly version: string;
  /** `READY`, or what it is instead. */
  readonly state: string;
  /** Why it is not ready; empty if it is. */
  readonly reason: string;
}

export function repositoryOf(body: unknown): readonly RepositoryEntry[] {
  return listOf(body, 'the index', (value, place) => {
    const entry = objectAt(value, place);
    return {
      name: textAt(entry['name'], `${place}.name`),
      version: textOrNull(entry['version'], `${place}.version`) ?? '',
      state: textOrNull(entry['state'], `${place}.state`) ?? '',
      reason: textOrNull(entry['reason'], `${place}.reason`) ?? '',
    };
  });
}
