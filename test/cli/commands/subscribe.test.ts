import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { documentsIn, tributary } from '../run-command.ts';

const directory = temporaryDirectory();
const home = join(directory.path, 'data');
beforeAll(() => mkdirSync(home));
afterAll(() => directory.remove());

const run = (argv: readonly string[], options: Parameters<typeof tributary>[1] = {}) =>
  tributary(argv, { home, cwd: directory.path, ...options });

function subscribe(text: string, argv: readonly string[] = [], options: Parameters<typeof tributary>[1] = {}) {
  writeFileSync(join(directory.path, 's.yaml'), text);
  return run(['subscribe', 's.yaml', ...argv], options);
}

const valid = 'name: shop\ntenants: [default]\ntopics: [information.party]\n';
const webhook = `${valid}target: { kind: webhook, url: https://shop.example.com/hook?token=geheim }\n`;

describe('subscribe', () => {
  test('says all that is wrong at once, each with its place', async () => {
    const { code, err } = await subscribe(
      'name: Shop\ntenants: [default]\ntopics: [information.partys]\nfilter:\n  tenant: [other]\n  change: [{ prefixx: a }]\n  run: [{ numeric: [">", 5, "<", 1] }]\ntarget:\n  kind: webhook\n  url: http://10.0.0.1/hook\n  timeout: 5m\n',
    );
    expect(code).toBe(2);
    for (const part of ['1:7  name', '3:10  there is no topic', '5:3  unknown key "tenant"', '6:12  filter.change[0]'])
      expect(err).toContain(`s.yaml:${part}`);
    for (const part of [
      '7:8  the filter on "run"',
      '10:8  the address must begin with https://',
      '11:12  5m is too long',
    ])
      expect(err).toContain(`s.yaml:${part}`);
    expect(err).toMatch(/7 problems: the subscription was not made\.\n$/);
  });

  test.each([
    ['YAML that does not parse', 'name: a\n  b: [', 's.yaml:1:7'],
    ['no file at all', undefined, 'the file does not exist'],
    ['a list', '- a', 's.yaml:1:1'],
    ['an empty file', '', 's.yaml:1:1'],
    [
      'a path out of the data directory',
      `${valid}target: { kind: folder, path: ../out }`,
      's.yaml:4:31  The path "../out"',
    ],
    ['a folder without a path', `${valid}target: { kind: folder }`, 'A folder needs a path'],
    [
      'a URL with a password',
      `${valid}target: { kind: webhook, url: "https://u:geheim@x.example.com" }`,
      'user name or a password',
    ],
    ['what is no URL', `${valid}target: { kind: webhook, url: "//x" }`, 'the address cannot be read'],
    [
      'an attribute that a topic has not',
      `${valid}filter: { severity: [breaking] }\ntarget: { kind: queue }`,
      'have no attribute "severity"',
    ],
    [
      'a name that dead letters have',
      `${valid.replace('shop', 'dead')}target: { kind: queue }`,
      'cannot be called "dead"',
    ],
    ['no time', `${valid}target: { kind: queue, visibility: 0s }`, '0s is no time'],
  ])('refuses %s', async (_what, text, reason) => {
    const { code, err } = text === undefined ? await run(['subscribe', 'none.yaml']) : await subscribe(text);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(reason) });
    expect(err).not.toContain('geheim');
    expect(JSON.parse((await run(['subscription', 'list', '--json'])).out)).toEqual([]);
  });

  test('another tenant on the command line than in the file', async () => {
    const { code, err } = await subscribe(`${valid}target: { kind: queue }`, ['--tenant', 'other']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('s.yaml:2:10  the tenants are default here'),
    });
  });

  test('a webhook gets a secret once; replaced it keeps it, and nothing else shows it', async () => {
    const first = await subscribe(webhook);
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    expect(first.out).toMatch(/^Its secret, shown this once: whsec_\S{44}$/m);
    expect(first.out).not.toContain('geheim');
    const again = await subscribe(webhook, ['--json']);
    expect(JSON.parse(again.out)).toMatchObject({ replaced: true, paused: null });
    expect(again.out).not.toContain('whsec_');
    expect((await run(['subscription', 'read', 'shop'])).code).toBe(2);
    const shown = await run(['subscription', 'show', 'shop']);
    expect(shown.out).toMatch(/^target +webhook https:\/\/shop\.example\.com$/m);
    expect(shown.out).toMatch(/^state +delivering$/m);
  });

  test('its own secret is piped in and not shown; what is none is refused without being shown', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const given = await subscribe(webhook, ['--secret'], { stdin: `${secret}\n` });
    expect({ code: given.code, shown: given.out.includes('whsec_') }).toEqual({ code: 0, shown: false });
    const wrong = await subscribe(webhook, ['--secret'], { stdin: 'hunter2' });
    expect({ code: wrong.code, err: wrong.err }).toEqual({ code: 2, err: expect.not.stringContaining('hunter2') });
    const changed = await run(['subscription', 'secret', 'shop']);
    expect(changed.out).toMatch(/^whsec_\S{44}\n/);
    expect((await run(['subscription', 'secret', 'shop', '--revoke'])).out).toContain('newest secret only');
  });

  test('pause, status, resume', async () => {
    await subscribe(webhook);
    expect((await run(['subscription', 'pause', 'shop', '--reason', 'Moving house.'])).code).toBe(0);
    expect((await run(['subscription', 'pause', 'shop'])).out).toContain('already paused');
    const status = await run(['status']);
    expect(status.out).toMatch(/^subscriptions +1, 0 messages waiting\n +shop: paused .*Moving house\./m);
    const { subscriptions } = JSON.parse((await run(['status', '--json'])).out) as { readonly subscriptions: unknown };
    expect(subscriptions).toEqual([
      expect.objectContaining({ name: 'shop', waiting: 0, paused: expect.objectContaining({ by: 'operator' }) }),
    ]);
    expect((await subscribe(webhook)).out).toContain('It is still paused');
    expect((await run(['subscription', 'resume', 'shop'])).out).toContain('goes on');
    expect((await run(['subscription', 'resume', 'shop'])).out).toContain('was not paused');
    expect((await run(['subscription', 'remove', 'shop'])).code).toBe(0);
  });
});

describe('subscription token', () => {
  test('is printed once, stays valid beside a newer one, and is taken back', async () => {
    await subscribe(`${valid.replace('shop', 'archive')}target: { kind: queue }\n`);
    const first = (await run(['subscription', 'token', 'archive'])).out.trim();
    expect(first).toMatch(/^tsub_[\w-]{43}$/);
    expect(
      documentsIn((await run(['subscription', 'show', 'archive', '--json'])).out.replaceAll('\n', ''))[0],
    ).toMatchObject({
      tokensMadeAt: [expect.any(String)],
    });
    expect((await run(['subscription', 'token', 'archive'])).out).toMatch(/^tsub_\S+\n2 tokens are valid now/);
    expect((await run(['subscription', 'token', 'archive', '--revoke'])).out).toContain('has lost 1 older');
    for (let made = 1; made < 5; made++) await run(['subscription', 'token', 'archive']);
    expect((await run(['subscription', 'token', 'archive'])).code).toBe(2);
  });

  test.each([
    [['token', 'none'], 3],
    [['show', 'none'], 3],
    [['pause', 'archive'], 2],
    [['secret', 'archive'], 2],
    [['resume', 'none'], 3],
    [['snapshot', 'archive', '--entity', 'project', '--no-wait'], 2],
  ])('subscription %j ends with %d', async (argv, code) => {
    expect((await run(['subscription', ...argv])).code).toBe(code);
  });

  test('a snapshot of nothing is done at once', async () => {
    const { code, out } = await run(['subscription', 'snapshot', 'archive', '--json']);
    expect(code).toBe(0);
    expect(documentsIn(out).at(-1)).toMatchObject({ type: 'result', status: 'done', events: 0 });
  }, 20_000);
});
