import type { Authentication } from '../../core/connector/model.ts';
import type { Clock, Coordination } from '../../platform/ports.ts';
import type { Fault } from '../request/fault.ts';
import type { HttpAnswer, HttpRequest, QueryParameter } from '../request/http.ts';

/** What makes one request that of the connection. */
export type Signature = {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: readonly QueryParameter[];
  /** Texts in it that must never show, apart from the connection's own secret parameters. */
  readonly secrets: readonly string[];
};

export type Authenticator = {
  sign(): Promise<Signature>;
  /** Another signature after the ERP answered 401 to this one; absent where there is no other. */
  readonly renew?: (refused: Signature) => Promise<Signature>;
};

export type AuthenticationContext = {
  /** Fills a text of the definition from the connection's parameters. */
  readonly fill: (template: string) => string;
  readonly fault: Fault;
  /** Makes the errors of one request line. */
  readonly faultAt: (request: string) => Fault;
  readonly scope: { readonly tenant: string; readonly connection: string };
  /** Of a kind that fetches tokens. */
  readonly tokenUrl: URL | undefined;
  readonly coordination: Pick<Coordination, 'token'>;
  readonly clock: Clock;
  /** Sends a request to the token endpoint; gives the answer whatever its status. */
  readonly sendToken: (request: HttpRequest) => Promise<HttpAnswer>;
  /** Tells the mask of texts that must not show, before they can. */
  readonly hide: (secrets: readonly string[]) => void;
  readonly mask: (text: string) => string;
};

type Definitions = { readonly [K in Authentication['kind']]: Extract<Authentication, { readonly kind: K }> };

/** One way to authenticate. Its fields and their checks are in schemas/config/connector.schema.json under the same kind. */
export type AuthenticationKind<K extends Authentication['kind']> = {
  readonly kind: K;
  readonly doc: string;
  readonly example: Definitions[K];
  create(definition: Definitions[K], context: AuthenticationContext): Authenticator;
};

/** A signature that is always the same. */
export function fixed(signature: Signature): Authenticator {
  return { sign: async () => signature };
}
