/** Trainings as real processes, for tests of what is said of their versions. */
export {
  expectSuccess,
  trainingApps,
  type ModelName,
} from '../../../apps/service-testing/programs/training-app';
