const { rmSync } = require('node:fs');

module.exports = () => rmSync(process.env.BUNDLES_OF_RUN, { recursive: true, force: true });
