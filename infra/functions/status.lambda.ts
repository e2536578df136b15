import { deploymentFromEnvironment } from '../../platform/aws/discover.ts';
import { openRows, openStageTable } from '../../platform/aws/open-ports.ts';
import { systemClock } from '../../platform/clock.ts';
import { consoleStatus, type StatusAnswer, type StatusRequest } from '../console/console-status.ts';

const deployment = deploymentFromEnvironment(process.env);
const deps = {
  ...openRows(openStageTable(deployment), systemClock),
  stage: deployment.stage,
  version: process.env['TRIBUTARY_VERSION'] ?? '',
};

/** `GET /api/status` of the console; it reads the table and nothing else. */
export const handler = (request: StatusRequest): Promise<StatusAnswer> => consoleStatus(deps, request);
