import path from 'node:path';
import ts from 'typescript';
import { nameOf, type ObjectManifest } from './built-manifests';

/** Packages whose types describe objects, by the end of their API group; the last one has those of Kubernetes itself. */
const PACKAGES = [
  ['monitoring.coreos.com', '@kubernetes-models/prometheus-operator'],
  ['gateway.networking.k8s.io', '@kubernetes-models/gateway-api'],
  ['', 'kubernetes-models'],
] as const;
const FILE = path.resolve(__dirname, 'manifests-as-literals.ts');

/**
 * What the types of Kubernetes say against manifests: fields that it does not know, which a cluster would drop or refuse, and
 * values of other types. Each manifest is looked at as an object literal, in which TypeScript takes no excess property.
 */
export function typeErrors(manifests: readonly ObjectManifest[]): readonly string[] {
  const literals = manifests.map(
    (each, i) => `export const m${i}: ${typeOf(each)} = ${JSON.stringify(each)};`,
  );
  const text = literals.join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (file, ...more) =>
    file === FILE ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022) : getSourceFile(file, ...more);
  host.fileExists = file => file === FILE || fileExists(file);
  const program = ts.createProgram([FILE], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
    return `${nameOf(manifests[line])}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** `import('kubernetes-models/apps/v1').IDeployment` */
function typeOf({ apiVersion, kind }: ObjectManifest): string {
  const [name] = PACKAGES.filter(([group]) => apiVersion.split('/')[0].endsWith(group)).map(
    ([, name]) => name,
  );
  return `import('${name}/${apiVersion}', { with: { 'resolution-mode': 'import' } }).I${kind}`;
}
