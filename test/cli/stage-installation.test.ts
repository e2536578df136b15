import { describe, expect, test } from '@jest/globals';
import { stageInstallation } from '../../cli/stage-installation.ts';
import type { Connection, Schedule } from '../../core/connector/model.ts';
import { TributaryError } from '../../core/errors.ts';
import type { RunRequest } from '../../distributor/start-run.ts';
import type { Services } from '../../infra/services.ts';
import type { Platform } from '../../platform/ports.ts';
import { fakeClock } from '../support/fake-clock.ts';

const deployment = {
  stage: 'dev',
  region: 'eu-north-1',
  account: '000000000000',
  table: 't',
  bucket: 'b',
  keyArn: 'k',
  sealingSecretArn: 's',
};
const request: RunRequest = {
  tenant: 'default',
  connection: 'acme',
  connector: 'demo-odata',
  trigger: 'manual',
  mode: 'incremental',
  streams: [],
};

/** A stage whose only ERP stack is that of demo-odata. */
function stage(platform: Partial<Platform> = { clock: fakeClock() }): ReturnType<typeof stageInstallation> {
  return stageInstallation({
    platform: platform as Platform,
    services: {} as Services,
    deployment,
    findErp: async (connector) => {
      if (connector === 'broken') throw new TributaryError('PlatformUnavailable', { code: 'x', message: 'no answer' });
      if (connector !== 'demo-odata') throw new TributaryError('NotFound', { code: 'erp-stack-missing', message: 'm' });
    },
  });
}

function connection(connector: string, schedule?: Schedule): Connection {
  return {
    tenant: 'default',
    name: 'acme',
    connector,
    parameters: {},
    paused: false,
    ...(schedule ? { schedule } : {}),
  };
}

describe('a stage', () => {
  test('is always worked on, and never by this process', async () => {
    const installation = stage();
    expect(installation.place).toEqual({
      kind: 'stage',
      stage: 'dev',
      region: 'eu-north-1',
      account: '000000000000',
    });
    expect(installation.worker()).toEqual({ kind: 'aws' });
    expect(await installation.workHere()).toBeUndefined();
    expect(installation.pollMs).toBe(1_000);
  });

  test('a request starts the state machine of the connector at once', async () => {
    const started: unknown[] = [];
    const start: Platform['executions']['start'] = async (connector, name, input) => {
      started.push({ connector, name, input });
      return `arn:aws:states:eu-north-1:000000000000:execution:sync:${name}`;
    };
    const executions = { start } as Platform['executions'];
    const id = await stage({ executions, ids: { next: () => 'id-1' } }).requestRun(request);
    expect(id).toBe('arn:aws:states:eu-north-1:000000000000:execution:sync:default.acme.id-1');
    expect(started).toEqual([{ connector: 'demo-odata', name: 'default.acme.id-1', input: request }]);
  });

  test('says the command that makes a stack, where it is missing, and only then', async () => {
    expect(await stage().missingStack('demo-odata')).toBeUndefined();
    expect(await stage().missingStack('other')).toBe('npm run deploy -- --stage dev');
    await expect(stage().missingStack('broken')).rejects.toMatchObject({ name: 'PlatformUnavailable' });
  });
});

describe('a connection on a stage', () => {
  test('is fine with a schedule that AWS knows and a stack, or with no schedule', async () => {
    await stage().checkSchedule(connection('demo-odata', { every: '5m' }));
    await stage().checkSchedule(connection('demo-odata', { cron: '0 6 * * 1-5', timezone: 'Europe/Oslo' }));
    await stage().checkSchedule(connection('other'));
  });

  test.each([
    ['other', { every: '5m' }, 'erp-stack-missing', /Run "npm run deploy -- --stage dev" first/],
    ['demo-odata', { every: '30s' }, 'schedule-not-on-aws', /whole minutes/],
    ['demo-odata', { cron: '0 6 * * XYZ' }, 'schedule-not-on-aws', /is not a schedule/],
    ['demo-odata', { cron: '0 6 1 * 1' }, 'schedule-not-on-aws', /cannot be a schedule on AWS/],
  ] as const)('of %s on %j is refused as %s', async (connector, schedule, code, message) => {
    await expect(stage().checkSchedule(connection(connector, schedule))).rejects.toMatchObject({
      name: 'InvalidInput',
      code,
      message: expect.stringMatching(message),
    });
  });
});
