const path = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const APPS = path.join(__dirname, 'apps') + path.sep;

/**
 * The tests of apps first: they start programs and last longest, and what is begun last keeps the machine from being done.
 * Jest itself goes by the size of files until it has seen how long they take, which here says little.
 */
module.exports = class extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isOfApp = test => test.path.startsWith(APPS);
    return [...sorted.filter(isOfApp), ...sorted.filter(test => !isOfApp(test))];
  }
};
