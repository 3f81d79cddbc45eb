export {
  startCollector,
  type CollectedSpan,
  type OtlpCollector,
} from '../../../libs/service/testing/otlp-collector';
