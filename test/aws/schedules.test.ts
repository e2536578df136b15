import { randomUUID } from 'node:crypto';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  type GetScheduleOutput,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import type { Deployment, ErpDeployment } from '../../platform/aws/deployment.ts';
import { awsSchedules } from '../../platform/aws/schedules.ts';
import type { ScheduleEntry, Schedules } from '../../platform/ports.ts';
import { schedulesContract } from '../contract/schedules.contract.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';
import { type FakeClock, fakeClock } from '../support/fake-clock.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { testDeployment } from './test-deployment.ts';

type Opened = {
  readonly schedules: Schedules;
  readonly scheduler: SchedulerClient;
  readonly deployment: Deployment;
  readonly clock: FakeClock;
  readonly close: () => void;
};

const groupOf = (stage: string, connector: string): string => `tributary-${stage}-${connector}`;

/** A stage with two ERP stacks. */
async function open(): Promise<Opened> {
  const deployment = testDeployment({ stage: `t${randomUUID().slice(0, 8)}` });
  const options = clientOptions(emulatorRegion);
  const [scheduler, ssm] = [new SchedulerClient(options), new SSMClient(options)];
  for (const connector of ['demo-odata', 'visma']) {
    const erp: ErpDeployment = {
      connector,
      scheduleGroup: groupOf(deployment.stage, connector),
      scheduleRoleArn: `arn:aws:iam::${emulatorAccount}:role/schedules-${connector}`,
      scheduleDeadLetterArn: `arn:aws:sqs:${emulatorRegion}:${emulatorAccount}:schedules-${connector}`,
    };
    await scheduler.send(new CreateScheduleGroupCommand({ Name: erp.scheduleGroup }));
    const Name = `/tributary/${deployment.stage}/erp/${connector}`;
    await ssm.send(new PutParameterCommand({ Name, Value: JSON.stringify(erp), Type: 'String' }));
  }
  // Moves from now on: the emulator writes down its own time.
  const clock = fakeClock(new Date().toISOString());
  const close = (): void => {
    scheduler.destroy();
    ssm.destroy();
  };
  return { schedules: awsSchedules(deployment, { scheduler, ssm }, clock), scheduler, deployment, clock, close };
}

const read = ({ scheduler, deployment }: Opened, connector: string, name: string): Promise<GetScheduleOutput> =>
  scheduler.send(new GetScheduleCommand({ GroupName: groupOf(deployment.stage, connector), Name: name }));

const hourly: ScheduleEntry = { tenant: 'acme', name: 'main', connector: 'demo-odata', when: { every: '1h' } };

onEmulators(['ministack'], (emulator) => {
  schedulesContract(emulator, async () => {
    const { schedules, clock, close } = await open();
    return { schedules, clock, passTime: clock.advance, dispose: async () => close() };
  });

  test('starts the machine of the connector with a run request, with retries and dead letters', async () => {
    const opened = await open();
    await opened.schedules.put(hourly);
    const { stage, region, account, keyArn } = opened.deployment;
    expect(await read(opened, 'demo-odata', 'acme.main')).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      KmsKeyArn: keyArn,
      State: 'ENABLED',
      Target: {
        Arn: `arn:aws:states:${region}:${account}:stateMachine:tributary-${stage}-sync_demo-odata`,
        RoleArn: `arn:aws:iam::${account}:role/schedules-demo-odata`,
        RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 },
        DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${account}:schedules-demo-odata` },
        Input: JSON.stringify({
          tenant: 'acme',
          connection: 'main',
          connector: 'demo-odata',
          trigger: 'schedule',
          mode: 'incremental',
          streams: [],
        }),
      },
    });
    opened.close();
  });

  test('cron goes over in its time zone, and comes back as it was put', async () => {
    const opened = await open();
    const when = { cron: '30 6 * * 1-5', timezone: 'Europe/Berlin' };
    await opened.schedules.put({ ...hourly, when });
    expect(await read(opened, 'demo-odata', 'acme.main')).toMatchObject({
      ScheduleExpression: 'cron(30 6 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    });
    expect(await opened.schedules.list('acme')).toEqual([{ ...hourly, when, nextAt: expect.any(String) }]);
    opened.close();
  });

  test('the same entry again changes nothing; another connector moves it to its group', async () => {
    const opened = await open();
    await opened.schedules.put(hourly);
    const before = await read(opened, 'demo-odata', 'acme.main');
    await opened.schedules.put(hourly);
    expect((await read(opened, 'demo-odata', 'acme.main')).LastModificationDate).toEqual(before.LastModificationDate);
    await opened.schedules.put({ ...hourly, connector: 'visma' });
    await expect(read(opened, 'demo-odata', 'acme.main')).rejects.toThrow('does not exist');
    expect((await opened.schedules.list()).map(({ connector }) => connector)).toEqual(['visma']);
    await opened.schedules.remove('acme', 'main');
    expect(await opened.schedules.list()).toEqual([]);
    opened.close();
  });

  test('long names are cut to what AWS takes, and stay apart', async () => {
    const opened = await open();
    const tenant = 'a-tenant-with-a-very-long-name-indeed';
    const names = ['one', 'two'].map((end) => `a-connection-with-a-long-name-too-${end}`);
    for (const name of names) await opened.schedules.put({ ...hourly, tenant, name });
    await opened.schedules.put({ ...hourly, tenant: `${tenant}-2` });
    expect((await opened.schedules.list(tenant)).map(({ name }) => name)).toEqual(names);
    const { Schedules: all = [] } = await opened.scheduler.send(
      new ListSchedulesCommand({ GroupName: groupOf(opened.deployment.stage, 'demo-odata') }),
    );
    expect(all.map(({ Name = '' }) => Name.length)).toEqual([64, 64, expect.any(Number)]);
    await opened.schedules.remove(tenant, 'a-connection-with-a-long-name-too-one');
    expect((await opened.schedules.list(tenant)).map(({ name }) => name)).toEqual(names.slice(1));
    opened.close();
  });

  test('a schedule that somebody made by hand in the group is none of ours', async () => {
    const opened = await open();
    await opened.schedules.put(hourly);
    const GroupName = groupOf(opened.deployment.stage, 'demo-odata');
    const { Target } = await read(opened, 'demo-odata', 'acme.main');
    const byHand = { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' } } as const;
    await opened.scheduler.send(
      new CreateScheduleCommand({
        ...byHand,
        GroupName,
        Name: 'acme.hand',
        Target: { ...Target, Input: 'hello' } as never,
      }),
    );
    expect((await opened.schedules.list('acme')).map(({ name }) => name)).toEqual(['main']);
    opened.close();
  });

  test('refuses, before anything is written, what only AWS cannot do', async () => {
    const { schedules, close } = await open();
    const refusal = (code: string) => ({ name: 'InvalidInput', code });
    const put = (change: Partial<ScheduleEntry>): Promise<void> => schedules.put({ ...hourly, ...change });
    await expect(put({ when: { every: '90s' } })).rejects.toMatchObject(refusal('interval-not-on-aws'));
    await expect(put({ when: { cron: '0 6 1 * 1' } })).rejects.toMatchObject(refusal('cron-not-on-aws'));
    await expect(put({ name: 'a b' })).rejects.toMatchObject(refusal('key-invalid'));
    await expect(put({ connector: 'unknown' })).rejects.toMatchObject({
      name: 'NotFound',
      code: 'erp-stack-missing',
      message: expect.stringMatching(/connector unknown .* npm run deploy -- --stage t\w+$/),
    });
    expect(await schedules.list()).toEqual([]);
    close();
  });
});
