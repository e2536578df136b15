import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { SafeDetails } from '../../core/errors.ts';
import { type Measure, metricNamespace, metricService } from './measures.ts';

/** What a function says of itself: JSON lines with tenant, run, batch and trace, and numbers in CloudWatch's embedded format. */
export type Telemetry = {
  /** What the lines are about from here on, instead of what they were about before. */
  about(keys: SafeDetails): void;
  info(message: string, details?: SafeDetails): void;
  /** Without a stack and without what caused it: those may hold what an ERP sent. */
  warn(message: string, error: unknown): void;
  count(measures: readonly Measure[]): void;
  /** Writes the numbers, one document per connector, and forgets what the lines were about; at the end of each invocation. */
  end(): void;
};

/** `service` is the function's part of the name, such as `transform`. */
export function createTelemetry(service: string, stage: string): Telemetry {
  const logger = new Logger({ serviceName: service, persistentKeys: { stage } });
  const metrics = new Metrics({ namespace: metricNamespace, serviceName: metricService, defaultDimensions: { stage } });
  const counted: Measure[] = [];
  return {
    about: (keys) => {
      logger.resetKeys();
      logger.appendKeys({ ...keys });
    },
    info: (message, details = {}) => logger.info(message, { ...details }),
    warn: (message, error) => logger.warn(message, { error: describe(error) }),
    count: (measures) => void counted.push(...measures),
    end: () => {
      for (const [connector, measures] of Map.groupBy(counted, (measure) => measure.connector)) {
        // No dimension: each connector would be a set of metrics of its own, to be paid for. Logs Insights finds it here.
        if (connector !== undefined) metrics.addMetadata('connector', connector);
        for (const { metric, value } of measures) metrics.addMetric(metric, unitOf(metric), value);
        metrics.publishStoredMetrics();
      }
      counted.length = 0;
      logger.resetKeys();
    },
  };
}

function unitOf(metric: string): (typeof MetricUnit)['Count' | 'Percent' | 'Seconds'] {
  if (metric.endsWith('Seconds')) return MetricUnit.Seconds;
  return metric.endsWith('Percent') ? MetricUnit.Percent : MetricUnit.Count;
}

function describe(error: unknown): object {
  if (!Error.isError(error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { name: error.name, ...code, message: error.message };
}
