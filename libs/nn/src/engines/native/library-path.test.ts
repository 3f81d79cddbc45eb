import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NativeRuntimeUnavailable } from '../../errors';
import { ortLibraryPath } from './library-path';
import { bindOrtApi } from './ort-api';

test.each([
  ['linux', 'x64'],
  ['linux', 'arm64'],
  ['darwin', 'arm64'],
  ['win32', 'x64'],
  ['win32', 'arm64'],
] as const)('onnxruntime-node has the library for %s on %s', (platform, arch) => {
  expect(ortLibraryPath(platform, arch)).toContain(path.join(platform, arch));
});

test('another machine, or a file that is no such library, is an error of one line that says what to do', () => {
  expect(() => ortLibraryPath('sunos', 'sparc')).toThrow(NativeRuntimeUnavailable);
  expect(() => ortLibraryPath('darwin', 'x64')).toThrow(
    /^ONNX Runtime cannot be loaded from .*darwin.x64.*npm ci/,
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'library-path-'));
  const file = path.join(folder, 'libonnxruntime.so.1');
  writeFileSync(file, 'not a library');
  expect(() => bindOrtApi(file)).toThrow(NativeRuntimeUnavailable);
  expect(() => bindOrtApi(file)).toThrow(
    /^ONNX Runtime cannot be loaded from .*libonnxruntime\.so\.1: [^\n]+$/,
  );
  rmSync(folder, { recursive: true });
});
