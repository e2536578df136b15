import { listenLocally, stopServer } from '../common/listen.ts';
import { createRandom, mixSeed } from '../common/random.ts';
import { createRequestLog } from '../common/request-log.ts';
import type { Control } from './control.ts';
import type { Drift } from './drift.ts';
import { createFaults } from './faults.ts';
import { createNordicServer } from './http/server.ts';
import { basePath, type ListSource } from './list.ts';
import type { ResourceName, Row } from './model.ts';
import { mutate } from './mutations.ts';
import type { Client } from './oauth.ts';
import { createRateWindow } from './rate-window.ts';
import { countsOf, generateRows, type RowCounts } from './rows/generate.ts';
import { answerService } from './service.ts';
import { createStore, type StoredRow } from './store.ts';
import { createTokens } from './tokens.ts';

export type NordicSimulatorOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Rows of each company, over all resources; the rows both demo ERPs know are there in any case. */
  readonly rows?: number | Partial<RowCounts>;
  readonly seed?: number;
  /** How many companies there are; each has data and credentials of its own. */
  readonly companies?: number;
  readonly tokenSeconds?: number;
  /** What one application may do, all companies together. */
  readonly rateLimit?: { readonly requests: number; readonly perSeconds: number };
  readonly now?: () => Date;
  /** For the rate limit: milliseconds that never jump. */
  readonly elapsedMs?: () => number;
};

export type NordicSimulator = Control & {
  /** `http://127.0.0.1:PORT`, without the path of the API. */
  readonly url: string;
  readonly basePath: typeof basePath;
  readonly port: number;
  /** Client id and secret of a company, from 1. */
  client(company?: number): Client;
  /** The stored rows of a company. */
  rows(resource: ResourceName, company?: number): readonly StoredRow[];
  /** Puts a row in the place of the one with its id, or behind all others, as it is; and gives its id. */
  putRow(resource: ResourceName, row: Row, id?: number, company?: number): number;
  /** Closes all connections, idle or not. */
  stop(): Promise<void>;
};

export const defaultRows = 5_000;
const historyNow = (): Date => new Date();

/** The demo's credentials, which are no secret. */
function clientOf(company: number): Client {
  return { clientId: `tributary-company-${company}`, clientSecret: `demo-only-${company}` };
}

function openSources(options: NordicSimulatorOptions, now: () => Date): ReadonlyMap<number, ListSource> {
  const { seed = 1, rows = defaultRows, companies = 2 } = options;
  const counts = typeof rows === 'number' ? countsOf(rows) : { ...countsOf(0), ...rows };
  const drifts: Drift[] = [];
  const numbers = Array.from({ length: companies }, (_, index) => index + 1);
  return new Map(
    numbers.map((company) => {
      const generated = generateRows({ seed: mixSeed(seed, company), counts, now: now(), withShared: company === 1 });
      return [company, { store: createStore(generated, now), drifts, cache: new Map() }] as const;
    }),
  );
}

/** Starts a Nordic accounting API of our own on 127.0.0.1. Throws InvalidInput when the port is taken. */
export async function startNordicSimulator(options: NordicSimulatorOptions = {}): Promise<NordicSimulator> {
  const { now = historyNow, tokenSeconds = 300, rateLimit = { requests: 25, perSeconds: 5 } } = options;
  const sources = openSources(options, now);
  const sourceOf = (company = 1): ListSource => {
    const source = sources.get(company);
    if (source === undefined) throw new RangeError(`There is no company ${company}.`);
    return source;
  };
  const tokens = createTokens(tokenSeconds, now);
  const window = createRateWindow(
    { limit: rateLimit.requests, windowSeconds: rateLimit.perSeconds },
    options.elapsedMs ?? (() => performance.now()),
  );
  const faults = createFaults();
  const log = createRequestLog();
  const control = controlOf({ sourceOf, tokens, window, faults, log, seed: options.seed ?? 1 });
  const server = createNordicServer({
    ...{ control, log, tokens, window, now },
    clients: new Map([...sources.keys()].map((company) => [company, clientOf(company)])),
    takeFault: faults.take,
    answer: (company, method, url, pageFault) => answerService(method, url, sourceOf(company), pageFault),
  });
  const port = await listenLocally(server, options.port ?? 0, 'The Nordic demo ERP');
  return {
    ...control,
    ...{ url: `http://127.0.0.1:${port}`, basePath, port },
    client: (company = 1) => clientOf(company),
    rows: (resource, company) => sourceOf(company).store.all(resource),
    putRow(resource, row, id, company) {
      const { store } = sourceOf(company);
      if (id === undefined) return store.add(resource, row).id;
      store.replace(resource, id, row);
      return id;
    },
    stop: () => stopServer(server),
  };
}

type ControlParts = {
  readonly sourceOf: (company?: number) => ListSource;
  readonly tokens: ReturnType<typeof createTokens>;
  readonly window: ReturnType<typeof createRateWindow>;
  readonly faults: ReturnType<typeof createFaults>;
  readonly log: ReturnType<typeof createRequestLog>;
  readonly seed: number;
};

function controlOf({ sourceOf, tokens, window, faults, log, seed }: ControlParts): Control {
  const ownRandom = createRandom(mixSeed(seed, 99));
  // All companies have the same API, and so the same list.
  const drifts = sourceOf().drifts as Drift[];
  return {
    setFault: (fault) => ('rate' in fault ? faults.setRate(fault) : faults.add(fault)),
    clearFaults: faults.clear,
    mutate: (request) => {
      const random = request.seed === undefined ? ownRandom : createRandom(request.seed);
      return mutate(request, sourceOf(request.company).store, random);
    },
    drift: (drift) => void drifts.push(drift),
    clearDrift: () => void drifts.splice(0),
    revokeTokens({ company, afterRequests } = {}) {
      if (afterRequests === undefined) tokens.revoke(company);
      else tokens.limitRequests(afterRequests);
    },
    tokens: tokens.counts,
    requests: log.entries,
    window: window.report,
    clearRequests() {
      log.clear();
      window.clear();
    },
  };
}
