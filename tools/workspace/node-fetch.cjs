// Stands for `node-fetch` in the bundles: Node has a `fetch` itself, and TensorFlow.js is asked to fetch nothing.
module.exports = globalThis.fetch;
