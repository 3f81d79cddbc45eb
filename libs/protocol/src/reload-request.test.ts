import * as fc from 'fast-check';
import { BadRequest, PayloadTooLarge } from './errors';
import { decodeReload } from './reload-request';

test.each([
  '',
  ' ',
  '\n',
  '{}',
  '{"version": null, "model": null}',
  '{"force": true}',
  '{"__proto__": {"version": "v9"}}',
])('%j asks for the current version of the only model', body => {
  expect(decodeReload(Buffer.from(body))).toEqual({ model: null, version: null });
});

test.each([
  ['{"version": "v1.0.0"}', { model: null, version: 'v1.0.0' }],
  ['{"model": "xgb"}', { model: 'xgb', version: null }],
  ['{"model": "xgb", "version": "v2", "force": true}', { model: 'xgb', version: 'v2' }],
])('%s is read', (body, request) => {
  expect(decodeReload(Buffer.from(body))).toEqual(request);
});

test.each(['version', 'model'])('a %s that is no text, or an empty one, is refused by name', key => {
  for (const value of ['""', '5', 'true', '[]', '{}', '["v1"]']) {
    expect(() => decodeReload(Buffer.from(`{"${key}": ${value}}`))).toThrow(
      new BadRequest(`${key} must be a text that is not empty.`),
    );
  }
});

test.each(['null', '[]', '"v1"', '5'])('the body %s is refused', body => {
  expect(() => decodeReload(Buffer.from(body))).toThrow(new BadRequest('The body must be a JSON object.'));
});

test.each(['{', 'version=v1', '{"version": v1}'])('the body %s, which is no JSON, is refused', body => {
  expect(() => decodeReload(Buffer.from(body))).toThrow(BadRequest);
});

test('any JSON value gives a request or BadRequest, never another error', () => {
  const value = fc.jsonValue();
  const body = fc.oneof(value, fc.record({ model: value, version: value }, { requiredKeys: [] }));
  fc.assert(
    fc.property(body, json => {
      try {
        const { model, version } = decodeReload(Buffer.from(JSON.stringify(json)));
        expect([null, expect.stringMatching(/./s)]).toContainEqual(model);
        expect([null, expect.stringMatching(/./s)]).toContainEqual(version);
      } catch (error) {
        if (!(error instanceof BadRequest)) throw error;
      }
    }),
  );
});

test('a body longer than any that makes sense is refused before it is read', () => {
  const body = (length: number): Buffer => Buffer.from('{"version":"v1"}'.padEnd(length));
  expect(decodeReload(body(65_536))).toEqual({ model: null, version: 'v1' });
  expect(() => decodeReload(body(65_537))).toThrow(PayloadTooLarge);
});
