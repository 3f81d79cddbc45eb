const { chmodSync, mkdirSync, mkdtempSync } = require('node:fs');
const path = require('node:path');

/** Makes the folder for the programs that one test file of the run bundles and others start as well. */
module.exports = () => {
  const temporary = path.join(__dirname, 'tmp');
  mkdirSync(temporary, { recursive: true });
  process.env.BUNDLES_OF_RUN = mkdtempSync(path.join(temporary, 'bundles-'));
  chmodSync(process.env.BUNDLES_OF_RUN, 0o755);
};
