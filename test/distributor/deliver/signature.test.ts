import { expect, test } from '@jest/globals';
import { demandWebhookSecret, newWebhookSecret, signaturesOf } from '../../../distributor/deliver/signature.ts';

const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };

test('signs as Standard Webhooks does: its published example', () => {
  expect(signaturesOf(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], signed)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});

test('two secrets give two signatures', () => {
  const [a, b] = [newWebhookSecret(), newWebhookSecret()];
  expect(signaturesOf([a, b], signed)).toBe(`${signaturesOf([a], signed)} ${signaturesOf([b], signed)}`);
  expect(a).not.toBe(b);
});

test('a secret has its prefix and its length; what is none is not shown', () => {
  expect(demandWebhookSecret(newWebhookSecret())).toMatch(/^whsec_/);
  for (const wrong of ['', 'hunter2hunter2hunter2hunter2hunter2', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_!!!!'])
    expect(() => demandWebhookSecret(wrong)).toThrow(
      expect.objectContaining({ code: 'webhook-secret', message: expect.not.stringContaining('hunter2') }),
    );
});
