import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { NativeRuntimeUnavailable } from '../../errors';

/** The names under which onnxruntime-node itself loads it: a second file would be a second runtime. */
const FILE_NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

/**
 * The ONNX Runtime that onnxruntime-node brings.
 *
 * @throws NativeRuntimeUnavailable if the package has none for this machine
 */
export function ortLibraryPath(platform = process.platform, arch: string = process.arch): string {
  const entry = createRequire(__filename).resolve('onnxruntime-node');
  const folder = path.join(path.dirname(entry), '..', 'bin', 'napi-v6', platform, arch);
  const file = path.join(folder, FILE_NAMES[platform] ?? 'libonnxruntime');
  if (!existsSync(file)) throw new NativeRuntimeUnavailable(file, 'there is no such file');
  return file;
}
