import type { RowKeys } from '@reckit/features';
import type { FlatLayout } from '@reckit/inference';

/** What makes one model's service: its name, where its files lie, and what clients call. */
export interface ServiceDefinition {
  /** The model's folder in the model directory, and its name in paths unless `names` says otherwise. */
  readonly name: string;
  /** The name that `GET /` shows. */
  readonly title: string;
  readonly defaultPort: number;
  /** How files of the Python system are read. @default it has no such model */
  readonly flat?: FlatLayout;
  /**
   * The names that clients call, each with the signature that it means.
   * @default the model's name, for the first signature
   */
  readonly names?: Readonly<Record<string, string>>;
  /**
   * How clients may write the keys of rows, by the names of signatures, whatever the protocol.
   * @default as the features are called
   */
  readonly rowKeys?: Readonly<Record<string, RowKeys>>;
  /** Paths of the model's own, each of which answers one row. @default none */
  readonly endpoints?: readonly Endpoint[];
}

/** What makes a service of several models: those of which `ENABLED_MODELS` chooses. */
export interface UnifiedDefinition {
  /** The name of the service in its log. */
  readonly name: string;
  /** The name that `GET /` shows. */
  readonly title: string;
  readonly defaultPort: number;
  /** Every model that can be served. */
  readonly models: readonly ServiceDefinition[];
  /** The names of those that are served unless `ENABLED_MODELS` says otherwise. */
  readonly enabled: readonly string[];
}

/** The names by which clients call a model. */
export function calledNames({ name, names }: Pick<ServiceDefinition, 'name' | 'names'>): readonly string[] {
  return names ? Object.keys(names) : [name];
}

/** A path that takes one row, which is the body itself, and answers what was found for it. */
export interface Endpoint {
  /** @example '/user_embedding' */
  readonly path: string;
  /** What it calls, by the name that clients have for that. */
  readonly calls: string;
  readonly answer: EndpointAnswer;
  /** Whether it is meant where several models have this path and a request names none. @default false */
  readonly isMeant?: boolean;
}

export type EndpointAnswer =
  /** `{"<key>": [number, …]}` */
  | { readonly kind: 'embedding'; readonly key: string }
  /** `{"item_ids": ["…"], "scores": [number, …]}`, at most `top_k` of the body, or 20 */
  | { readonly kind: 'neighbours' };
