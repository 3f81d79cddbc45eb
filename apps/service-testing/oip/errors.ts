import { askOip, expectOipError } from '../clients/oip-client';
import { SHAPE, VALUES, type AskedModel } from './oip-model';

/** Declares how errors of this protocol are told; those that all protocols know are tested by the contract. */
export function describeOipErrors({ name, outputs, service, path: model }: AskedModel): void {
  describe('errors', () => {
    const input = { name: 'x', datatype: 'FP64', shape: SHAPE, data: VALUES };

    test.each<[string, number, string, string, string | RegExp]>([
      ['an unknown model', 404, 'GET', '/v2/models/other', /^No model "other" here; this process serves /],
      ['an unknown model to be ready', 404, 'GET', '/v2/models/other/ready', /^No model "other" here/],
      ['an unknown model to be described', 404, 'GET', '/v2/models/other/config', /^No model "other" here/],
      ['an unknown model to be counted', 404, 'GET', '/v2/models/other/stats', /^No model "other" here/],
      [
        'an unknown version',
        404,
        'GET',
        `${model}/versions/99`,
        /^No version "99" of .+ here; the loaded version is /,
      ],
      ['an unknown version to be ready', 404, 'GET', `${model}/versions/99/ready`, /^No version "99"/],
      ['an unknown path', 404, 'GET', '/v2/other', /^There is no \/v2\/other here/],
      ['a damaged path', 404, 'GET', '/v2/models/%zz/ready', /^There is no /],
      ['an unknown path of a model', 404, 'POST', `${model}/explain`, /^There is no /],
    ])('%s is %i', async (_what, status, method, path, message) => {
      const body = method === 'POST' ? { inputs: [input] } : undefined;
      expectOipError(await askOip(service().port, { method, path, body }), status, message);
    });

    test.each([
      ['POST', '/v2', 'GET, HEAD'],
      ['POST', '/v2/health/live', 'GET, HEAD'],
      ['DELETE', '/v2/health/ready', 'GET, HEAD'],
      ['PUT', model, 'GET, HEAD'],
      ['POST', `${model}/ready`, 'GET, HEAD'],
      ['POST', `${model}/config`, 'GET, HEAD'],
      ['POST', `${model}/stats`, 'GET, HEAD'],
      ['GET', `${model}/infer`, 'POST'],
      ['HEAD', `${model}/versions/1/infer`, 'POST'],
      ['GET', '/v2/repository/index', 'POST'],
      ['GET', `/v2/repository/models/${name}/load`, 'POST'],
      ['PUT', `/v2/repository/models/${name}/unload`, 'POST'],
    ])('%s %s is 405', async (method, path, allowed) => {
      const answer = await askOip(service().port, { method, path });
      expect(answer.headers.allow).toBe(allowed);
      if (method === 'HEAD') expect(answer.status).toBe(405);
      else
        expectOipError(
          answer,
          405,
          `Method ${method} is not allowed here; use ${allowed.replace(', ', ' or ')}.`,
        );
    });

    test.each<[string, unknown, string | RegExp]>([
      ['no body', Buffer.alloc(0), 'The body is empty; expected a JSON object.'],
      ['damaged JSON', Buffer.from('{"inputs":['), /^The body is not valid JSON: it ends too early/],
      ['no inputs', {}, /^The request has no inputs\. /],
      [
        'wrong columns',
        { inputs: [{ ...input, shape: [7, 3] }] },
        'The input "x" has 3 columns; expected 7, in the order of feature_columns. Name them in the parameter feature_names where they are others.',
      ],
      [
        'too little data',
        { inputs: [{ ...input, data: [1] }] },
        `inputs[0].data has fewer than the 21 elements of its shape [3,7].`,
      ],
      [
        'a wrong datatype',
        { inputs: [{ ...input, datatype: 'FLOAT' }] },
        /^inputs\[0\]\.datatype must be one of /,
      ],
      [
        'a value of another datatype',
        { inputs: [{ ...input, datatype: 'INT32' }] },
        /^inputs\[0\]\.data\[0\]: expected an integer/,
      ],
      [
        'FP16 in JSON',
        { inputs: [{ ...input, datatype: 'FP16' }] },
        /^inputs\[0\]\.data: FP16 has no JSON form/,
      ],
      [
        'an unknown output',
        { inputs: [input], outputs: [{ name: 'y' }] },
        `The model has no output "y"; its outputs are ${outputs.join(', ')}.`,
      ],
      [
        'an unknown input',
        {
          inputs: [
            { ...input, shape: [21] },
            { ...input, name: 'z' },
          ],
        },
        /^The request has|^The input "x" \(FP64 \[21\]\) is no feature/,
      ],
      ['an id that is no text', { inputs: [input], id: 7 }, 'id must be a string.'],
    ])('%s is 400', async (_what, body, message) => {
      expectOipError(await askOip(service().port, { path: `${model}/infer`, body }), 400, message);
    });

    test.each(['-1', '100000', 'x'])('a header that says %s is 400', async length => {
      const headers = { 'Inference-Header-Content-Length': length };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: { inputs: [input] },
        headers,
      });
      expectOipError(
        answer,
        400,
        /^The header Inference-Header-Content-Length must be a number of bytes from 0 to /,
      );
    });

    test('another content encoding is 415', async () => {
      const headers = { 'Content-Encoding': 'lzma' };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: { inputs: [input] },
        headers,
      });
      expectOipError(answer, 415, /^Content-Encoding "lzma" is not understood/);
    });

    test('damaged compressed data is 400', async () => {
      const headers = { 'Content-Encoding': 'gzip' };
      const answer = await askOip(service().port, {
        path: `${model}/infer`,
        body: Buffer.from('x'),
        headers,
      });
      expectOipError(answer, 400, 'The body is not valid gzip data.');
    });
  });
}
