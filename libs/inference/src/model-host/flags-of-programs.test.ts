import { flagsOfPrograms } from './flags-of-programs';

it.each([
  ['--cpu-prof', '--cpu-prof-interval', '200'],
  ['--cpu-prof-dir=/profiles'],
  ['--inspect-brk=127.0.0.1:9229'],
  ['--title', 'ranking'],
])('leaves out %s %s %s', (...flags) => {
  expect(flagsOfPrograms([...flags, '--max-old-space-size', '512'])).toEqual(['--max-old-space-size', '512']);
  expect(flagsOfPrograms(['--require', './trace.js', ...flags])).toEqual(['--require', './trace.js']);
});
