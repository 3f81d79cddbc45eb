// Stands for `body-parser` in the bundles: Express takes its functions, and nobody calls them.
module.exports = {};
