const { TestEnvironment } = require('jest-environment-node');

/**
 * Node environment whose typed arrays are those of the process. Native modules such as onnxruntime-node return
 * arrays of the process, which are no instances of the classes that Jest otherwise makes for each test file.
 */
module.exports = class NativeRealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, {
      ArrayBuffer,
      Float32Array,
      Float64Array,
      Int32Array,
      BigInt64Array,
      Uint8Array,
    });
  }
};
