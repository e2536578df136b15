import { listenLocally, stopServer } from '../common/listen.ts';
import { createNumbers } from '../common/numbers.ts';
import { createRandom, mixSeed } from '../common/random.ts';
import { createRequestLog } from '../common/request-log.ts';
import { type CollectionSource, createSortedRows, type StoredRows } from './collection.ts';
import type { Control } from './control.ts';
import { createDrifts, type Drifts } from './drift.ts';
import type { Row } from './edm.ts';
import { createFaults } from './faults.ts';
import { createErpServer } from './http/server.ts';
import { type EntitySetName, servicePath } from './model.ts';
import { mutate, shiftRows } from './mutations.ts';
import { defaultCounts, generateRows, type RowCounts } from './rows/generate.ts';
import { answerService } from './service.ts';
import { createStore, type Store, type StoredRow } from './store.ts';

export type ErpSimulatorOptions = {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly seed?: number;
  /** None of a set that is not named; without it the default counts. */
  readonly rows?: RowCounts;
  /** Whether the business objects of demo/common/business-objects.ts are there; only without `rows` unless told. */
  readonly shared?: boolean;
  readonly now?: () => Date;
  readonly username?: string;
  readonly password?: string;
};

/** What tests may do to the records beyond what an ERP does. */
export type Planting = {
  /** A copy of the stored rows, lines included, untouched by `tamper`. */
  rows(entitySet: EntitySetName): readonly Row[];
  /**
   * Stores a row as it is, in the place of the one with its key, or with `repeated` beside it. A row without
   * LastChangeDateTime gets the latest one.
   */
  putRow(entitySet: EntitySetName, row: Row, options?: { readonly repeated?: boolean }): void;
  /** Removes rows without a trace, and says how many. */
  removeRows(entitySet: EntitySetName, isGone: (row: Row) => boolean): number;
  /** Changes every record of an entity set on its way out; without a function, no longer. */
  tamper(entitySet: EntitySetName, change?: (row: Row) => Row): void;
};

export type ErpSimulator = Control &
  Planting & {
    /** `http://127.0.0.1:PORT`, without the service path. */
    readonly url: string;
    readonly servicePath: typeof servicePath;
    readonly port: number;
    /** Closes all connections, idle or not. */
    stop(): Promise<void>;
  };

function plantingOf(store: Store, tampering: Map<EntitySetName, (row: Row) => Row>): Planting {
  return {
    rows: (entitySet) => store.all(entitySet).map(({ row }) => row),
    putRow(entitySet, row, { repeated = false } = {}) {
      const stamped = 'LastChangeDateTime' in row ? row : { ...row, LastChangeDateTime: store.stamp() };
      store.put(entitySet, stamped, repeated);
    },
    removeRows: (entitySet, isGone) => store.remove(entitySet, isGone),
    tamper(entitySet, change) {
      if (change === undefined) tampering.delete(entitySet);
      else tampering.set(entitySet, change);
    },
  };
}

/** The rows without those that the API hides. */
function visibleRows(store: Store, drifts: Drifts): StoredRows {
  const cached = new Map<EntitySetName, readonly StoredRow[]>();
  let version = -1;
  const current = (): number => store.version() + drifts.version();
  return {
    version: current,
    all(entitySet) {
      if (version !== current()) cached.clear();
      version = current();
      const rows = cached.get(entitySet) ?? store.all(entitySet).filter(({ row }) => !drifts.isHidden(entitySet, row));
      cached.set(entitySet, rows);
      return rows;
    },
    find(entitySet, key) {
      const row = store.find(entitySet, key);
      return row === undefined || drifts.isHidden(entitySet, row) ? undefined : row;
    },
  };
}

/** Starts an OData V4 ERP of our own on 127.0.0.1. Throws InvalidInput when the port is taken. */
export async function startErpSimulator(options: ErpSimulatorOptions = {}): Promise<ErpSimulator> {
  const {
    seed = 1,
    rows: counts = defaultCounts,
    shared = options.rows === undefined,
    now = () => new Date(),
  } = options;
  const credentials = { username: options.username ?? 'tributary', password: options.password ?? 'demo-only' };
  const nextNumber = createNumbers();
  const store = createStore(generateRows({ seed, counts, now: now(), nextNumber, shared }), now);
  const tampering = new Map<EntitySetName, (row: Row) => Row>();
  const drifts = createDrifts();
  const ownRandom = createRandom(mixSeed(seed, 99));
  const visible = visibleRows(store, drifts);
  const source: CollectionSource = {
    store: visible,
    sortedRows: createSortedRows(visible),
    drifted: drifts.applied,
    shift: (entitySet, kind, first) => shiftRows({ store, nextNumber }, ownRandom, entitySet, kind, first),
    tampered: (entitySet, row) => tampering.get(entitySet)?.(row) ?? row,
  };
  const faults = createFaults();
  const log = createRequestLog();
  const control: Control = {
    setFault: (fault) => ('rate' in fault ? faults.setRate(fault) : faults.add(fault)),
    clearFaults: faults.clear,
    mutate(request) {
      const random = request.seed === undefined ? ownRandom : createRandom(request.seed);
      return mutate(request, { store, nextNumber }, random);
    },
    drift: drifts.add,
    clearDrift: drifts.clear,
    requests: log.entries,
    clearRequests: log.clear,
  };
  const server = createErpServer({
    control,
    log,
    credentials,
    now,
    takeFault: faults.take,
    answer: (request, pageFault) => answerService(request, source, pageFault),
  });
  const port = await listenLocally(server, options.port ?? 0, 'The demo ERP');
  const url = `http://127.0.0.1:${port}`;
  return { ...control, ...plantingOf(store, tampering), url, servicePath, port, stop: () => stopServer(server) };
}
