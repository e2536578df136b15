import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DemoHome, openDemoHome } from '../demo-home.ts';
import { documentsIn } from '../run-command.ts';

describe('records compare', () => {
  let demo: DemoHome;
  const compare = (...argv: readonly string[]): ReturnType<DemoHome['tributary']> =>
    demo.tributary(['records', 'compare', ...argv], { columns: 120 });
  const sides = ['--left', 'demo', '--right', 'again'] as const;

  beforeAll(async () => {
    demo = await openDemoHome();
    const own = ['--connector', 'demo-odata', '--set', `host=${demo.erp.url}`, '--set', 'username=tributary'];
    await demo.tributary(['connection', 'add', 'again', ...own]);
    for (const name of ['demo', 'again']) {
      const { code, err } = await demo.tributary(['run', name, '--stream', 'projects']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
    }
  }, 60_000);
  afterAll(() => demo.close());

  test('two connections to the same ERP are equal: exit code 0, and only the summary', async () => {
    const { code, out, err } = await compare('project', ...sides);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^project: 10 records of demo, 10 of again\n {2}equal +10\n {2}differing +0\n/);
    const [summary, ...others] = documentsIn((await compare('project', ...sides, '--json')).out);
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ type: 'summary', equal: 10, differing: 0, onlyLeft: 0, onlyRight: 0 });
  });

  test('what changed in the one since is a difference; --only and --fields decide what counts', async () => {
    const { LastChangeDateTime: _before, ...row } = demo.erp.rows('Projects')[0] ?? {};
    demo.erp.putRow('Projects', { ...row, ProjectDescription: 'Renamed' });
    expect((await demo.tributary(['run', 'again', '--stream', 'projects', '--full'])).code).toBe(0);
    const { code, out } = await compare('project', ...sides);
    expect(code).toBe(1);
    expect(out).toMatch(/^Differing \(1\)\n {2}object +matched by +field +demo +again\n.* name .* Renamed$/m);
    expect((await compare('project', ...sides, '--fields', 'status,endDate')).code).toBe(0);
    expect((await compare('project', ...sides, '--only', 'left')).code).toBe(0);
    expect((await compare('project', ...sides, '--only', 'differing', '--limit', '1')).code).toBe(1);
  });

  test('an entity that nobody has, and mistakes', async () => {
    expect((await compare('payment', ...sides)).code).toBe(0);
    for (const [code, text, argv] of [
      [3, 'There is no entity "projekt". Did you mean "project"?', ['projekt', ...sides]],
      [3, 'There is no connection "gone" of tenant "default"', ['project', '--left', 'demo', '--right', 'gone']],
      [2, 'Both sides are "demo": name two connections.', ['project', '--left', 'demo', '--right', 'demo']],
      [2, 'There is no field "satus". Did you mean "status"?', ['project', ...sides, '--fields', 'name,satus']],
      [2, 'There is no field "no". ', ['project', ...sides, '--match-by', 'no']],
      [2, "required option '--right <connection>' not specified", ['project', '--left', 'demo']],
    ] as const) {
      const result = await compare(...argv);
      expect(result).toMatchObject({ code, out: '' });
      expect(result.err).toContain(text);
    }
  });
});
