import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LibraryNotFound, LibraryNotLoadable, xgboostLibrary } from '@reckit/xgboost';

/** Where and with what the figures were measured. */
export interface RunDescription {
  /** Ends with how busy the machine was before we began: on a busy one only ratios mean something. */
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly date: string;
  readonly quick: boolean;
}

const GIBIBYTE = 1024 ** 3;

export function describeRun(quick: boolean): RunDescription {
  const cpus = os.cpus();
  const load = os.loadavg()[0].toFixed(1);
  const memory = `${Math.round(os.totalmem() / GIBIBYTE)} GB`;
  return {
    machine: `${cpus[0]?.model.trim() ?? 'unknown CPU'}, ${cpus.length} cores, ${memory}, ${os.type()} ${os.release()} ${os.arch()}, load ${load} at the start`,
    versions: {
      'Node.js': process.versions.node,
      'onnxruntime-node': onnxruntimeVersion(),
      libxgboost: libxgboostVersion(),
    },
    date: new Date().toISOString().slice(0, 10),
    quick,
  };
}

function onnxruntimeVersion(): string {
  const manifest = path.join(path.dirname(require.resolve('onnxruntime-node/package.json')), 'package.json');
  const { version }: { version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return version;
}

function libxgboostVersion(): string {
  try {
    return xgboostLibrary().version.join('.');
  } catch (error) {
    if (error instanceof LibraryNotFound || error instanceof LibraryNotLoadable) return 'not there';
    throw error;
  }
}
