import { readFileSync } from 'node:fs';
import path from 'node:path';
import { definitionOf } from '../../testing/definition-of';
import { readConfig } from './config';

const DOCS = path.join(__dirname, '../../../../docs');
const SERVICE_PORT = 4321;
/** The unified service reads all that the others read, and more. */
const MODELS = { definitions: [definitionOf('xgb')], enabled: ['xgb'] };
const PAGES_OF_SERVICES = ['serving.md', 'operations.md', 'clients.md', 'feedback.md'].flatMap(page => [
  page,
  `zh-CN/${page}`,
]);
/** Standard variables that the packages of OpenTelemetry read themselves; tests of tracing use them. */
const READ_BY_OPENTELEMETRY = [
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_BSP_SCHEDULE_DELAY',
];
/** What `register` reads, as the packages of MLflow do. */
const READ_BY_REGISTER = [
  'MLFLOW_TRACKING_URI',
  'MLFLOW_EXPERIMENT_NAME',
  'MLFLOW_TRACKING_USERNAME',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFLOW_TRACKING_TOKEN',
];
/** What the pipeline tells the command that brings the data. */
const TOLD_BY_PIPELINE = ['PIPELINE_VERSION'];
/** A variable of several words, by which it is told from other words in capitals. */
const VARIABLE = /\b[A-Z]+(?:_[A-Z]+)+\b/g;

/** Every variable that is read, with its default, which is in the field of the same name. */
function settings(): [variable: string, fallback: unknown][] {
  const read = new Set<string>();
  const environment = new Proxy<Record<string, string | undefined>>(
    {},
    {
      get(_nothing, variable) {
        read.add(String(variable));
        return undefined;
      },
    },
  );
  const defaults = new Map<string, unknown>(Object.entries(readConfig(environment, SERVICE_PORT, MODELS)));
  return [...read].map(variable => {
    const field = fieldOf(variable);
    if (!defaults.has(field)) throw new Error(`${variable} sets no field ${field} of the configuration.`);
    return [variable, defaults.get(field)];
  });
}

/** `MAX_BODY_BYTES` is `maxBodyBytes`. */
function fieldOf(variable: string): string {
  return variable.toLowerCase().replaceAll(/_(.)/g, (_underscore, letter: string) => letter.toUpperCase());
}

describe.each(['serving.md', 'zh-CN/serving.md'])('docs/%s', page => {
  const rows = readFileSync(path.join(DOCS, page), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('|'));

  test.each(settings())('has %s with its default', (variable, fallback) => {
    const [row = '', ...others] = rows.filter(line => line.startsWith(`| \`${variable}\` `));
    expect(others).toEqual([]);
    const documented = row.split('|').at(-2)?.trim();
    if (saysInWords(fallback)) expect(documented).toMatch(/^[^`]+$/);
    else expect(documented).toBe(`\`${String(fallback)}\``);
  });
});

test.each(PAGES_OF_SERVICES)('docs/%s names no variable that is not read', page => {
  const read = [
    ...settings().map(([variable]) => variable),
    ...READ_BY_OPENTELEMETRY,
    ...READ_BY_REGISTER,
    ...TOLD_BY_PIPELINE,
  ];
  const text = readFileSync(path.join(DOCS, page), 'utf8');
  const named = [...text.matchAll(VARIABLE)].map(([variable]) => variable);
  const listed = [...text.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, variable]) => variable);
  expect(read).toEqual(expect.arrayContaining([...named, ...listed]));
});

/** Nothing, and a port that each service has of its own. */
function saysInWords(fallback: unknown): boolean {
  return fallback === null || fallback === SERVICE_PORT || (Array.isArray(fallback) && fallback.length === 0);
}
