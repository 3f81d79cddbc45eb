import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';

/** Reads a file; null where there is none. */
export type ReadText = (file: string) => string | null;

const CGROUPS = '/sys/fs/cgroup';

/**
 * How many cores this process may use, at least 1: those that it is bound to, or fewer where a cgroup, its own or one
 * that it lies in, has a quota of CPU time. Of a core that it may use in part only the whole ones count.
 */
export function availableCores(readText: ReadText = textOf, bound: number = availableParallelism()): number {
  return Math.max(1, Math.min(bound, ...quotas(readText).map(Math.floor)));
}

/** What the cgroups of this process allow, in cores. */
function quotas(readText: ReadText): number[] {
  const memberships = (readText('/proc/self/cgroup') ?? '').split('\n').flatMap(line => {
    const [, controllers, ...folder] = line.split(':');
    return controllers === undefined ? [] : [{ controllers, folder: folder.join(':') }];
  });
  return memberships.flatMap(({ controllers, folder }) => {
    if (controllers === '') return upwards(CGROUPS, folder).flatMap(at => quotaOfV2(at, readText));
    if (!controllers.split(',').includes('cpu')) return [];
    // Docker mounts it under both names; in a container the folder is often that of the host and not there.
    return ['cpu', controllers].flatMap(mount =>
      upwards(path.join(CGROUPS, mount), folder).flatMap(at => quotaOfV1(at, readText)),
    );
  });
}

/** A folder and those that it lies in, up to and with `root`. */
function upwards(root: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = path.join('/', folder); at !== '/'; at = path.dirname(at)) folders.push(path.join(root, at));
  return [...folders, root];
}

/** `cpu.max` of cgroups v2: the quota or `max`, and the period, both in microseconds. */
function quotaOfV2(folder: string, readText: ReadText): number[] {
  const [quota, period] = (readText(path.join(folder, 'cpu.max')) ?? '').split(/\s+/).map(Number);
  return coresOf(quota, period);
}

function quotaOfV1(folder: string, readText: ReadText): number[] {
  const read = (name: string): number => Number(readText(path.join(folder, name)) ?? NaN);
  return coresOf(read('cpu.cfs_quota_us'), read('cpu.cfs_period_us'));
}

/** None where there is no quota: v2 then says `max`, v1 -1. */
function coresOf(quota: number, period: number): number[] {
  return quota > 0 && period > 0 ? [quota / period] : [];
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
