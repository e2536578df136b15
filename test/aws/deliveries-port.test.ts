import { CreateFunctionCommand, DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { awsDeliveries } from '../../platform/aws/deliveries.ts';
import { deliverFunction, physicalName } from '../../platform/aws/names.ts';
import { deliveriesContract } from '../contract/deliveries.contract.ts';
import { openAwsMessaging } from '../support/aws-messaging.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';
import { onEmulators } from '../support/on-emulators.ts';
import { zipOf } from '../support/zip-of.ts';

async function open() {
  const messaging = await openAwsMessaging();
  const { deployment, queues } = messaging;
  const lambda = new LambdaClient(clientOptions(emulatorRegion));
  const FunctionName = physicalName(deployment.stage, deliverFunction);
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x' as never,
      Handler: 'index.handler',
      Role: `arn:aws:iam::${emulatorAccount}:role/any`,
      Code: { ZipFile: zipOf('index.js', 'exports.handler = async () => ({ batchItemFailures: [] });') },
    }),
  );
  return {
    ...messaging,
    deliveries: awsDeliveries(deployment, lambda),
    dispose: async () => {
      for (const queue of ['subscription.a', 'subscription.b']) await queues.remove(queue);
      await lambda.send(new DeleteFunctionCommand({ FunctionName }));
      lambda.destroy();
      await messaging.dispose();
    },
  };
}

onEmulators(['ministack'], (emulator) => {
  deliveriesContract(emulator, open);

  test('a stage without the function says what to do', async () => {
    const messaging = await openAwsMessaging();
    const lambda = new LambdaClient(clientOptions(emulatorRegion));
    const deliveries = awsDeliveries(messaging.deployment, lambda);
    await messaging.queues.ensure('subscription.a', { visibilitySeconds: 180, maxReceives: 10 });
    await expect(deliveries.start('subscription.a', { concurrency: 1 })).rejects.toMatchObject({
      name: 'NotFound',
      code: 'deliver-function-missing',
    });
    lambda.destroy();
    await messaging.dispose();
  });
});
