import { readFileSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { temporaryDirectories } from '../../support/temporary-directory.ts';
import { demoFolder } from '../demo-home.ts';
import { type CommandOptions, type CommandResult, tributary } from '../run-command.ts';

const temporary = temporaryDirectories();
let cwd = '';
const connection = (argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> =>
  tributary(['connection', ...argv], { home: join(cwd, 'data'), cwd, ...options });
const list = async (): Promise<readonly Record<string, unknown>[]> =>
  JSON.parse((await connection(['list', '--json'])).out) as Record<string, unknown>[];
const acme = [
  'add',
  'acme',
  '--connector',
  'demo-odata',
  '--set',
  'host=https://erp.example.test',
  '--set',
  'username=u',
];

beforeEach(async () => {
  cwd = temporary();
  await tributary(['connector', 'add', demoFolder], { home: join(cwd, 'data') });
});

describe('connection add', () => {
  test('takes the secret from a pipe and stores it only encrypted', async () => {
    const { code, out } = await connection([...acme, '--secret', 'password', '--every', '5m'], {
      stdin: 'geheim-123\n',
    });
    expect(code).toBe(0);
    expect(out).toContain('Connection acme is made: connector demo-odata, every 5m.');
    expect(await list()).toMatchObject([
      { name: 'acme', schedule: { every: '5m' }, parameters: { host: 'https://erp.example.test', username: 'u' } },
    ]);
    const files = await readdir(join(cwd, 'data'), { recursive: true, withFileTypes: true });
    const contents = files
      .filter((file) => file.isFile())
      .map((file) => readFileSync(join(file.parentPath, file.name)));
    expect(contents.filter((content) => content.includes('geheim-123'))).toEqual([]);
  });

  test('takes the secret from its variable, or from a terminal', async () => {
    expect((await connection(acme, { env: { TRIBUTARY_SECRET_PASSWORD: 'p' } })).code).toBe(0);
    expect((await connection([...acme, '--replace'], { answers: { password: 'p' } })).code).toBe(0);
  });

  test('reads a file', async () => {
    const yaml =
      'name: acme\nconnector: demo-odata\nparameters: { host: https://e.test, username: u }\nschedule: { cron: 0 6 * * 1-5, timezone: Europe/Oslo }\n';
    writeFileSync(join(cwd, 'acme.yaml'), yaml);
    const { code, out } = await connection(['add', '--file', 'acme.yaml', '--secret', 'password'], { stdin: 'p' });
    expect(code).toBe(0);
    expect(out).toContain('0 6 * * 1-5 (Europe/Oslo)');
  });

  test('a broken file: every problem with its place, exit code 2, nothing stored', async () => {
    writeFileSync(
      join(cwd, 'acme.yaml'),
      'name: acme\nconnector: demo-odata\nparameters:\n  hst: x\nstreams: [project]\n',
    );
    const { code, err } = await connection(['add', '--file', 'acme.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('acme.yaml:4:3  the connector has no parameter "hst"');
    expect(err).toContain('the parameter "password" is missing');
    expect(err).toContain('TRIBUTARY_SECRET_PASSWORD');
    expect(err).toMatch(/acme\.yaml:5:\d+ {2}the connector has no stream "project"/);
    expect(await list()).toEqual([]);
  });

  test('a secret is never an argument, and that is said with all else that is wrong', async () => {
    const { code, err } = await connection(
      [...acme, '--set', 'password=geheim', '--set', 'usr=x', '--secret', 'host'],
      { stdin: 'x' },
    );
    expect(code).toBe(2);
    expect(err).toContain('"password" is secret and must not be an argument');
    expect(err).toContain('no parameter "usr"');
    expect(err).toContain('--secret host is no secret parameter');
    expect(err).not.toContain('geheim');
    expect(await list()).toEqual([]);
  });

  test.each([
    [['add'], ['the name of the connection is missing', '--connector is missing']],
    [
      ['add', 'a', '--connector', 'demo-odata', '--set', 'x', '--every', '1m', '--cron', '* * * * *'],
      ['gives no value', 'exclude'],
    ],
    [['add', 'a', '--file', 'acme.yaml', '--every', '1m'], ['--every cannot stand beside --file']],
    [
      ['add', 'a', '--file', 'nowhere.yaml'],
      ['nowhere.yaml:1:1', 'does not exist'],
    ],
  ])('%j is bad input', async (argv, messages) => {
    const { code, err } = await connection(argv);
    expect(code).toBe(2);
    for (const message of messages) expect(err).toContain(message);
  });

  test('all that is wrong is said at once', async () => {
    const argv = ['--set', 'host=notaurl', '--set', 'bogus=1', '--set', 'x', '--every', '5x', '--stream', 'nope'];
    const { code, err } = await connection(['add', 'a', '--connector', 'demo-odata', ...argv]);
    expect(code).toBe(2);
    for (const part of ['"host"', '"bogus"', '--set x gives no value', 'every', '"nope"', '"username" is missing'])
      expect(err).toContain(part);
    const unknown = await connection(['add', 'a', ...argv]);
    expect(unknown.err).toContain('--connector is missing');
    expect(unknown.err).toContain('every');
  });

  test('a path through a file', async () => {
    writeFileSync(join(cwd, 'file'), '');
    const { err } = await connection(['add', '--file', 'file/acme.yaml']);
    expect(err).toContain('a file where a folder is expected');
    const home = await tributary(['connector', 'add', demoFolder], { home: join(cwd, 'file', 'data') });
    expect(home.err).toMatch(/cannot be the data directory: .* a folder is expected\./);
    expect(home.err).not.toContain('ENOTDIR');
  });

  test('an unknown connector', async () => {
    const { code, err } = await connection(['add', 'a', '--connector', 'demo-odat']);
    expect(code).toBe(3);
    expect(err).toContain('Did you mean "demo-odata"?');
  });

  test('an existing name needs --replace, which keeps the secret', async () => {
    await connection([...acme, '--secret', 'password'], { stdin: 'p' });
    expect((await connection([...acme, '--secret', 'password'], { stdin: 'p' })).code).toBe(2);
    const { code, out } = await connection([...acme, '--replace', '--cron', '0 6 * * *']);
    expect(code).toBe(0);
    expect(out).toContain('Connection acme is replaced: connector demo-odata, 0 6 * * * (UTC).');
    expect(await list()).toMatchObject([{ schedule: { cron: '0 6 * * *' }, nextAt: expect.any(String) }]);
  });
});

describe('connection', () => {
  test('pause, resume and remove', async () => {
    await connection([...acme, '--secret', 'password', '--every', '5m'], { stdin: 'p' });
    expect((await connection(['pause', 'acme'])).code).toBe(0);
    expect(await list()).toMatchObject([{ paused: true, nextAt: null }]);
    expect((await connection(['list'])).out).toMatch(/^acme +demo-odata +every 5m +paused +-$/m);
    expect((await connection(['resume', 'acme'])).out).toContain('runs on its schedule again');
    expect((await connection(['remove', 'acme'])).out).toContain('records, runs and events stay');
    expect(await list()).toEqual([]);
    const secrets = await readdir(join(cwd, 'data', 'secrets'), { recursive: true });
    expect(secrets.filter((name) => name.includes('acme'))).toEqual([]);
  });

  test('unknown names', async () => {
    for (const command of ['pause', 'resume', 'remove']) expect((await connection([command, 'acme'])).code).toBe(3);
  });

  test('tenants do not see each other', async () => {
    await connection([...acme, '--secret', 'password', '--tenant', 'other'], { stdin: 'p' });
    expect(await list()).toEqual([]);
    expect((await connection(['list', '--tenant', 'third'])).err).toBe(
      'There is nothing of tenant "third" here. Tenants with connections: other.\n',
    );
    expect((await connection(['list'], { env: { TRIBUTARY_TENANT: 'other' } })).out).toContain('acme');
  });
});
