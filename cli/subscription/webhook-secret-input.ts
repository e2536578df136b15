import type { Io } from '../io.ts';
import { readSecrets } from '../secret-input.ts';

/** What the secret of a webhook is called when it is given: TRIBUTARY_SECRET_WEBHOOK. */
const webhookSecretName = 'webhook';

/** The secret that is given for a webhook: in its environment variable, or where `isPiped` says so, piped in. */
export async function readWebhookSecret(
  io: Pick<Io, 'env' | 'stdin' | 'askSecret'>,
  isPiped: boolean | undefined,
): Promise<string | undefined> {
  const asked = isPiped === true ? [webhookSecretName] : [];
  const secrets = await readSecrets(io, [webhookSecretName], asked, []);
  return secrets[webhookSecretName];
}
