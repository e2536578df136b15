import { extract } from '../../connectors/extract.ts';
import { createHttpAgents } from '../../connectors/request/agents.ts';
import { openBlobs, openCoordination, openExecutions, openSecrets } from '../../platform/aws/open-ports.ts';
import { taskHeartbeat } from '../../platform/aws/task-heartbeat.ts';
import { openAws, publishOf } from '../aws.ts';
import { readExtractTask, runExtractTask, taskStopped } from './extract-task.ts';

/** Five of the six hours that the machine waits for the task, because the page that is being read must still be stored. */
const visitMs = 5 * 3_600_000;

const aws = openAws('extract');
const extractDeps = {
  ...aws,
  blobs: openBlobs(aws.deployment),
  coordination: openCoordination(aws.deployment, aws.table, aws.clock),
  secrets: openSecrets(aws.deployment),
  publish: publishOf(aws),
  agents: createHttpAgents(),
  visitMs,
};
const task = readExtractTask(process.env);
const stop = new AbortController();
// ECS asks first, and ends the process two minutes later.
process.once('SIGTERM', () => stop.abort(taskStopped()));

aws.telemetry.about({ tenant: task.input.run.tenant, run: task.input.run.run, stream: task.input.stream });
const answered = await runExtractTask(
  {
    ...aws,
    coordination: extractDeps.coordination,
    extract: (input, signal) => extract(extractDeps, input, signal),
    executions: openExecutions(aws.deployment),
    heartbeat: taskHeartbeat(aws.deployment.region),
    onFailure: (what, error) => aws.telemetry.warn(what, error),
  },
  task,
  stop.signal,
);
aws.telemetry.info('task ended', { answered });
aws.telemetry.end();
process.exit(answered ? 0 : 1);
