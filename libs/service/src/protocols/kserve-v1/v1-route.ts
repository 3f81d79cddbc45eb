import { decodeSegment } from '../request-path';

/** What can be asked of a model by a verb behind a colon. */
const V1_VERBS = ['predict', 'classify', 'regress', 'explain'] as const;

export type V1Verb = (typeof V1_VERBS)[number];

/** A model, and which of its versions is meant: one by its name, one by its label, or the current one. */
export interface V1Target {
  readonly model: string;
  readonly version: string | null;
  readonly label: string | null;
}

/** What a path of KServe v1 or TensorFlow Serving asks for. */
export type V1Route =
  { readonly kind: 'models' } | { readonly kind: 'status' | 'metadata' | V1Verb; readonly target: V1Target };

/** How a path says which version is meant. */
const WHICH = { current: '', version: '/versions/{version}', label: '/labels/{label}' } as const;

/** A path of this protocol, as OpenAPI writes it. */
export interface V1Path {
  readonly path: string;
  readonly kind: V1Route['kind'];
  readonly which: keyof typeof WHICH;
}

/** Every path that is read, but those of a version and a label together, which name too much. */
export const V1_PATHS: readonly V1Path[] = [
  { path: '/v1/models', kind: 'models', which: 'current' },
  ...(['current', 'version', 'label'] as const).flatMap(which => {
    const model = `/v1/models/{model}${WHICH[which]}`;
    return [
      { path: model, kind: 'status', which } as const,
      { path: `${model}/metadata`, kind: 'metadata', which } as const,
      ...V1_VERBS.map(verb => ({ path: `${model}:${verb}`, kind: verb, which })),
    ];
  }),
];

// As TensorFlow Serving has it, in either case: neither names nor versions hold a slash or a colon unless encoded.
const MODELS = /^\/v1\/models\/?$/i;
const MODEL = new RegExp(
  String.raw`^/v1/models/([^/:]+)(?:/versions/([^/:]+))?(?:/labels/([^/:]+))?(?:/(metadata)|:(${V1_VERBS.join('|')}))?/?$`,
  'i',
);

/** Reads a path; null if it is none of this protocol. */
export function matchV1Route(path: string): V1Route | null {
  const match = MODEL.exec(path);
  if (!match) return MODELS.test(path) ? { kind: 'models' } : null;
  const [, model, version, label, metadata, verb] = match;
  const target = {
    model: decodeSegment(model),
    version: version === undefined ? null : decodeSegment(version),
    label: label === undefined ? null : decodeSegment(label),
  };
  if (metadata !== undefined) return { kind: 'metadata', target };
  return { kind: verb === undefined ? 'status' : verbOf(verb), target };
}

/** Whether a path belongs to this protocol, be it one that there is or not. */
export function isV1Path(path: string): boolean {
  return /^\/v1(?:\/|$)/i.test(path);
}

function verbOf(text: string): V1Verb {
  const lower = text.toLowerCase();
  return V1_VERBS.find(verb => verb === lower) ?? 'predict';
}
