import { availableCores } from './available-cores';

/** A system with these files and no others. */
function cores(files: Readonly<Record<string, string>>, bound = 8): number {
  return availableCores(file => files[file] ?? null, bound);
}

test('without a quota, all cores that the process is bound to', () => {
  expect(cores({})).toBe(8);
  expect(cores({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' })).toBe(8);
});

test.each([
  ['250000 100000\n', 2],
  ['50000 100000\n', 1],
  ['1600000 100000\n', 8],
  ['400000 200000\n', 2],
])('a container of cgroups v2 whose cpu.max is %j may use %i', (cpuMax, expected) => {
  expect(cores({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': cpuMax })).toBe(expected);
});

test('the tightest of the groups that a group lies in counts', () => {
  const files = {
    '/proc/self/cgroup': '0::/pods/of:mine/app\n',
    '/sys/fs/cgroup/pods/cpu.max': '300000 100000\n',
    '/sys/fs/cgroup/pods/of:mine/app/cpu.max': '600000 100000\n',
  };
  expect(cores(files)).toBe(3);
});

test.each([
  ['cpu,cpuacct', '/sys/fs/cgroup/cpu,cpuacct'],
  ['cpu', '/sys/fs/cgroup/cpu'],
  ['cpuacct,cpu', '/sys/fs/cgroup/cpu'],
])('a quota of cgroups v1, of the controllers %s', (controllers, mount) => {
  const files = {
    '/proc/self/cgroup': `9:memory:/a\n4:${controllers}:/docker/1234\n`,
    [`${mount}/cpu.cfs_quota_us`]: '200000\n',
    [`${mount}/cpu.cfs_period_us`]: '100000\n',
  };
  expect(cores(files)).toBe(2);
  expect(cores({ ...files, [`${mount}/cpu.cfs_quota_us`]: '-1\n' })).toBe(8);
});

test('a system with one core has one', () => {
  expect(cores({}, 1)).toBe(1);
});
