import path from 'node:path';
import { runService } from '@reckit/service';
import { deepfm } from './service-definition';

runService(deepfm, {
  loader: path.join(__dirname, 'model-loader.js'),
  thread: path.join(__dirname, 'model-thread.js'),
});
