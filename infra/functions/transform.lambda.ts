import { openBlobs, openQueues, openRecords } from '../../platform/aws/open-ports.ts';
import { streamCompiler } from '../../transformer/compiled-stream.ts';
import { transformHandler } from '../../transformer/transform.ts';
import { openAws, publishOf } from '../aws.ts';
import { type QueueHandler, queueHandler } from '../handlers.ts';
import { linePerBatch } from '../monitoring/line-per-batch.ts';

const aws = openAws('transform');
const blobs = openBlobs(aws.deployment);
const deps = {
  ...aws,
  blobs,
  records: openRecords(aws.table, blobs),
  publish: publishOf(aws),
  compiler: streamCompiler({ documents: aws.documents, blobs }),
  onFailure: (batch: string, error: unknown): void =>
    aws.telemetry.warn(`Batch ${batch} failed; it is delivered again, and in the end to the dead letters.`, error),
};

export const handler: QueueHandler = queueHandler({
  telemetry: aws.telemetry,
  stage: aws.deployment.stage,
  queues: openQueues(aws.deployment, aws.clock),
  handler: linePerBatch(aws.telemetry, transformHandler(deps)),
});
