import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryDirectories } from '../../support/temporary-directory.ts';
import { openDemoHome } from '../demo-home.ts';
import { documentsIn, tributary } from '../run-command.ts';

const temporary = temporaryDirectories();

describe('start', () => {
  test('--demo --once runs the demo to its end, twice if asked twice', async () => {
    const home = join(temporary(), 'data');
    const first = await tributary(['start', '--demo', '--once'], { home });
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(first.out).toMatch(
      /^data directory +.*\ndemo ERP +http:\/\/127\.0\.0\.1:\d+.*\nNordic demo ERP http:\/\/127\.0\.0\.1:\d+/,
    );
    expect(first.out).toMatch(/^supplier-invoices ok +2500 +2500 +0 +0 +0 +\d/m);
    expect(first.out).toMatch(/^run demo\/1 succeeded .*: 7300 records$/m);
    expect(first.out).toContain(`TRIBUTARY_HOME=${home} npx tributary run show demo/1`);
    for (const tenant of ['default', 'fjord'])
      expect(first.out).toMatch(
        new RegExp(`^tenant ${tenant}, connection nordic[^]*?^run nordic/1 succeeded .*: 1200 records$`, 'm'),
      );
    expect(first.out).toContain('npx tributary records compare party --left demo --right nordic');
    expect(first.out).toContain('The demo ERPs have stopped with this command');
    expect(
      Math.max(
        ...first.out
          .split('\n')
          .slice(4)
          .map((line) => line.replace(`TRIBUTARY_HOME=${home} `, '').length),
      ),
    ).toBeLessThanOrEqual(80);
    const second = await tributary(['start', '--demo', '--once', '--json'], { home });
    expect(second.code).toBe(0);
    const documents = documentsIn(second.out);
    expect(documents[0]).toMatchObject({ type: 'started', home });
    expect(documents.filter(({ type }) => type === 'result')).toMatchObject([
      { tenant: 'default', run: 'demo/2', status: 'succeeded' },
      { tenant: 'default', run: 'nordic/2', status: 'succeeded' },
      { tenant: 'fjord', run: 'nordic/2', status: 'succeeded' },
    ]);
  }, 120_000);

  test('is refused for a stage, before anything is made', async () => {
    const home = join(temporary(), 'data');
    for (const [argv, env] of [
      [['--demo', '--stage', 'dev'], {}],
      [[], { TRIBUTARY_STAGE: 'dev' }],
    ] as const) {
      const { code, out, err } = await tributary(['start', ...argv], { home, env });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(
        /^error: Stage dev works by itself: [^\n]+ "tributary run <connection> --stage dev"[^\n]+\n$/,
      );
    }
    expect(existsSync(home)).toBe(false);
  });

  test('the loser of two at once changes nothing', async () => {
    const home = join(temporary(), 'data');
    const connection = async (): Promise<unknown> => {
      const { out } = await tributary(['connection', 'list', '--json'], { home });
      return (JSON.parse(out) as readonly { readonly parameters: { readonly host: string } }[])[0]?.parameters.host;
    };
    const both = await Promise.all([0, 1].map(() => tributary(['start', '--demo', '--once', '--json'], { home })));
    expect(both.map(({ code }) => code).sort()).toEqual([0, 4]);
    const [winner] = both.filter(({ code }) => code === 0);
    expect(await connection()).toBe(documentsIn(winner?.out ?? '')[0]?.['demo']);
  }, 120_000);

  test('prints a line per run until it is stopped, and does what other processes ask for', async () => {
    const demo = await openDemoHome();
    const stop = new AbortController();
    try {
      let asked: Promise<unknown> | undefined;
      const onOutput = (out: string): void => {
        if (out.includes('Working until')) asked ??= demo.tributary(['run', 'demo', '--stream', 'projects']);
        if (out.includes('run demo/1 succeeded')) stop.abort();
      };
      const { code, out } = await demo.tributary(['start'], { signal: stop.signal, onOutput });
      expect(code).toBe(0);
      expect(out).toMatch(/^\d\d:\d\d:\d\d {2}run demo\/1 succeeded: 10 records \(10 created\)$/m);
      expect(out).toMatch(/^consumer API +http:\/\/127\.0\.0\.1:\d+\/v1/m);
      await asked;
    } finally {
      await demo.close();
    }
  });

  test('--once without a connection', async () => {
    const demo = await openDemoHome();
    try {
      await demo.tributary(['connection', 'pause', 'demo']);
      const { code, err } = await demo.tributary(['start', '--once']);
      expect(code).toBe(3);
      expect(err).toContain('has no connection to run');
    } finally {
      await demo.close();
    }
  });

  test('--once fails with the run', async () => {
    const demo = await openDemoHome();
    try {
      const { code, out } = await demo.tributary(['start', '--once'], { env: { TRIBUTARY_ALLOW_HOSTS: '' } });
      expect(code).toBe(1);
      expect(out).toContain('TRIBUTARY_ALLOW_HOSTS=127.0.0.1:');
    } finally {
      await demo.close();
    }
  });
});
