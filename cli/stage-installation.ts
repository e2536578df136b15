import type { Connection } from '../core/connector/model.ts';
import { isNamed, messageOf, TributaryError } from '../core/errors.ts';
import { startRun } from '../distributor/start-run.ts';
import type { Services } from '../infra/services.ts';
import type { Deployment } from '../platform/aws/deployment.ts';
import { scheduleExpression } from '../platform/aws/schedule-expression.ts';
import { registerConnector } from '../platform/catalogue.ts';
import { nextDue } from '../platform/next-due.ts';
import type { Platform } from '../platform/ports.ts';
import type { Installation } from './installation.ts';
import { queueTail } from './queue-tail.ts';

/** A run takes minutes; a second more is not noticed, and each look costs some reads. */
const pollMs = 1_000;

export type StageOptions = {
  readonly platform: Platform;
  readonly services: Services;
  readonly deployment: Deployment;
  /** Throws NotFound for a connector whose stack was never deployed. */
  readonly findErp: (connector: string) => Promise<unknown>;
};

/** A stage on AWS as the commands see it. */
export function stageInstallation({ platform, services, deployment, findErp }: StageOptions): Installation {
  const { stage, region, account } = deployment;
  const missingStack = async (connector: string): Promise<string | undefined> => {
    try {
      await findErp(connector);
      return undefined;
    } catch (error) {
      if (!isNamed(error, 'NotFound')) throw error;
      return `npm run deploy -- --stage ${stage}`;
    }
  };
  return {
    place: { kind: 'stage', stage, region, account },
    platform,
    services,
    pollMs,
    worker: () => ({ kind: 'aws' }),
    workHere: async () => undefined,
    requestRun: (request) => startRun(platform, request),
    missingStack,
    checkSchedule: async (connection) =>
      checkSchedule(connection, platform.clock.now(), await missingStack(connection.connector)),
    addConnector: (artefact) => registerConnector(platform, artefact, platform.clock.now()),
    tail: (topic, tenant) => queueTail(platform, topic, tenant),
  };
}

function checkSchedule({ name, connector, schedule }: Connection, now: Date, deploy: string | undefined): void {
  if (schedule === undefined) return;
  try {
    nextDue(schedule, now);
    scheduleExpression(schedule);
  } catch (error) {
    throw notStored(name, 'schedule-not-on-aws', messageOf(error));
  }
  if (deploy !== undefined)
    throw notStored(
      name,
      'erp-stack-missing',
      `The connector ${connector} has no stack yet that its schedule could start. Run "${deploy}" first, or leave the schedule out.`,
    );
}

function notStored(name: string, code: string, why: string): TributaryError {
  return new TributaryError('InvalidInput', { code, message: `Connection ${name} was not stored. ${why}` });
}
