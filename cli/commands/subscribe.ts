import type { Command } from 'commander';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { withSession } from '../session.ts';
import { storeSubscription } from '../subscription/store-subscription.ts';
import { demandSubscriptionFile, sourceOfFile } from '../subscription/subscription-source.ts';
import { readWebhookSecret } from '../subscription/webhook-secret-input.ts';

type Options = { readonly secret?: boolean };

/** `subscribe <file>`: makes or replaces the subscription that a file describes. */
export function addSubscribe(program: Command, cli: Cli): void {
  const command = addCommand(program, 'subscribe', {
    summary: 'make or replace the subscription that a file describes',
    description:
      'Checks the file (docs/consume.md), then makes the subscription or replaces the one of that name. Which tenants it hears is said in the file by whoever runs this, not by the consumer. A webhook gets a secret, printed once; --secret takes yours from what is piped in, or from TRIBUTARY_SECRET_WEBHOOK.',
    examples: ['subscribe archive.yaml', 'subscribe billing.yaml --secret < secret.txt'],
    exits: ['notFound'],
  })
    .argument('<file>', 'a YAML file after schemas/config/subscription.schema.json')
    .option('--secret', 'the secret of a webhook (whsec_…) is piped in');
  action(cli, command, subscribe);
}

async function subscribe(context: Context, { secret }: Options, file: string): Promise<undefined> {
  const source = sourceOfFile(context.io.cwd, file);
  await withSession(context, {}, async (installation) => {
    const subscription = await demandSubscriptionFile(context, installation.platform.exports, source);
    const given = await readWebhookSecret(context.io, secret);
    await storeSubscription(context, installation, subscription, given);
  });
  return undefined;
}
