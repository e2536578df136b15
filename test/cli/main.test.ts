import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openDataDirectory } from '../../platform/embedded/data-directory.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { openDemoHome } from './demo-home.ts';
import { tributary } from './run-command.ts';

const temporary = temporaryDirectories();
const launcher = join(import.meta.dirname, '../../cli/launch.mjs');

const commands = [
  'start',
  'status',
  'run',
  'run show',
  'runs',
  'connector',
  ...['list', 'check', 'add', 'show'].map((name) => `connector ${name}`),
  'connection',
  ...['add', 'list', 'remove', 'pause', 'resume'].map((name) => `connection ${name}`),
  'extension',
  ...['check', 'add', 'show', 'remove'].map((name) => `extension ${name}`),
  'records',
  'records list',
  'records show',
  'events',
  'events tail',
  'events topics',
  'subscription',
  'subscribe',
  ...['add', 'list', 'remove', 'read', 'show', 'pause', 'resume', 'snapshot', 'token', 'secret'].map(
    (name) => `subscription ${name}`,
  ),
  'quarantine',
  ...['list', 'show', 'replay', 'drop'].map((name) => `quarantine ${name}`),
  'queues',
  'redrive',
  'retention',
  ...['show', 'set', 'run'].map((name) => `retention ${name}`),
  'backup',
  'restore',
  'erase',
];

describe('help', () => {
  test.each(commands)('%s --help has a description, an example and exit codes, in 80 columns', async (command) => {
    const { code, out, err } = await tributary([...command.split(' '), '--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Usage: tributary \S+/);
    expect(out).toMatch(/Examples?:\n {2}\$ tributary /);
    expect(out).toMatch(/Exit codes:\n {2}0 {2}done\n(.*\n)* {2}2 {2}bad input/);
  });

  test('the list of tested commands is complete', async () => {
    const { out } = await tributary(['--help']);
    const listed = [...out.matchAll(/^ {2}([a-z]+)(?: \[options\])?(?: [<[].*?)? {2,}/gm)].map(([, name]) => name);
    const top = new Set(commands.map((command) => command.split(' ')[0]));
    expect(new Set(listed.filter((name) => name !== 'help'))).toEqual(top);
  });

  test('the version is that of the package', async () => {
    expect((await tributary(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('bad usage', () => {
  test.each([
    [['nothing-like-it'], "unknown command 'nothing-like-it'"],
    [['statuss'], 'Did you mean status?'],
    [['run'], "missing required argument 'connection'"],
    [['runs', '--limit', '0'], 'whole number from 1'],
    [['status', '--colour'], "unknown option '--colour'"],
    [['run', 'show', 'demo'], 'There is no data directory'],
    [['status', '--region', 'eu-north-1'], '--region: is only for a stage on AWS'],
    [['status', '--stage', 'No Stage'], '"No Stage" is no name of a stage'],
    [['run', '--stage', 'No Stage', 'show', 'demo/1'], '"No Stage" is no name of a stage'],
    [['events', 'topics', '--stage', 'dev'], "unknown option '--stage'"],
  ])('%j is refused', async (argv, message) => {
    const home = join(temporary(), 'data');
    const { code, out, err } = await tributary(argv, { home });
    expect(code).toBe(message.startsWith('There is no') ? 3 : 2);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(existsSync(home)).toBe(false);
  });

  test('malformed variables are named before anything is opened', async () => {
    const home = join(temporary(), 'data');
    const env = { TRIBUTARY_FAULT: 'x', TRIBUTARY_MAX_DATABASE_MB: '-1' };
    const { code, err } = await tributary(['start', '--demo'], { home, env });
    expect(code).toBe(2);
    expect(err).toMatch(
      /^TRIBUTARY_MAX_DATABASE_MB: .*\n.*\nTRIBUTARY_FAULT: .*\n.*\nerror: 2 problems: nothing was done\.\n$/,
    );
    expect(existsSync(home)).toBe(false);
  });

  test('with --json an error is a document, and never a stack', async () => {
    const { code, out, err } = await tributary(['status', '--json'], { home: join(temporary(), 'data') });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ error: { name: 'NotFound', code: 'directory-missing' } });
    expect(err).toMatch(/^error: [^\n]+\n$/);
  });

  test('with --json bad usage is a document, and control characters never reach the terminal', async () => {
    const { code, out, err } = await tributary(['runs', '--limit', 'a\u001b[31m', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { name: 'InvalidInput', code: 'usage' } });
    expect(err).toContain("'a\\u001b[31m' is invalid");
    expect(`${out}${err}`).not.toContain('\u001b');
  });

  test('TRIBUTARY_DEBUG=1 adds the stack', async () => {
    const { err } = await tributary(['status'], { home: join(temporary(), 'data'), env: { TRIBUTARY_DEBUG: '1' } });
    expect(err).toContain('    at ');
  });
});

describe('the data directory', () => {
  test('a second worker is refused with 4', async () => {
    const home = temporary();
    const release = openDataDirectory(home).lockWorker();
    try {
      const { code, err } = await tributary(['start'], { home });
      expect(code).toBe(4);
      expect(err).toMatch(/^error: Process \d+, started .* works on the data directory .*\n$/);
    } finally {
      release();
    }
  });

  test('a damaged database ends every command with 5', async () => {
    const home = temporary();
    mkdirSync(home, { recursive: true });
    writeFileSync(
      join(home, 'tributary.db'),
      'this is no database at all, and long enough to be looked at. '.repeat(40),
    );
    const { code, err } = await tributary(['status'], { home });
    expect(code).toBe(5);
    expect(err).toMatch(/^error: The database .* is not a database.*\n$/);
  });
});

describe('the launcher', () => {
  const children: ChildProcessWithoutNullStreams[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const launch = (argv: readonly string[], env: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams => {
    const child = spawn(process.execPath, [launcher, ...argv], { env: { ...process.env, ...env } });
    children.push(child);
    return child;
  };
  const outcome = async (
    child: ChildProcessWithoutNullStreams,
  ): Promise<{ code: number | null; out: string; err: string }> => {
    const streams = [text(child.stdout), text(child.stderr)] as const;
    const [[code], out, err] = await Promise.all([once(child, 'exit') as Promise<[number | null]>, ...streams]);
    return { code, out, err };
  };

  test('finds the Node that the project brings along, by platform', async () => {
    const module = (await import(new URL('../../cli/find-node.mjs', import.meta.url).href)) as {
      findNode(from: string, platform?: string, arch?: string): string | undefined;
    };
    expect(module.findNode(launcher)).toContain(`node-${process.platform}-${process.arch}`);
    expect(module.findNode(launcher, 'plan9', 'mips')).toBeUndefined();
  });

  test('gives exit codes on and shows no warnings of Node', async () => {
    const { code, out, err } = await outcome(launch(['status'], { TRIBUTARY_HOME: join(temporary(), 'data') }));
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/^error: There is no data directory [^\n]+\n$/);
  });

  (existsSync('/dev/full') ? test : test.skip)(
    'an output that cannot be written is told, and takes nothing away',
    async () => {
      const demo = await openDemoHome();
      const shell = async (argv: string, to: string): ReturnType<typeof outcome> => {
        const env = { ...process.env, TRIBUTARY_HOME: demo.home };
        const child = spawn('sh', ['-c', `"${process.execPath}" "${launcher}" ${argv} ${to}`], { env });
        children.push(child);
        return outcome(child);
      };
      try {
        await demo.tributary(['subscription', 'add', 'a', '--topic', 'information.party']);
        await demo.tributary(['run', 'demo', '--stream', 'business-partners']);
        for (const [command, to] of [
          ['status', '>/dev/full'],
          ['subscription read a', '>/dev/full'],
          ['subscription read a', '>&-'],
        ] as const) {
          const { code, err } = await shell(command, to);
          expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^error: Standard output [^\n]+\n$/) });
        }
        const { out } = await demo.tributary(['subscription', 'read', 'a']);
        expect(out.split('\n')).toHaveLength(31);
      } finally {
        await demo.close();
      }
    },
  );

  test('a full database ends the process with 5', async () => {
    const env = { TRIBUTARY_HOME: join(temporary(), 'data'), TRIBUTARY_MAX_DATABASE_MB: '1' };
    const { code, err } = await outcome(launch(['start', '--demo', '--once'], env));
    expect(code).toBe(5);
    expect(err).toMatch(/^error: The database .* is full: .*\n$/);
  });

  test('SIGTERM stops "start --demo" cleanly within five seconds', async () => {
    const child = launch(['start', '--demo'], { TRIBUTARY_HOME: join(temporary(), 'data') });
    let signalled = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      if (signalled > 0 || !chunk.toString().includes('Working until')) return;
      signalled = Date.now();
      child.kill('SIGTERM');
    });
    const { code, out, err } = await outcome(child);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Date.now() - signalled).toBeLessThan(5_000);
    expect(out).toMatch(/run demo\/1 succeeded in [^\n]+: 7300 records\n/);
    expect(out).toMatch(/Stopping: .*\n$/);
  });
});
