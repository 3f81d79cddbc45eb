import { Dice } from './dice';
import type { FuzzedService, ServiceForm } from './fuzzed-service';
import { fuzzGrpcCall, type FuzzedCall } from './grpc/grpc-request';
import { judgeCall } from './grpc/judge-call';
import { RawCaller, type CallOutcome } from './grpc/raw-call';
import { fuzzHttpRequest, type FuzzedRequest } from './http/http-request';
import { judgeAnswer, shown } from './http/judge-answer';
import { RawClient, type Exchanged } from './http/raw-exchange';

/** What came of one request. */
export interface Trial {
  readonly number: number;
  readonly route: string;
  /** The status in words, or that there was none. */
  readonly outcome: string;
  /** What is wrong with it; null if nothing is. */
  readonly fault: string | null;
  /** What was asked and what came back, for whoever looks into it. */
  describe(): string;
}

/** One of a few clients, which asks over HTTP and gRPC in turns as chance has it. */
export class FuzzClient {
  readonly #http: RawClient;
  readonly #grpc: RawCaller;

  constructor(
    private readonly seed: number,
    private readonly form: ServiceForm,
    service: FuzzedService,
  ) {
    this.#http = new RawClient(service.port);
    this.#grpc = new RawCaller(service.grpcPort);
  }

  /** Asks what belongs to a number. */
  async ask(number: number): Promise<Trial> {
    const dice = new Dice(this.seed, number);
    const isGrpc = dice.chance(GRPC_SHARE);
    try {
      return isGrpc ? await this.#call(number, dice) : await this.#request(number, dice);
    } catch (error) {
      // The service takes no connection.
      const reason = error instanceof Error ? error.message : String(error);
      const route = isGrpc ? 'gRPC' : 'HTTP';
      return { number, route, outcome: 'no connection', fault: reason, describe: () => reason };
    }
  }

  close(): void {
    this.#http.close();
    this.#grpc.close();
  }

  async #request(number: number, dice: Dice): Promise<Trial> {
    const request = fuzzHttpRequest(number, dice, this.form.keys);
    const exchanged = await this.#http.send(request);
    return {
      number,
      route: request.route,
      outcome: exchanged.kind === 'answered' ? String(exchanged.answer.status) : exchanged.kind,
      fault: judgeAnswer(request, exchanged),
      describe: () => describeExchange(request, exchanged),
    };
  }

  async #call(number: number, dice: Dice): Promise<Trial> {
    const call = fuzzGrpcCall(dice, this.form.keys);
    const outcome = await this.#grpc.call(call);
    return {
      number,
      route: call.method.name,
      outcome: outcomeOf(outcome),
      fault: judgeCall(call, outcome),
      describe: () => describeCall(call, outcome),
    };
  }
}

const GRPC_SHARE = 0.3;
const SHOWN_CHARACTERS = 4_000;

function outcomeOf({ status, httpStatus, broken, isSilent }: CallOutcome): string {
  if (isSilent) return 'silent';
  if (status !== null) return `status ${status}`;
  if (broken !== null) return 'broken';
  return `HTTP ${httpStatus}`;
}

function describeExchange({ bytes, isEnded, isWhole }: FuzzedRequest, exchanged: Exchanged): string {
  const came =
    exchanged.kind === 'answered'
      ? `${exchanged.answer.status} ${JSON.stringify(exchanged.answer.headers)} ${shown(exchanged.answer.body)}`
      : exchanged.kind;
  return [
    `sent ${bytes.length} bytes${isEnded ? ', then the end' : ''}${isWhole ? '' : ' (no whole request)'}:`,
    cut(JSON.stringify(bytes.toString('latin1'))),
    `came: ${came}`,
  ].join('\n');
}

function describeCall({ headers, body, isGivenUp, isGrpc }: FuzzedCall, outcome: CallOutcome): string {
  const { httpStatus, status, detail, broken } = outcome;
  return [
    `called with ${cut(JSON.stringify(headers))}${isGivenUp ? ', given up' : ''}${isGrpc ? '' : ' (broken)'}`,
    `sent ${body.length} bytes: ${cut(body.toString('hex'))}`,
    `came: HTTP ${httpStatus}, status ${status ?? 'none'} ${detail} ${broken ?? ''} ${shown(outcome.body)}`,
  ].join('\n');
}

function cut(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length})`;
}
