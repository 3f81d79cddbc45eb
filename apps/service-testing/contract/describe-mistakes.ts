import { connect } from 'node:http2';
import type { Credentials, ModelClientOptions, Row, VersionOptions } from '@reckit/client';
import type { LocalService } from '../programs/local-service';
import { failureOf, modelClients } from './contract-clients';
import type { NamedModel } from './contract-models';
import type { ContractRows } from './contract-rows';
import { CONTRACT_KEY, NARROW, type ContractServices } from './contract-services';
import { expectErrorOf, PROTOCOL_NAMES, PROTOCOLS, type ExpectedError } from './protocols';

/** A call that is wrong, and what every protocol says to it. */
interface Mistake {
  readonly what: string;
  readonly rows?: readonly Row[];
  /** In place of the one that there is. */
  readonly model?: string;
  readonly call?: VersionOptions;
  readonly expected: ExpectedError;
}

const invalid = (detail: RegExp): ExpectedError => ({ status: 400, code: 'INVALID_ARGUMENT', detail });

const mistakesOf = ({ row, varied, one }: ContractRows, width: number): readonly Mistake[] => [
  {
    what: 'a model that is not there',
    model: 'other',
    expected: { status: 404, code: 'NOT_FOUND', detail: /^No model "other" here; this process serves / },
  },
  {
    what: 'a version that is not there',
    call: { version: 'v9' },
    expected: {
      status: 404,
      code: 'NOT_FOUND',
      detail: /^No version "v9" of .+ here; the loaded version is /,
    },
  },
  {
    what: 'lists of another length',
    rows: [Array<number>(width + 1).fill(1)],
    expected: invalid(new RegExp(`\\b${width}\\b.*\\b${width + 1}\\b|\\b${width + 1}\\b.*\\b${width}\\b`)),
  },
  {
    what: 'a text that is no number',
    rows: [row, { ...row, [varied]: 'much' }],
    expected: invalid(
      new RegExp(
        `\\[1\\]\\.${varied}: expected a number, got "much"\\. Leave it out or send null to take the default`,
      ),
    ),
  },
  {
    what: 'a list where a number belongs',
    rows: [{ ...row, [one]: [1] }],
    expected: invalid(new RegExp(`\\[0\\]\\.${one}: expected a number`)),
  },
  {
    what: 'a text in place of a row',
    // No row by its type, which is the point.
    rows: JSON.parse('["row"]'),
    expected: invalid(/\[0\]/),
  },
  {
    what: 'more rows than allowed',
    rows: Array<Row>(NARROW.rows + 1).fill({ [varied]: 1 }),
    expected: { status: 413, code: 'RESOURCE_EXHAUSTED', detail: /\b21\b.*\b20\b/ },
  },
  {
    what: 'more bytes than allowed',
    rows: [{ ...row, text: 'x'.repeat(NARROW.bytes) }],
    expected: { status: 413, code: 'RESOURCE_EXHAUSTED', detail: /\b20,?000\b/, isOfGrpc: true },
  },
];

/** Declares that the same mistakes give the error of each protocol, and leave the service as it was. */
export function describeMistakes(
  { narrow: service, guarded, start }: ContractServices,
  { name, answers, rows: own }: NamedModel,
): void {
  const { row } = own;
  const mistakes = mistakesOf(own, Object.keys(row).length);
  const newClient = modelClients();

  describe.each(PROTOCOL_NAMES)('mistakes over %s', protocol => {
    const ask = (
      asked: LocalService,
      rows: readonly Row[] = [row],
      call: VersionOptions = {},
      options: Partial<ModelClientOptions> = {},
    ): Promise<unknown> => newClient(asked, name, protocol, options)[answers](rows, call);

    test.each(mistakes)('$what', async ({ rows, model, call, expected }) => {
      const error = await failureOf(ask(service(), rows, call, model === undefined ? {} : { model }));
      expectErrorOf(protocol, error, expected);
      expect(error.mayRetry).toBe(false);
      await ask(service());
    });

    test('no key, or a wrong one', async () => {
      const expected = { status: 401, code: 'UNAUTHENTICATED', detail: /^Invalid or missing X-API-Key; / };
      for (const credentials of [undefined, { apiKey: 'other' }, { bearer: '' }])
        expectErrorOf(protocol, await failureOf(ask(guarded(), [row], {}, { credentials })), expected);
    });

    test.each<[Credentials]>([
      [{ apiKey: CONTRACT_KEY }],
      [{ bearer: CONTRACT_KEY }],
      [{ user: 'anyone', password: CONTRACT_KEY }],
    ])('the key as %j is none', async credentials => {
      await ask(guarded(), [row], {}, { credentials });
    });

    test('a model that is not loaded yet: it says when to come again', async () => {
      const asked = await start({ GRPC_PORT: '0' }, { loaded: false });
      const error = await failureOf(ask(asked));
      const detail = /^No model is loaded yet\.$|^The model \w+ is not loaded; /;
      expectErrorOf(protocol, error, {
        status: 503,
        code: 'UNAVAILABLE',
        detail,
      });
      expect(error).toMatchObject({ mayRetry: true, retryAfterMs: 1_000 });
    });

    test('a content type that is none of the protocol', async () => {
      if (PROTOCOLS[protocol] === 'grpc') {
        expect(await statusOfForeignContent(service().grpcPort)).toBe(415);
        return;
      }
      const error = await failureOf(ask(service(), [row], { headers: { 'Content-Type': 'text/plain' } }));
      const detail = /^Content-Type "text\/plain" is not understood; send /;
      expectErrorOf(protocol, error, { status: 415, code: 'UNIMPLEMENTED', detail });
    });
  });
}

/** What is answered to a call with a content type that gRPC does not know: a status of HTTP, as its specification says. */
function statusOfForeignContent(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const session = connect(`http://127.0.0.1:${port}`);
    session.once('error', reject);
    const call = session.request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ModelInfer',
      'content-type': 'text/plain',
    });
    call.once('error', reject);
    call.once('response', headers => {
      session.destroy();
      resolve(Number(headers[':status']));
    });
    call.end();
  });
}
