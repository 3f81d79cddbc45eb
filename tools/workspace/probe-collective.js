// Ends with code 0 for a libxgboost whose processes can compute together: `node probe-collective.js FILE`.
const koffi = require('koffi');

const [, , file] = process.argv;
koffi.load(file).func('int XGTrackerWaitFor(void *tracker, const char *config)');
