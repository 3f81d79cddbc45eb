import type { TrainedModel } from '../../run/training-model';

type Value = string | number;
interface Fact {
  readonly name: string;
  readonly value: Value;
}

/** Names that are not those of the manifest with spaces between the words. */
const NAMES: Readonly<Record<string, string>> = {
  parameters: 'Weights',
  epochs_requested: 'Epochs at most',
  early_stopping: 'Stops after evaluations without gain',
  early_stopping_metric: 'Best weights are told by',
  evaluated_every: 'Epochs, or steps, between evaluations',
  table_optimizer: 'Optimizer of embeddings',
  l2_embedding: 'Decay of embeddings',
  embedding_init_scale: 'Embeddings begin within',
  label_smoothing: 'Labels are moved by',
  norm: 'Hidden layers are normalised over',
  clip_norm: 'Gradients cut to norm',
  validation_share: 'Share held out',
  embedding_dim: 'Numbers in an embedding',
  feature_dims: 'Fewer of them for',
  shared_layers: 'Units of the shared layers',
  deep_layers: 'Units of the deep layers',
  tower_layers: 'Units of the towers',
  layers: 'Units of the hidden layers',
  query_layers: 'Units of the query tower',
  item_layers: 'Units of the item tower',
  vector_dim: 'Numbers in a vector',
  learns_temperature: 'Temperature is learnt',
  extra_negatives: 'Extra negatives a row',
  recent: 'Last events read once more',
  softmax: 'Softmax over',
  negatives: 'Negatives a row',
  scales: 'Amounts of the tasks are divided by',
  negative_power: 'Negatives drawn by count to the power',
};
/** Values that say little without the flag that they were chosen by. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  objective: { 'in-batch': 'find the item among those of the batch', pairs: 'tell label 1 from label 0' },
  norm: { batch: 'the batch', layer: 'the layer' },
  softmax: { full: 'all items', sampled: 'a sample of the items' },
};
const OPTIMIZERS: Readonly<Record<string, string>> = {
  adam: 'Adam',
  adamw: 'AdamW',
  adagrad: 'Adagrad',
  sgd: 'SGD',
  'lazy-adam': 'lazy Adam',
};

/** The settings of a training as people say them, from those of the manifest. */
export function settingFacts(training: TrainedModel['training']): Fact[] {
  return Object.entries(training).flatMap(([key, value]) =>
    key === 'architecture' && isObject(value) ? Object.entries(value).map(factOf) : [factOf([key, value])],
  );
}

function factOf([key, value]: [string, unknown]): Fact {
  const words = key.replaceAll('_', ' ');
  return { name: NAMES[key] ?? words[0].toUpperCase() + words.slice(1), value: said(key, value) };
}

function said(key: string, value: unknown): Value {
  if (value === null || (key === 'early_stopping' && value === 0)) return 'never';
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : listSaid(value);
  if (isObject(value)) return optimizerSaid(value);
  return VALUES[key]?.[String(value)] ?? String(value);
}

function listSaid(values: readonly unknown[]): string {
  return values.map(entry => (isObject(entry) ? taskSaid(entry) : String(entry))).join(', ');
}

function optimizerSaid({ kind, ...settings }: Readonly<Record<string, unknown>>): string {
  const others = Object.entries(settings).map(([name, value]) => `${spaced(name)} ${settingSaid(value)}`);
  return [OPTIMIZERS[String(kind)] ?? String(kind), ...others].join(', ');
}

function settingSaid(value: unknown): string {
  if (!isObject(value)) return String(value);
  return Object.entries(value)
    .map(([name, rate]) => `${name} ${String(rate)}`)
    .join(', ');
}

function taskSaid({ name, label, weight }: Readonly<Record<string, unknown>>): string {
  const column = label === name ? '' : ` from ${String(label)}`;
  return `${String(name)}${column}${weight === 1 ? '' : ` (weight ${String(weight)})`}`;
}

/** `weightDecay` as words. */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
