import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  cachedWebhookSecrets,
  forgetWebhookSecret,
  hasWebhookSecret,
  revokeOldWebhookSecret,
  rotateWebhookSecret,
} from '../../../distributor/deliver/webhook-secret.ts';
import { embeddedSecrets } from '../../../platform/embedded/secrets.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();

test('a changed secret signs beside the one before, until that is revoked', async () => {
  const secrets = embeddedSecrets(directory(), randomBytes(32));
  const clock = fakeClock();
  const current = cachedWebhookSecrets(secrets, clock);
  expect(await current('billing')).toEqual([]);
  const first = await rotateWebhookSecret(secrets, 'billing');
  expect(await current('billing')).toEqual([first]);
  const second = await rotateWebhookSecret(secrets, 'billing', first.replace(/^whsec_./, 'whsec_z'));
  expect(await current('billing')).toEqual([first]);
  await clock.advance(60_000);
  expect(await current('billing')).toEqual([second, first]);
  expect(await revokeOldWebhookSecret(secrets, 'billing')).toBe(true);
  expect(await revokeOldWebhookSecret(secrets, 'billing')).toBe(false);
  await clock.advance(60_000);
  expect(await current('billing')).toEqual([second]);
  await forgetWebhookSecret(secrets, 'billing');
  expect(await hasWebhookSecret(secrets, 'billing')).toBe(false);
});
