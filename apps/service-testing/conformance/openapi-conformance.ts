import Ajv2020 from 'ajv/dist/2020';
import { ask } from '../clients/http-client';
import type { LocalService } from '../programs/local-service';

/** The description of a service, as far as tests look into it. */
export interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: Readonly<Record<'headers' | 'responses' | 'schemas' | 'securitySchemes', Parts>>;
}

export interface DescribedOperation {
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Reference & Partial<DescribedResponse>>>;
  readonly security?: readonly object[];
}

export interface DescribedParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly schema: { readonly type: string; readonly enum?: readonly string[] };
}

type Parts = Readonly<Record<string, object>>;
type Reference = { readonly $ref?: string };

interface Media {
  readonly schema?: object;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

interface DescribedResponse {
  readonly description: string;
  readonly headers: Parts;
  readonly content: Readonly<Record<string, Media>>;
}

/** Every operation of a description. */
export function operationsOf({
  paths,
}: Description): readonly (readonly [method: string, path: string, operation: DescribedOperation])[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [method, path, operation] as const),
  );
}

export async function descriptionOf({ port }: Pick<LocalService, 'port'>): Promise<Description> {
  const { status, text } = await ask(port, { path: '/openapi.json' });
  expect(status).toBe(200);
  return JSON.parse(text);
}

/**
 * Asks for everything that a service describes, with the examples of the description, and holds each answer to it: its
 * status, headers, content type and schema. What unloads models comes last.
 *
 * @returns the statuses, by method and path
 */
export async function expectAsDescribed(
  service: LocalService,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const description = await descriptionOf(service);
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(description, DOCUMENT);
  const statuses = new Map<string, readonly number[]>();
  const unloading = ([, path]: readonly [string, string, ...unknown[]]): number =>
    Number(path.endsWith('/unload'));
  const operations = [...operationsOf(description)].sort((a, b) => unloading(a) - unloading(b));
  for (const [method, path, operation] of operations) {
    const bodies = Object.values(operation.requestBody?.content['application/json'].examples ?? {});
    const asked = bodies.length > 0 ? bodies.map(({ value }) => value) : [undefined];
    const answered: number[] = [];
    for (const body of asked) {
      const question = { method: method.toUpperCase(), path: withExamples(path, operation), body };
      const answer = await ask(service.port, question);
      answered.push(answer.status);
      const place = JSON.stringify({
        method,
        path,
        body,
        status: answer.status,
        text: answer.text.slice(0, 300),
      });
      const response = responseOf(description, operation, answer.status);
      if (!response) throw new Error(`A status that is not described: ${place}`);
      for (const [name, header] of Object.entries(response.response.headers ?? {})) {
        const required = 'required' in resolved(description, header);
        if (required) expect(`${place} ${Object.keys(answer.headers)}`).toContain(name.toLowerCase());
      }
      const { content } = response.response;
      if (!content) {
        expect([place, answer.text]).toEqual([place, '']);
        continue;
      }
      const type = String(answer.headers['content-type']).split(';')[0];
      expect([place, Object.keys(content)]).toEqual([place, expect.arrayContaining([type])]);
      if (type !== 'application/json') continue;
      const schema = `${DOCUMENT}#${response.pointer}/content/${escaped(type)}/schema`;
      const isValid = ajv.validate({ $ref: schema }, JSON.parse(answer.text));
      expect([place, isValid ? null : ajv.errorsText()]).toEqual([place, null]);
    }
    statuses.set(`${method} ${path}`, answered);
  }
  return statuses;
}

const DOCUMENT = 'http://service/openapi.json';

/** The path with its parameters, and with those of the query that must be there. */
function withExamples(path: string, { parameters = [] }: DescribedOperation): string {
  const valueOf = ({ example, schema }: DescribedParameter): string =>
    String(example ?? schema.enum?.[0] ?? 'nothing');
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find(candidate => candidate.name === name && candidate.in === 'path');
    if (!parameter) throw new Error(`The path ${path} has no parameter ${name}.`);
    return valueOf(parameter);
  });
  const asked = parameters.filter(parameter => parameter.in === 'query' && parameter.required === true);
  const query = asked.map(parameter => `${parameter.name}=${valueOf(parameter)}`).join('&');
  return query === '' ? filled : `${filled}?${query}`;
}

/** The response of a status, with where it stands in the document. */
function responseOf(
  description: Description,
  operation: DescribedOperation,
  status: number,
): { readonly response: Partial<DescribedResponse>; readonly pointer: string } | null {
  if (!Object.hasOwn(operation.responses, status)) return null;
  const response = operation.responses[status];
  if (response.$ref !== undefined)
    return { response: resolved(description, response), pointer: response.$ref.slice(1) };
  const [method, path] = operationsOf(description).find(([, , other]) => other === operation) ?? [];
  return { response, pointer: `/paths/${escaped(String(path))}/${method}/responses/${status}` };
}

/** A part, or what it points at. */
export function resolved<Part extends object>(description: Description, part: Part): Part {
  if (!('$ref' in part) || typeof part.$ref !== 'string') return part;
  const keys = part.$ref.split('/').slice(1);
  return keys.reduce<unknown>((found, key) => Object(found)[key], description) as Part;
}

function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
