// Reads manifests as a JSON array from standard input, and prints what their schemas say against each: an array of arrays.
// A program of its own, since the schemas are modules of the language, which jest reads in another mode of Node's.
import { json } from 'node:stream/consumers';

/** By the end of their API group; the last one has those of Kubernetes itself. */
const PACKAGES = [
  ['monitoring.coreos.com', '@kubernetes-models/prometheus-operator'],
  ['gateway.networking.k8s.io', '@kubernetes-models/gateway-api'],
  ['', 'kubernetes-models'],
];

const manifests = await json(process.stdin);
const errors = await Promise.all(manifests.map(errorsOf));
process.stdout.write(JSON.stringify(errors));

async function errorsOf(manifest) {
  const { apiVersion, kind } = manifest;
  const [, name] = PACKAGES.find(([group]) => apiVersion.split('/')[0].endsWith(group));
  const models = await import(`${name}/${apiVersion}`);
  try {
    new models[kind](manifest).validate();
    return [];
  } catch (error) {
    return error.errors?.map(each => `${each.instancePath} ${each.message}`) ?? [error.message];
  }
}
