import path from 'node:path';

/** What only people and compilers read. Licences stay. */
const FOR_READERS = /(\.d\.[cm]?ts|\.map|\.md|\.markdown|\.ts|\.flow|\.tsbuildinfo)$/i;
const FOLDERS_FOR_READERS = new Set(['doc', 'docs', 'test', 'tests', '__tests__', 'example', 'examples']);

/** By package: what of it no service reads, as the beginnings of paths in it. */
const LEFT_OUT = {
  'node_modules/swagger-ui-dist': ['log.', 'swagger-ui-es-', 'swagger-ui-standalone-preset'],
  'node_modules/koffi': ['src', 'vendor', 'doc'],
  'node_modules/apache-arrow': ['Arrow.es', 'src', 'bin'],
};

/**
 * Whether an image needs a file or folder.
 *
 * @param file - in its package, or among the programs
 * @param packageFolder - `node_modules/koffi`; null for our own programs, of which all but the maps is needed
 */
export function isNeeded(file, packageFolder) {
  if (file === '') return true;
  if (packageFolder === null) return !file.endsWith('.map');
  const [first] = file.split(path.sep);
  // What lies deeper is a package of its own, and copied if it is needed.
  if (first === 'node_modules' || FOLDERS_FOR_READERS.has(first) || FOR_READERS.test(file)) return false;
  if (LEFT_OUT[packageFolder]?.some(beginning => file.startsWith(beginning))) return false;
  return packageFolder !== 'node_modules/onnxruntime-node' || isOfPlatform(file);
}

/** ONNX Runtime brings the libraries of every platform: `bin/napi-v6/linux/x64/…`. */
function isOfPlatform(file) {
  const [bin, , platform, architecture] = file.split(path.sep);
  if (bin === 'script') return false;
  if (bin !== 'bin') return true;
  return [platform, architecture].every(
    (part, i) => part === undefined || part === [process.platform, process.arch][i],
  );
}
