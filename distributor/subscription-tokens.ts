import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { TributaryError } from '../core/errors.ts';
import type { Clock, Documents } from '../platform/ports.ts';
import { sharedTenant } from './subscriptions.ts';

const collection = 'subscription-tokens';
/** A consumer that changes to a new token has the old one for as long as it takes; more are a mistake. */
const maxTokens = 5;

type StoredTokens = { readonly tokens: readonly { readonly hash: string; readonly madeAt: string }[] };
type TokenDeps = { readonly documents: Documents; readonly clock: Clock };

/** 256 random bits: a plain hash of it tells nothing, and needs no salt. */
const hashOf = (token: string): string => hash('sha256', token);

async function read(
  documents: Documents,
  name: string,
): Promise<{ readonly value: StoredTokens; readonly version: number }> {
  const found = await documents.get(sharedTenant, collection, name);
  return { value: (found?.value as StoredTokens | undefined) ?? { tokens: [] }, version: found?.version ?? 0 };
}

/** Makes a further token and gives it, for this one time: only its hash is kept. Throws InvalidInput beyond five. */
export async function addToken({ documents, clock }: TokenDeps, name: string): Promise<string> {
  const token = `tsub_${randomBytes(32).toString('base64url')}`;
  for (;;) {
    const { value, version } = await read(documents, name);
    if (value.tokens.length >= maxTokens) throw tooMany(name);
    const tokens = [...value.tokens, { hash: hashOf(token), madeAt: clock.now().toISOString() }];
    if (await documents.put(sharedTenant, collection, name, { tokens }, version)) return token;
  }
}

/** Lets only the newest token stand; gives how many went. */
export async function revokeOlderTokens(documents: Documents, name: string): Promise<number> {
  for (;;) {
    const { value, version } = await read(documents, name);
    const tokens = value.tokens.slice(-1);
    if (tokens.length === value.tokens.length) return 0;
    if (await documents.put(sharedTenant, collection, name, { tokens }, version)) return value.tokens.length - 1;
  }
}

export async function forgetTokens(documents: Documents, name: string): Promise<void> {
  await documents.delete(sharedTenant, collection, name);
}

/** When the valid tokens were made, oldest first. */
export async function listTokens(documents: Documents, name: string): Promise<readonly string[]> {
  return (await read(documents, name)).value.tokens.map(({ madeAt }) => madeAt);
}

const nobody = hashOf('');

/** True for a token of that subscription. It takes the same steps for one that has none, or that does not exist. */
export async function isTokenOf(documents: Documents, name: string, token: string): Promise<boolean> {
  const { value } = await read(documents, name);
  const given = Buffer.from(hashOf(token));
  const hashes = value.tokens.length === 0 ? [nobody] : value.tokens.map((one) => one.hash);
  const equal = hashes.filter((one) => timingSafeEqual(Buffer.from(one), given)).length > 0;
  return equal && value.tokens.length > 0;
}

function tooMany(name: string): TributaryError {
  const message = `Subscription ${name} has ${maxTokens} tokens: take back the older ones with "tributary subscription token ${name} --revoke".`;
  return new TributaryError('InvalidInput', { code: 'tokens-too-many', message });
}
