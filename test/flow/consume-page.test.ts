import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../core/yaml-source.ts';
import { checkSubscription } from '../../distributor/check-subscription.ts';
import { newWebhookSecret, signaturesOf } from '../../distributor/deliver/signature.ts';
import { topicCatalogue } from '../../distributor/topics.ts';
import { parseCommand } from '../support/parse-command.ts';

const page = readFileSync('docs/consume.md', 'utf8');
const block = (name: string): string =>
  new RegExp(`\`\`\`${name}\\n([^\`]*(?:\`[^\`]+\`[^\`]*)*?)\`\`\``).exec(page)?.[1] ?? '';

type Verify = (secret: string, headers: Readonly<Record<string, string>>, body: string, now?: number) => boolean;

async function verifier(): Promise<Verify> {
  const code = block('js verify');
  expect(code).toContain('isFromTributary');
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { isFromTributary: Verify };
  return module.isFromTributary;
}

describe('docs/consume.md', () => {
  test('its verification takes what we sign, also beside another secret, and nothing else', async () => {
    const isFromTributary = await verifier();
    const [secret, other] = [newWebhookSecret(), newWebhookSecret()];
    const timestamp = 1_767_225_600;
    const body = '[{"id":"e","data":{"name":"Møller & Sønn"}}]';
    const now = timestamp * 1_000;
    const headers = (secrets: readonly string[]): Record<string, string> => ({
      'webhook-id': 'm1',
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signaturesOf(secrets, { id: 'm1', timestamp, body }),
    });
    expect(isFromTributary(secret, headers([secret]), body, now)).toBe(true);
    expect(isFromTributary(secret, headers([other, secret]), body, now)).toBe(true);
    expect(isFromTributary(secret, headers([other]), body, now)).toBe(false);
    expect(isFromTributary(secret, headers([secret]), `${body} `, now)).toBe(false);
    expect(isFromTributary(secret, { ...headers([secret]), 'webhook-id': 'm2' }, body, now)).toBe(false);
    expect(isFromTributary(secret, headers([secret]), body, now + 301_000)).toBe(false);
  });

  test('its example is a valid subscription', () => {
    const rules = { topics: ['information.supplier-invoice', 'information.party'], allowedHosts: [] };
    expect(checkSubscription(parseYaml('docs/consume.md', block('yaml')), rules)).toMatchObject({ ok: true });
  });

  test('its commands exist', () => {
    const commands = [...page.matchAll(/^tributary ([^#\n]+)/gm)].map(([, text = '']) => text.trim());
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) expect([command, parseCommand(command)]).toEqual([command, undefined]);
  });

  test('its table of attributes is that of the catalogue', () => {
    const rows = [...page.matchAll(/^\| `((?:information|notification)\.[^`]+)` +\| (.+?) +\|$/gm)];
    const told = Object.fromEntries(
      rows.map(([, topic = '', text = '']) => [topic, [...text.matchAll(/`(\w+)`/g)].map(([, name]) => name)]),
    );
    const known = topicCatalogue.filter(({ topic }) => !topic.startsWith('erp-system'));
    expect(told).toEqual(
      Object.fromEntries(known.map(({ topic, attributes }) => [topic, attributes.filter((name) => name !== 'tenant')])),
    );
  });
});
