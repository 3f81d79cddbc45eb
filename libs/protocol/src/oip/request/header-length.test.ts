import { headerLengthOf } from './header-length';

test('a length within the body is taken, and none is none', () => {
  expect(headerLengthOf(undefined, 5)).toBeNull();
  expect(headerLengthOf('0', 5)).toBe(0);
  expect(headerLengthOf(' 5 ', 5)).toBe(5);
});

test.each(['6', '-1', '', 'x', '1.5', '0x1', '1, 1', '9'.repeat(400)])('%p is refused', header => {
  expect(() => headerLengthOf(header, 5)).toThrow(
    /^The header Inference-Header-Content-Length must be a number of bytes from 0 to the length of the body, 5, not "/,
  );
});
