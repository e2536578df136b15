import { expect, test } from '@jest/globals';
import { newWebhookSecret, signaturesOf } from '../../../distributor/deliver/signature.ts';
import { handleWebhook, verifyWebhook } from '../../../sdk/src/webhook.ts';
import { projectEvent } from '../sdk-events.ts';

const [secret, other] = [newWebhookSecret(), newWebhookSecret()];
const body = '[{"id":"e","data":{"name":"Møller & Sønn"}}]';
const seconds = 1_767_225_600;
const now = new Date(seconds * 1_000);

const signed = (text: string, secrets: readonly string[], timestamp = seconds): Record<string, string> => ({
  'webhook-id': 'm1',
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signaturesOf(secrets, { id: 'm1', timestamp, body: text }),
});

test('takes what Tributary signs, as text, bytes and Headers, with either of two secrets', () => {
  expect(verifyWebhook(secret, signed(body, [secret]), body, now)).toBe(true);
  expect(verifyWebhook(secret, new Headers(signed(body, [other, secret])), Buffer.from(body), now)).toBe(true);
  expect(verifyWebhook([other, secret], signed(body, [secret]), body, now)).toBe(true);
});

test('takes nothing else', () => {
  const headers = signed(body, [secret]);
  expect(verifyWebhook(other, headers, body, now)).toBe(false);
  expect(verifyWebhook(secret, headers, `${body} `, now)).toBe(false);
  expect(verifyWebhook(secret, { ...headers, 'webhook-id': 'm2' }, body, now)).toBe(false);
  expect(verifyWebhook(secret, { ...headers, 'webhook-timestamp': 'NaN' }, body, now)).toBe(false);
  expect(verifyWebhook(secret, { ...headers, 'webhook-signature': 'v1,' }, body, now)).toBe(false);
  expect(verifyWebhook(secret, {}, body, now)).toBe(false);
  expect(verifyWebhook(secret, headers, body, new Date(now.getTime() + 301_000))).toBe(false);
  for (const wrong of ['', 'whsec_', 'secret'])
    expect(() => verifyWebhook(wrong, headers, body, now)).toThrow(/whsec_/);
});

test('handles a request: what it answers says what Tributary is to do', async () => {
  const handled: string[] = [];
  let broken = true;
  const onError = (): void => undefined;
  const handle = handleWebhook({ secret, onError }, ({ id }) => {
    if (broken && id === 'B-1') throw new Error('no');
    handled.push(id);
  });
  const text = JSON.stringify([projectEvent('A', 1), projectEvent('B', 1)]);
  const present = Math.floor(Date.now() / 1_000);
  const headers = signed(text, [secret], present);
  expect(await handle(signed(text, [other], present), text)).toMatchObject({ status: 401 });
  expect(await handle(signed('{}', [secret], present), '{}')).toMatchObject({ status: 400 });
  expect(await handle(headers, text)).toEqual({ status: 422, events: 2, failed: 1 });
  broken = false;
  expect(await handle(headers, text)).toEqual({ status: 204, events: 2, failed: 0 });
  expect(handled).toEqual(['A-1', 'B-1']);
});
