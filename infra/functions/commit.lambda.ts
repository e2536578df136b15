import { openBlobs, openLeases } from '../../platform/aws/open-ports.ts';
import { openAws, publishOf } from '../aws.ts';
import { type StateHandler, stateHandler } from '../handlers.ts';
import { commitFunction } from '../steps/commit.ts';

const aws = openAws('commit');
const deps = {
  ...aws,
  blobs: openBlobs(aws.deployment),
  coordination: openLeases(aws.table, aws.clock),
  publish: publishOf(aws),
};

export const handler: StateHandler = stateHandler(
  aws.telemetry,
  commitFunction(() => deps),
);
