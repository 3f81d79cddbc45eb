import { Lookup, Recall, type Signature } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import {
  BadRequest,
  encodeEmbeddingAnswer,
  encodeRecallAnswer,
  NotFound,
  readEndpointRequest,
  type EndpointRequest,
  type RequestError,
} from '@reckit/protocol';
import type { Models } from '../../host/models';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import { calledNames, type EndpointAnswer } from '../../service-definition';
import type { PredictionCall } from '../http-protocol';
import { pathOf } from '../request-path';

/** A model that answers a path. */
interface Owner {
  readonly name: string;
  /** The names by which it may be asked for. */
  readonly names: readonly string[];
  readonly call: PredictionCall;
  /** Whether it is meant where several answer the path. */
  readonly isMeant: boolean;
}

/**
 * The paths of the models' own, such as `/user_embedding`. Where several have the same one, requests name theirs, unless it
 * is the one that is meant.
 */
export class Endpoints {
  readonly #owners = new Map<string, Owner[]>();

  constructor(
    private readonly models: Pick<Models, 'all' | 'isAnswered'>,
    turns: DecodeTurns,
  ) {
    for (const { definition } of models.all) {
      const { name, endpoints = [] } = definition;
      const names = [name, ...calledNames(definition)];
      for (const { path, calls, answer, isMeant = false } of endpoints) {
        const target = { name: calls, version: null, label: null };
        const call = { target, codec: new EndpointCodec(answer, turns), route: path };
        this.#owners.set(path, [...(this.#owners.get(path) ?? []), { name, names, call, isMeant }]);
      }
    }
  }

  get paths(): readonly string[] {
    return [...this.#owners.keys()];
  }

  /**
   * What a POST to this target asks for; null if it is none of these paths, or one of several models and names none.
   * A trailing slash is the same path.
   */
  match(target: string): PredictionCall | null {
    if (this.#owners.size === 0) return null;
    const owners = this.#ownersOf(target);
    const query = queryOf(target);
    const asked = query?.get('model') ?? null;
    const owner = asked === null ? this.#soleOf(owners) : owners.find(({ names }) => names.includes(asked));
    if (!owner) return null;
    const version = query?.get('version') ?? null;
    const { call } = owner;
    return version === null ? call : { ...call, target: { ...call.target, version } };
  }

  /** Why a POST to one of these paths asks for nothing. */
  refusalOf(target: string): RequestError {
    const path = pathOf(target);
    const owners = this.#ownersOf(target);
    const names = owners.map(({ name }) => name);
    if (!owners.some(owner => this.#isAnswered(owner))) {
      return new NotFound(
        `Of the models that can answer ${path}, ${names.join(', ')}, none holds vectors to search: train one again, which writes them.`,
      );
    }
    const asked = queryOf(target)?.get('model') ?? null;
    return asked === null
      ? new BadRequest(
          `Several models answer ${path} here, ${names.join(', ')}; say which as in ${path}?model=${names[0]}.`,
        )
      : new NotFound(`No model ${quoted(asked)} answers ${path} here; ${names.join(', ')} can.`);
  }

  #ownersOf(target: string): readonly Owner[] {
    const path = pathOf(target);
    return this.#owners.get(path.endsWith('/') ? path.slice(0, -1) : path) ?? [];
  }

  /** The only one, or the only one that has what is asked for, or the one that is meant. */
  #soleOf(owners: readonly Owner[]): Owner | null {
    const able = owners.length > 1 ? owners.filter(owner => this.#isAnswered(owner)) : owners;
    return able.length === 1 ? able[0] : (able.find(({ isMeant }) => isMeant) ?? null);
  }

  #isAnswered({ call }: Owner): boolean {
    return call.target.name === null || this.models.isAnswered(call.target.name);
  }
}

/** Null where there is none. */
function queryOf(target: string): URLSearchParams | null {
  const queryAt = target.indexOf('?');
  return queryAt < 0 ? null : new URLSearchParams(target.slice(queryAt + 1));
}

/** A body that is one row, and what was found for it. */
class EndpointCodec implements Codec<EndpointRequest> {
  constructor(
    private readonly answer: EndpointAnswer,
    private readonly turns: DecodeTurns,
  ) {}

  decode(body: Buffer, signature: Signature): Decoded<EndpointRequest> | Promise<Decoded<EndpointRequest>> {
    const read = this.turns.run(readEndpointRequest(body, signature.encoder));
    return read instanceof Promise
      ? read.then(request => decodedOf(request, signature))
      : decodedOf(read, signature);
  }

  encode({ answers, outputs }: Answered, { topK }: EndpointRequest): Answer {
    const text =
      this.answer.kind === 'embedding'
        ? encodeEmbeddingAnswer(this.answer.key, answers, outputs)
        : encodeRecallAnswer(topK, answers, outputs);
    return { kind: 'json', text };
  }
}

function decodedOf(request: EndpointRequest, signature: Signature): Decoded<EndpointRequest> {
  const { rows, topK } = request;
  const isSearch = signature instanceof Recall || signature instanceof Lookup;
  return { rows: isSearch ? signature.rowsAsking(rows, topK) : rows, options: request };
}
