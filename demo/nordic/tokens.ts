import { randomBytes } from 'node:crypto';

export type TokenCounts = {
  /** How many tokens were given out since the start. */
  readonly issued: number;
  readonly live: number;
};

export type Tokens = {
  issue(company: number): { readonly token: string; readonly expiresIn: number };
  /** The company of a token that is good now; counts as one request with it. */
  use(token: string): number | undefined;
  /** That token is dead at once. */
  drop(token: string): void;
  /** All tokens of the company, or of all, are dead at once. */
  revoke(company?: number): void;
  /** Each token, present and future, dies after so many requests; 0: only of age. */
  limitRequests(requests: number): void;
  counts(): TokenCounts;
};

type Token = { readonly company: number; readonly expiresAt: number; used: number };

/** Bearer tokens of OAuth 2, which are random and mean something only here. */
export function createTokens(lifetimeSeconds: number, now: () => Date): Tokens {
  const tokens = new Map<string, Token>();
  let greatestUse = 0;
  let issued = 0;
  const isDead = ({ expiresAt, used }: Token): boolean =>
    now().getTime() >= expiresAt || (greatestUse > 0 && used >= greatestUse);
  const removeDead = (): void => {
    for (const [name, token] of tokens) if (isDead(token)) tokens.delete(name);
  };
  return {
    issue(company) {
      removeDead();
      issued += 1;
      const token = randomBytes(24).toString('base64url');
      tokens.set(token, { company, expiresAt: now().getTime() + lifetimeSeconds * 1000, used: 0 });
      return { token, expiresIn: lifetimeSeconds };
    },
    use(name) {
      const token = tokens.get(name);
      if (token === undefined || isDead(token)) return undefined;
      token.used += 1;
      return token.company;
    },
    drop: (token) => void tokens.delete(token),
    revoke(company) {
      for (const [name, token] of tokens) if (company === undefined || token.company === company) tokens.delete(name);
    },
    limitRequests(requests) {
      greatestUse = requests;
    },
    counts() {
      removeDead();
      return { issued, live: tokens.size };
    },
  };
}
