import * as fc from 'fast-check';
import { messageLine } from './message-line';

test('a message of one short line stays as it is', () => {
  expect(messageLine('No model "цена" here; this process serves xgb.')).toBe(
    'No model "цена" here; this process serves xgb.',
  );
});

test('line breaks, terminal codes and turned text are escaped', () => {
  expect(messageLine('a\r\nb\u001b[31m\u009b\u2028\u202e\u007f')).toBe(
    'a\\u000d\\u000ab\\u001b[31m\\u009b\\u2028\\u202e\\u007f',
  );
});

test('whatever it quotes, it is one line of at most 300 characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), text => {
      const line = messageLine(text);
      expect(line.length).toBeLessThanOrEqual(300);
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    }),
  );
});
