import { DEFAULT_TOP_K, TOP_K_KEY } from '@reckit/protocol';
import type { ServiceConfig } from '../../../lifecycle/config';
import type { EndpointAnswer } from '../../../service-definition';
import type { ServiceState } from '../../../service-state';
import type { DocumentedModel } from '../documented-model';
import { versionParameter } from './parameters';
import { answers, errorsOfPrediction, prediction } from '../responses';
import { topKSchema } from '../features/top-k-schema';
import { valueProperties, type DescribedFeature } from '../features/row-schemas';
import {
  jsonBody,
  listOf,
  record,
  securityOf,
  TEXT,
  type Example,
  type Paths,
  type Schema,
} from '../schema-parts';

const NUMBER: Schema = { type: 'number' };

/** A model that answers a path. */
interface Owner {
  /** The name by which a request asks for it, where several answer the path. */
  readonly name: string;
  readonly model: DocumentedModel;
  readonly answer: EndpointAnswer;
  /** Whether a request that names none means it. */
  readonly isMeant: boolean;
}

/** The paths of the models' own, such as `/user_embedding`; where several have the same one, requests name theirs. */
export function endpointPaths(
  { models, config }: ServiceState,
  documented: readonly DocumentedModel[],
): Paths {
  const owners = new Map<string, readonly Owner[]>();
  for (const { name, endpoints = [] } of models.all.map(({ definition }) => definition)) {
    for (const { path, calls, answer, isMeant = false } of endpoints) {
      const model = documented.find(each => each.name === calls);
      if (model) owners.set(path, [...(owners.get(path) ?? []), { name, model, answer, isMeant }]);
    }
  }
  return Object.fromEntries([...owners].map(([path, own]) => [path, { post: operationOf(own, config) }]));
}

function operationOf(owners: readonly Owner[], config: ServiceConfig): Schema {
  const [{ model, answer }] = owners;
  const isShared = owners.length > 1;
  const requests = owners.map(owner => requestOf(owner));
  const examples = owners.map(({ name }, i): [string, Example] => [
    name,
    { summary: isShared ? `A row of ${name}` : 'A row', value: requests[i].example },
  ]);
  return {
    ...securityOf(config.predictApiKey),
    summary: answer.kind === 'embedding' ? 'The embedding of one row' : 'What is found for one row',
    tags: [...new Set(owners.map(owner => owner.model.tag))],
    parameters: [...(isShared ? [ownerParameter(owners)] : []), versionParameter('query', model)],
    requestBody: jsonBody(eitherOf(requests.map(({ schema }) => schema)), Object.fromEntries(examples)),
    responses: answers(prediction(eitherOf(owners.map(answerSchema))), errorsOfPrediction('reckit', config)),
  };
}

function ownerParameter(owners: readonly Owner[]): Schema {
  const meant = owners.find(({ isMeant }) => isMeant)?.name;
  const otherwise = meant === undefined ? '' : `; ${meant} where it is left out`;
  return {
    name: 'model',
    in: 'query',
    required: meant === undefined,
    description: `Whose answer is asked for: several models have this path${otherwise}`,
    schema: { type: 'string', enum: owners.map(({ name }) => name) },
  };
}

function eitherOf(schemas: readonly Schema[]): Schema {
  return schemas.length === 1 ? schemas[0] : { anyOf: schemas };
}

/** The body of a request, and an example. */
function requestOf({ model, answer }: Owner): { readonly schema: Schema; readonly example: object } {
  const parts = partsOf(model, answer);
  const properties = Object.fromEntries(parts.map(({ key, schema }) => [key, schema]));
  return {
    schema: { type: 'object', properties },
    example: Object.fromEntries(parts.map(({ key, example }) => [key, example])),
  };
}

/** A member of the body, with what an example has there. */
interface Part {
  readonly key: string;
  readonly schema: Schema;
  readonly example: unknown;
}

/** The body is a row. Where its features have a group, they stand in it, by their short names, but for sequences. */
function partsOf(
  { features: all, example, signature }: DocumentedModel,
  { kind }: EndpointAnswer,
): readonly Part[] {
  const asksForSome = kind === 'neighbours';
  // How many, which is described better than a feature.
  const features = asksForSome ? all.filter(({ feature }) => feature.name !== TOP_K_KEY) : all;
  const { groups = [], prefix = '' } = signature?.encoder ?? {};
  const group = groups.at(0);
  const isGrouped = ({ feature }: DescribedFeature): boolean =>
    group !== undefined && feature.kind !== 'sequence';
  const membersOf = (described: readonly DescribedFeature[], short: string): readonly Part[] =>
    Object.entries(valueProperties(described)).map(([name, schema]) => ({
      key: short !== '' && name.startsWith(short) ? name.slice(short.length) : name,
      schema,
      example: example[name],
    }));
  const grouped = membersOf(features.filter(isGrouped), prefix);
  const own = membersOf(
    features.filter(described => !isGrouped(described)),
    '',
  );
  return [
    ...(group === undefined
      ? []
      : [
          {
            key: group,
            schema: {
              type: ['object', 'null'],
              properties: Object.fromEntries(grouped.map(({ key, schema }) => [key, schema])),
            },
            example: Object.fromEntries(grouped.map(part => [part.key, part.example])),
          },
        ]),
    ...own,
    ...(asksForSome ? [TOP_K] : []),
  ];
}

const TOP_K: Part = { key: TOP_K_KEY, schema: topKSchema(DEFAULT_TOP_K), example: DEFAULT_TOP_K };

function answerSchema({ answer, model: { signature } }: Owner): Schema {
  if (answer.kind === 'neighbours') return record({ item_ids: listOf(TEXT), scores: listOf(NUMBER) });
  const width = signature?.outputs.find(({ role }) => role === 'embedding')?.width;
  const size = width === undefined ? {} : { minItems: width, maxItems: width };
  return record({ [answer.key]: { ...listOf(NUMBER), ...size } });
}
