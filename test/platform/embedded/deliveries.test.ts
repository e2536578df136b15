import { expect, test } from '@jest/globals';
import { embeddedDeliveries } from '../../../platform/embedded/deliveries.ts';
import { deliveriesContract } from '../../contract/deliveries.contract.ts';
import { openMessaging } from '../../support/embedded-messaging.ts';
import { temporaryDirectories } from '../../support/temporary-directory.ts';

const directory = temporaryDirectories();
const open = () => {
  const messaging = openMessaging(directory());
  return { ...messaging, deliveries: embeddedDeliveries(messaging.db) };
};
deliveriesContract('embedded', async () => open());

test('a queue that is removed is no longer delivered', async () => {
  const { deliveries, queues, dispose } = open();
  await queues.ensure('subscription.a', { visibilitySeconds: 1, maxReceives: 1 });
  await deliveries.start('subscription.a', { concurrency: 1 });
  await queues.remove('subscription.a');
  expect(await deliveries.list()).toEqual([]);
  await dispose();
});
