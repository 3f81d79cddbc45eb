const { chmodSync, mkdirSync, mkdtempSync } = require('node:fs');
const path = require('node:path');

/**
 * Makes the folder for the programs that one test file of the run bundles and others start as well.
 *
 * The threads of libxgboost wait for each other by going round in circles, unless told otherwise, which on a machine where
 * test files run beside each other is nearly half of what a training takes.
 */
module.exports = () => {
  process.env.OMP_WAIT_POLICY ??= 'passive';
  const temporary = path.join(__dirname, 'tmp');
  mkdirSync(temporary, { recursive: true });
  process.env.BUNDLES_OF_RUN = mkdtempSync(path.join(temporary, 'bundles-'));
  chmodSync(process.env.BUNDLES_OF_RUN, 0o755);
};
