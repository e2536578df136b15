import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectionLease, leaseMs } from '../../core/run.ts';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { machineArn } from '../../platform/aws/names.ts';
import type { Finished } from '../support/command.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';
import { catalogueFolder } from '../support/pipeline.ts';
import { whyNoPython } from '../support/python-tool.ts';
import { openStageCommands, type StageCommands } from '../support/stage-commands.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const reason = whyNoPython();
const describeHere = reason === undefined ? describe : describe.skip;
const folder = join(catalogueFolder, 'demo-odata');
const noted = 'Run: npm run deploy -- --stage dev';

/** Suites run in the order they stand: what one has made, the next uses. */
describeHere(reason ?? 'the commands on a stage', () => {
  let commands: StageCommands;
  const scratch = temporaryDirectory();

  beforeAll(async () => {
    commands = await openStageCommands([]);
  }, 300_000);
  afterAll(async () => {
    await commands?.close();
    scratch.remove();
  });

  const start: StageCommands['start'] = (...given) => commands.start(...given);
  const on: StageCommands['on'] = (...argv) => commands.on(...argv);
  const answer: StageCommands['answer'] = (...argv) => commands.answer(...argv);
  const addAcme = (...more: string[]): Promise<Finished> =>
    start(
      [
        ...['connection', 'add', 'acme', '--connector', 'demo-odata', '--set', 'host=https://erp.example.com'],
        ...['--set', 'username=tributary', '--stage', 'dev', ...more],
      ],
      { TRIBUTARY_SECRET_PASSWORD: 'hidden' },
    ).finished;

  describe('which stage', () => {
    test.each([
      ['status --stage Dev', {}, 2, /^error: "Dev" is no name of a stage: [^\n]+\n$/],
      ['status --stage prod', {}, 3, /^error: Stage prod is not deployed in eu-north-1\. [^\n]+\n$/],
      ['status --stage dev --region eu-west-1', {}, 3, /^error: Stage dev is not deployed in eu-west-1\. [^\n]+\n$/],
      ['status --stage dev --region nowhere', {}, 2, /^error: "nowhere" is no AWS region: [^\n]+\n$/],
      ['status', { TRIBUTARY_STAGE: 'prod' }, 3, /^error: Stage prod is not deployed/],
      ['start --stage dev', {}, 2, /^error: Stage dev works by itself: [^\n]+\n$/],
      ['status --region eu-north-1', {}, 2, /--region: is only for a stage on AWS/],
    ] as const)('%s %j ends with %d', async (line, env, code, message) => {
      const finished = await start(line.split(' '), env).finished;
      expect({ code: finished.code, stdout: finished.stdout }).toEqual({ code, stdout: '' });
      expect(finished.stderr).toMatch(message);
    });

    test('comes before the data directory, and status says where and that AWS works', async () => {
      const { code, stdout, stderr } = await start(['status'], { TRIBUTARY_STAGE: 'dev' }).finished;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^stage +dev in eu-north-1, account 000000000000\nworker +AWS, at all times\n/);
      expect(await answer('status')).toMatchObject({
        stage: 'dev',
        region: emulatorRegion,
        account: emulatorAccount,
        worker: { kind: 'aws' },
        connections: [],
        deadLetters: [],
      });
    });
  });

  describe('connectors', () => {
    test('one without a stack is registered all the same, and the one command to run is said', async () => {
      const { code, stdout, stderr } = await on('connector', 'add', folder);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain('Connector demo-odata is registered (number 1, 14 streams).');
      expect(stdout).toContain(`It has no stack of its own yet. ${noted}\n`);
      expect(stdout).toMatch(/Then: tributary connection add <name> --connector demo-odata --set … --stage dev\n$/);
      expect(await answer('connector', 'list')).toMatchObject([{ connector: 'demo-odata', number: 1 }]);
      expect(await answer('connector', 'show', 'demo-odata')).toMatchObject({ definition: { name: 'demo-odata' } });
    });

    test('one from elsewhere has to be copied into the catalogue first', async () => {
      const copy = join(scratch.path, 'my folder', 'my-erp');
      cpSync(folder, copy, { recursive: true });
      const file = join(copy, 'connector.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('name: demo-odata', 'name: my-erp'));
      const { stdout } = await on('connector', 'add', copy);
      expect(stdout).toContain(`Run: cp -r '${copy}' connectors/catalog/my-erp && npm run deploy -- --stage dev\n`);
      expect(await answer('connector', 'add', copy)).toMatchObject({ isNew: false, deploy: expect.any(String) });
    });
  });

  describe('a connection before its connector has a stack', () => {
    test('is refused with a schedule, and nothing is stored', async () => {
      const { code, stdout, stderr } = await addAcme('--every', '5m');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^error: Connection acme was not stored\. .* no stack yet .*npm run deploy[^\n]+\n$/);
      expect(await answer('connection', 'list')).toEqual([]);
      expect(await commands.platform.secrets.get('default', 'acme')).toBeUndefined();
    });

    test('is stored without one, and cannot be run yet', async () => {
      const { code, stdout } = await addAcme();
      expect(code).toBe(0);
      expect(stdout).toContain(noted);
      const run = await on('run', 'acme');
      expect({ code: run.code, stdout: run.stdout }).toEqual({ code: 3, stdout: '' });
      expect(run.stderr).toMatch(/^error: The connector demo-odata has no stack .*npm run deploy -- --stage dev\n$/);
    });
  });

  describe('a connection with a schedule', () => {
    let group = '';
    const schedule = async (): Promise<string | undefined> => {
      const command = new GetScheduleCommand({ GroupName: group, Name: 'default.acme' });
      const found = new SchedulerClient(clientOptions(emulatorRegion)).send(command);
      return found.then(({ ScheduleExpression }) => ScheduleExpression).catch(() => undefined);
    };

    beforeAll(async () => {
      group = (await commands.stage.deployErp('demo-odata')).scheduleGroup;
    });

    test('whose interval AWS has no words for is refused', async () => {
      const { code, stderr } = await addAcme('--replace', '--every', '90s');
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: Connection acme was not stored\. AWS schedules whole minutes: [^\n]+\n$/);
    });

    test('gets secret and schedule without a deploy', async () => {
      const { code, stdout, stderr } = await addAcme('--replace', '--every', '5m');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe('Connection acme is replaced: connector demo-odata, every 5m.\n');
      expect(await schedule()).toBe('rate(5 minutes)');
      expect(await commands.platform.secrets.get('default', 'acme')).toEqual({ password: 'hidden' });
      expect(await answer('connection', 'list')).toMatchObject([
        { name: 'acme', schedule: { every: '5m' }, nextAt: expect.any(String), lastRun: null },
      ]);
      expect((await on('connection', 'list')).stdout).toMatch(/^acme +demo-odata +every 5m +in \d+ (s|min) +-/m);
    });

    test('is paused and resumed', async () => {
      expect((await on('connection', 'pause', 'acme')).stdout).toContain(
        '"tributary connection resume acme --stage dev"',
      );
      expect((await on('connection', 'list')).stdout).toMatch(/^acme .* paused /m);
      expect((await on('connection', 'resume', 'acme')).code).toBe(0);
    });
  });

  describe('a run', () => {
    const executionOf = (connection: string): Promise<string> =>
      until('the execution', async () => {
        const command = new ListExecutionsCommand({
          stateMachineArn: machineArn(commands.stage.deployment, 'demo-odata'),
        });
        const { executions = [] } = await new SFNClient(clientOptions(emulatorRegion)).send(command);
        return executions.find(({ name }) => name?.startsWith(`default.${connection}.`))?.executionArn;
      });

    test('is started at once and followed by its ARN to the end', async () => {
      const command = start(['run', 'acme', '--stage', 'dev', '--stream', 'projects']);
      const execution = await executionOf('acme');
      const { coordination, ledger } = commands.platform;
      const lease = await coordination.acquire(connectionLease('default', 'acme'), execution, leaseMs);
      if (!lease.ok) throw new Error('no lease');
      const whose = { tenant: 'default', connection: 'acme', trigger: 'manual', connector: 'demo-odata' };
      const what = { registration: 1, mode: 'incremental', streams: ['projects'] } as const;
      const run = await ledger.openRun({ ...whose, ...what }, execution, lease.fence);
      await until('the run to be seen', () => command.output().includes('run acme/1: reading projects'));
      expect((await on('status')).stdout).toContain('run acme/1 is under way');
      const result = { stream: 'projects', ok: true, records: 3, outcomes: { created: 3 }, seconds: 1 };
      await ledger.closeRun(run, { status: 'succeeded', results: [result] }, lease.fence);
      const { code, stdout, stderr } = await command.finished;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^run acme\/1 succeeded in .*: 3 records$/m);
    });

    test('is listed and shown, the ARN in full only for programs', async () => {
      const execution = await executionOf('acme');
      expect((await on('runs')).stdout).toMatch(/^acme\/1 +succeeded /m);
      const { code, stdout } = await on('run', 'show', 'acme/1');
      expect(code).toBe(0);
      expect(stdout).toContain(`  in Step Functions: ${execution.split(':').at(-1)}\n`);
      expect(stdout).not.toContain('arn:');
      expect(await answer('run', 'show', 'acme/1')).toMatchObject({ states: [{ id: execution }] });
    });

    test('that failed before it began says why, with 1', async () => {
      const given = ['connection', 'add', 'broken', '--connector', 'demo-odata', '--set', 'host=https://a.example'];
      const env = { TRIBUTARY_SECRET_PASSWORD: 'x' };
      const added = await start([...given, '--set', 'username=u', '--stage', 'dev'], env).finished;
      expect({ code: added.code, stderr: added.stderr }).toEqual({ code: 0, stderr: '' });
      const { code, stderr } = await on('run', 'broken');
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: broken could not be run: The ERP does not accept them\./);
    });
  });

  describe('what is empty', () => {
    test.each(['records list', 'quarantine list'])('%s', async (line) => {
      const { code, stderr } = await on(...line.split(' '));
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });

    test('a removed connection leaves neither schedule nor secret', async () => {
      expect((await on('connection', 'remove', 'acme')).code).toBe(0);
      expect(await commands.platform.schedules.list('default')).toEqual([]);
      expect(await commands.platform.secrets.get('default', 'acme')).toBeUndefined();
      expect((await on('connection', 'remove', 'acme')).code).toBe(3);
    });
  });
});
