export { chainModel } from '../../../libs/onnx/testing/chain-model';
