import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** Saved questions to Logs Insights; the fields are those that infra/monitoring/telemetry.ts logs. */
export const savedQueries: readonly { readonly name: string; readonly query: string }[] = [
  {
    name: 'what failed, newest first',
    query:
      'filter level in ["WARN", "ERROR"] | fields @timestamp, service, tenant, connection, run, stream, batch, message, error.name, error.message | sort @timestamp desc | limit 100',
  },
  {
    name: 'one run',
    query:
      'filter tenant = "TENANT" and connection = "CONNECTION" and run = 1 | fields @timestamp, service, stream, batch, message | sort @timestamp asc | limit 1000',
  },
  {
    name: 'one batch',
    query:
      'filter batch = "BATCH-ID" | fields @timestamp, service, message, xray_trace_id | sort @timestamp asc | limit 100',
  },
  {
    name: 'slowest batches',
    query:
      'filter service = "transform" and ispresent(batch) and ispresent(milliseconds) | fields @timestamp, tenant, connection, stream, batch, milliseconds, xray_trace_id | sort milliseconds desc | limit 50',
  },
  {
    name: 'waits asked for by ERPs',
    query:
      'filter service = "extract" and outcome = "wait" | stats count() as waits, sum(waitSeconds) as seconds by connection, stream, bin(1h)',
  },
  {
    name: 'cold starts',
    query:
      'filter @type = "REPORT" | stats count(@initDuration) as coldStarts, avg(@initDuration) as averageMs, max(@initDuration) as greatestMs by @log',
  },
];

/** Adds them without log groups: which ones are asked is chosen in the console, and what is in capitals is filled in there. */
export function addQueries(scope: Construct, stage: string): void {
  for (const { name, query } of savedQueries) {
    new CfnQueryDefinition(scope, `Query-${name.replaceAll(/[^a-z]+/g, '-')}`, {
      name: `tributary-${stage}/${name}`,
      queryString: query.replaceAll(' | ', '\n| '),
    });
  }
}
