import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMockErp } from './mock-erp.ts';
import type { RunFigures } from './process.ts';
import { runProcess } from './run-process.ts';

/** CPU-seconds per million records of one stage, in a run of new records and in one in which nothing changed. */
export type StageFigures = { readonly stage: string; readonly first: number; readonly unchanged: number };

/** What is used of V8's CPU profile. */
export type Profile = {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};

/** Stages in the order of a batch's way; a sample belongs to the first of its frames, from the inside out, that has one. */
const stages: readonly (readonly [stage: string, files: RegExp])[] = [
  ['extract: request', /\/connectors\/(?:request|authenticate)\//],
  ['extract: records, keys, cursors', /\/connectors\/(?:records|paginate|cursor)\//],
  ['extract: raw batch', /\/connectors\/(?:store-pages|extract|advance|page-group|seen-keys)\.ts/],
  ['raw batch: write and read', /\/core\/raw-batch\.ts|\/platform\/embedded\/(?:blobs|file-store)\.ts/],
  ['manifest, outcome, watermark', /\/platform\/embedded\/(?:ledger|runs|leases)\.ts/],
  ['transform: parse', /\/core\/json\.ts/],
  ['transform: validate, drift', /\/core\/validate\.ts|\/transformer\/drift\/|\/core\/plain-time\.ts/],
  ['transform: map', /\/transformer\/mapping\/|\/transformer\/entities\.ts|\/core\/entity-rules\.ts/],
  ['transform: compare, decide', /\/transformer\/(?:process-|transform|compiled)|\/core\/position\.ts/],
  ['events: write', /\/transformer\/change-messages\.ts|\/core\/envelope\.ts/],
  ['topics and queues', /\/platform\/embedded\/(?:topics|queues|message|consume|wake)|\/platform\/message-limits\.ts/],
  ['record store', /\/platform\/embedded\/record-|\/platform\/record-body\.ts/],
  ['settlement, state machine', /\/distributor\/|\/platform\/embedded\/(?:exec|state|task|documents)/],
];

const starting = 'starting';
const idle = 'idle';

/** Microseconds by stage; what belongs to none is called `everything else`. */
export function timeByStage({ nodes, samples, timeDeltas }: Profile): ReadonlyMap<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const known = new Map<number, string>();
  const stageOf = (id: number | undefined): string => {
    if (id === undefined) return 'everything else';
    const found = known.get(id) ?? ownStage(byId.get(id)?.callFrame) ?? stageOf(parents.get(id));
    known.set(id, found);
    return found;
  };
  const time = new Map<string, number>();
  for (const [index, id] of samples.entries()) {
    const stage = stageOf(id);
    time.set(stage, (time.get(stage) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return time;
}

function ownStage(frame: Profile['nodes'][number]['callFrame'] | undefined): string | undefined {
  const { functionName = '', url = '' } = frame ?? {};
  if (functionName === '(idle)') return idle;
  if (functionName === '(garbage collector)') return 'collecting garbage, main thread';
  if (url.startsWith('node:internal/modules') || url.includes('/bench/') || url.includes('/state-machine.ts'))
    return starting;
  return stages.find(([, files]) => files.test(url))?.[0];
}

/** Two runs under V8's profiler, each in a process of its own, so that each has a profile. */
export async function stagesOf(records: number): Promise<readonly StageFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-profile-'));
  const mock = await openMockErp();
  try {
    const address = mock.address(records);
    const one = { address, modes: ['full' as const] };
    const [first, unchanged] = await runProcess([one, one], ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
    // Their names begin with the time.
    const [before = '', after = ''] = readdirSync(folder).sort();
    const read = (name: string): Profile => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile;
    const [a, b] = [perMillion(read(before), first), perMillion(read(after), unchanged)];
    const names = [...stages.map(([stage]) => stage), ...new Set([...a.keys(), ...b.keys()])];
    return [...new Set(names)].map((stage) => ({ stage, first: a.get(stage) ?? 0, unchanged: b.get(stage) ?? 0 }));
  } finally {
    mock.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The main thread's seconds shared out by the profile, and what the other threads took. */
function perMillion(profile: Profile, figures: RunFigures | undefined): ReadonlyMap<string, number> {
  const { records = 1, cpuSeconds = 0, mainThreadSeconds = 0 } = figures ?? {};
  const time = [...timeByStage(profile)].filter(([stage]) => stage !== idle && stage !== starting);
  const whole = time.reduce((sum, [, of]) => sum + of, 0);
  const scale = (mainThreadSeconds / whole / records) * 1e6;
  const other = ((cpuSeconds - mainThreadSeconds) / records) * 1e6;
  return new Map([
    ...time.map(([stage, of]) => [stage, of * scale] as const),
    ['other threads: compression, files, collector', other],
  ]);
}
