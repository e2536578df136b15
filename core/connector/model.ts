/**
 * A connector as data: what `connector.yaml` says after it was checked against schemas/config/connector.schema.json.
 * Texts in braces, such as `{company}`, are filled from the connection's parameters.
 */
export type ConnectorDefinition = {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly baseUrl: string;
  /** Further hosts this connector may reach, apart from those of baseUrl and tokenUrl: `host` or `host:port`. */
  readonly hosts?: readonly string[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly authentication: Authentication;
  readonly rateLimit?: RateLimit;
  readonly request?: RequestDefaults;
  readonly streams: Readonly<Record<string, StreamDefinition>>;
};

export type Parameter = {
  readonly title: string;
  readonly secret?: boolean;
  readonly default?: string;
  readonly pattern?: string;
};

export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'api-key'; readonly value: string; readonly in: 'header' | 'query'; readonly name: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | {
      readonly kind: 'oauth2-client-credentials';
      readonly tokenUrl: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
      /** Where client id and secret are sent; `body` unless said otherwise. */
      readonly sendAs?: 'body' | 'basic';
      /** Seconds before its expiry at which a token is no longer used; 60 unless said otherwise. */
      readonly refreshBefore?: number;
    };

export type RateLimit = {
  /** Who shares the budget. */
  readonly scope: 'connection' | 'connector';
  readonly requests: number;
  /** Duration: `5s`, `1m`. */
  readonly per: string;
  readonly concurrency?: number;
};

export type RequestDefaults = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Duration until an answer must be complete; `30s` unless said otherwise. */
  readonly timeout?: string;
  /** Largest answer accepted, decompressed, in MB; 64 unless said otherwise. */
  readonly maxResponseMegabytes?: number;
};

export type StreamDefinition = {
  readonly title?: string;
  readonly request: RequestDefaults & { readonly path: string; readonly method?: 'GET' | 'POST' };
  /** The query parameter that takes the list of fields the mapping reads, and how they are joined; comma unless said otherwise. */
  readonly select?: {
    readonly query: string;
    readonly separator?: string;
    /** Fields never listed because they come another way, such as those of OData's `$expand`. */
    readonly exclude?: readonly string[];
  };
  readonly pagination: Pagination;
  /** Path of the list of records in the answer: `$.value`, or `$` when the answer is the list. */
  readonly records: string;
  /** Path of the number of records the whole read will bring, for progress only. */
  readonly total?: string;
  readonly primaryKey: readonly string[];
  readonly cursor?: Cursor;
  /** Files beside connector.yaml. */
  readonly schema: string;
  readonly mapping: string;
  readonly drift?: {
    readonly additive?: 'ignore' | 'notify';
    readonly risky?: DriftPolicy;
    readonly breaking?: DriftPolicy;
  };
};

export type DriftPolicy = 'ignore' | 'notify' | 'quarantine' | 'halt';

export type Pagination =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'offset';
      readonly offset: string;
      readonly limit: string;
      readonly pageSize: number;
      readonly stop?: PageStop;
    }
  | {
      readonly kind: 'page-number';
      readonly page: string;
      readonly size?: string;
      readonly pageSize: number;
      readonly first?: number;
      readonly stop?: PageStop;
      /** Records at the end of a page that are asked for again with the next one. Needs `size`. */
      readonly overlap?: number;
    }
  | {
      readonly kind: 'cursor';
      /** Query parameter that takes the value. */
      readonly send: string;
      /** Path of the value for the next page; none there means the last page. */
      readonly at: string;
      /** Path of a flag that says whether there is more. */
      readonly hasMore?: string;
      readonly size?: string;
      readonly pageSize?: number;
    }
  | { readonly kind: 'next-link'; readonly at: string; readonly size?: string; readonly pageSize?: number };

/** What ends a read whose total is not known: `empty-page` unless said otherwise, which costs one request and misses nothing. */
export type PageStop = 'empty-page' | 'short-page';

export type Cursor = {
  /** Top-level field of the record. */
  readonly field: string;
  /** How the watermark is sent: a query parameter, or a comparison inside an OData `$filter`. */
  readonly send:
    | { readonly query: string; readonly format: CursorFormat }
    | { readonly odataFilter: 'ge' | 'gt'; readonly format: CursorFormat };
  /** IANA name of the time zone of times that come and are sent without one; UTC unless said otherwise. */
  readonly timezone?: string;
  /** Duration subtracted from the watermark, against clocks that differ and transactions that commit late; `0s` unless said otherwise. */
  readonly lookback?: string;
  /** `ascending` when the ERP guarantees (or is asked for) that order; then a cursor that goes backwards is an error. The format `text` needs it. */
  readonly order?: 'ascending' | 'none';
};

export type CursorFormat = 'iso' | 'iso-seconds' | 'date' | 'local' | 'epoch-seconds' | 'epoch-milliseconds' | 'text';

/** A connector, checked and compiled to one immutable value. `digest` covers everything else in it. */
export type ConnectorArtefact = {
  readonly digest: string;
  readonly definition: ConnectorDefinition;
  /** Per stream, the JSON Schema of one source record. */
  readonly schemas: Readonly<Record<string, object>>;
  /** Per stream, the mapping file and its text. */
  readonly mappings: Readonly<Record<string, { readonly file: string; readonly text: string }>>;
};

/**
 * One registration of an artefact. `mappingVersions` grow by one per stream each time its mapping or schema differs from
 * that of the registration before, also when an older text comes back: revisions must never repeat.
 */
export type ConnectorRegistration = {
  readonly connector: string;
  /** Counts the registrations of this connector, from 1. */
  readonly number: number;
  readonly digest: string;
  readonly mappingVersions: Readonly<Record<string, number>>;
  readonly registeredAt: string;
};

/** One tenant's account in an ERP. Secret parameters are in the secret store under the connection's name. */
export type Connection = {
  readonly tenant: string;
  readonly name: string;
  readonly connector: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly schedule?: Schedule;
  /** Streams that are read; all of the connector's unless said otherwise. */
  readonly streams?: readonly string[];
  readonly paused: boolean;
};

export type Schedule = { readonly every: string } | { readonly cron: string; readonly timezone?: string };
