import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import { revokeOldWebhookSecret, rotateWebhookSecret } from '../../distributor/deliver/webhook-secret.ts';
import { addToken, listTokens, revokeOlderTokens } from '../../distributor/subscription-tokens.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { withSession } from '../session.ts';
import { demandKnown } from '../subscription/demand-known.ts';
import { readWebhookSecret } from '../subscription/webhook-secret-input.ts';

type Options = { readonly revoke?: boolean; readonly secret?: boolean };

/** `subscription token|secret`: what a consumer shows us, and what we sign with. */
export function addSubscriptionAccess(group: Command, cli: Cli): void {
  const token = addCommand(group, 'token', {
    summary: 'make a token with which the consumer reads its queue over HTTP',
    description:
      'Prints a new token, this once: only its hash is kept. Those made before stay valid until --revoke, so that a consumer can change over without a gap.',
    examples: ['subscription token archive', 'subscription token archive --revoke'],
    exits: ['notFound'],
  })
    .argument('<name>', 'its name ("tributary subscription list")')
    .option('--revoke', 'make none: take back all but the newest');
  action(cli, token, tokenOf);
  const secret = addCommand(group, 'secret', {
    summary: 'change the secret with which messages to a webhook are signed',
    description:
      'Signs with a new secret, printed this once, or with yours, piped in with --secret (or TRIBUTARY_SECRET_WEBHOOK). Messages are signed with the one before too until --revoke, so that a consumer can change over without a gap.',
    examples: ['subscription secret billing', 'subscription secret billing --revoke'],
    exits: ['notFound'],
  })
    .argument('<name>', 'its name ("tributary subscription list")')
    .option('--secret', 'the new secret (whsec_…) is piped in')
    .option('--revoke', 'make none: sign with the newest only');
  action(cli, secret, secretOf);
}

async function tokenOf(context: Context, { revoke }: Options, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const { target } = await demandKnown(platform.documents, context.environment.tenant, name);
    if (target.kind !== 'queue') throw wrongTarget(`Subscription ${name} is delivered: nobody reads it with a token.`);
    if (revoke === true) {
      const revoked = await revokeOlderTokens(platform.documents, name);
      const text = revoked === 0 ? 'had no older token' : `has lost ${revoked} older tokens; the newest stays`;
      context.answer({ subscription: name, revoked }, () => [`Subscription ${name} ${text}.`]);
      return;
    }
    const token = await addToken(platform, name);
    const valid = (await listTokens(platform.documents, name)).length;
    context.answer({ subscription: name, token, valid }, () => [
      token,
      ...(valid === 1 ? [] : [`${valid} tokens are valid now: ${context.next(`subscription token ${name} --revoke`)}`]),
    ]);
  });
  return undefined;
}

async function secretOf(context: Context, { secret, revoke }: Options, name: string): Promise<undefined> {
  await withSession(context, {}, async ({ platform }) => {
    const { target } = await demandKnown(platform.documents, context.environment.tenant, name);
    if (target.kind !== 'webhook') throw wrongTarget(`Subscription ${name} is no webhook: nothing of it is signed.`);
    if (revoke === true) {
      const revoked = await revokeOldWebhookSecret(platform.secrets, name);
      const text = revoked ? 'Signed with the newest secret only, within a minute.' : 'There was no older secret.';
      context.answer({ subscription: name, revoked }, () => [text]);
      return;
    }
    const given = await readWebhookSecret(context.io, secret);
    const made = await rotateWebhookSecret(platform.secrets, name, given);
    const shown = given === undefined ? { secret: made } : {};
    context.answer({ subscription: name, ...shown }, () => [
      ...(given === undefined ? [made] : ['The secret is changed.']),
      `The one before signs too, until: ${context.next(`subscription secret ${name} --revoke`)}`,
    ]);
  });
  return undefined;
}

function wrongTarget(message: string): TributaryError {
  return new TributaryError('InvalidInput', { code: 'target-wrong', message });
}
