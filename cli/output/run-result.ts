import type { Run, RunError, StreamResult } from '../../core/run.ts';
import { runName } from './run-document.ts';
import { quarantineHint, statusText } from './status-text.ts';
import type { Style } from './style.ts';
import { type Column, tableLines } from './table.ts';
import { spanText } from './time-text.ts';

const columns: readonly Column[] = [
  { title: 'stream', shrink: true },
  { title: 'status' },
  ...['extracted', 'created', 'updated', 'unchanged', 'quarantined', 'seconds'].map(
    (title) => ({ title, align: 'right' }) as const,
  ),
];

const shown = ['created', 'updated', 'unchanged', 'quarantined'];

/** An error in plain words, with its name and code for whoever searches the documentation. */
export function errorText({ name, code, message }: RunError): string {
  return `${message} (${name}${code === undefined ? '' : `, ${code}`})`;
}

/** What a run has done: a table with a line per stream, what failed, and one line about all of it. */
export function runResultLines(run: Run, style: Style, width: number): readonly string[] {
  return [...streamTable(run.results ?? [], style, width), ...failureLines(run, style), ...summaryLines(run, style)];
}

export function streamTable(results: readonly StreamResult[], style: Style, width: number): readonly string[] {
  if (results.length === 0) return [];
  const rows = results.map(({ stream, ok, records, outcomes, seconds }) => [
    stream,
    ok ? 'ok' : 'failed',
    records,
    ...shown.map((name) => outcomes[name] ?? 0),
    seconds.toFixed(1),
  ]);
  const [head = '', ...lines] = tableLines(columns, rows, width);
  return [style.bold(head), ...lines, ...results.flatMap(otherOutcomes)];
}

/** Outcomes that are rare enough to have no column. */
function otherOutcomes({ stream, outcomes }: StreamResult): readonly string[] {
  const others = Object.entries(outcomes).filter(([name, count]) => count > 0 && !shown.includes(name));
  return others.length === 0
    ? []
    : [`  ${stream}: also ${others.map(([name, count]) => `${count} ${name}`).join(', ')}`];
}

export function failureLines({ results = [], error }: Run, style: Style): readonly string[] {
  const failed = results.flatMap((result) => (result.error ? [{ stream: result.stream, own: result.error }] : []));
  if (failed.length === 0) return error ? [`${style.bad('failed')}: ${errorText(error)}`, ...adviceOn([error])] : [];
  return [
    ...failed.map(({ stream, own }) => `${style.bad(`${stream} failed`)}: ${errorText(own)}`),
    ...adviceOn(failed.map(({ own }) => own)),
  ];
}

/** What the command line can do about an error, where its own words cannot know. */
function adviceOn(errors: readonly RunError[]): readonly string[] {
  const refused = errors.filter((error) => error.code === 'address-not-allowed');
  const hosts = refused.flatMap(({ message }) => /add "([^"]+)"/.exec(message)?.[1] ?? []);
  if (refused.length === 0) return [];
  return [
    `Hosts are allowed by TRIBUTARY_ALLOW_HOSTS=${[...new Set(hosts)].join(',')}, set for the process that runs the connection; "tributary start --demo" allows its own demo ERP by itself.`,
  ];
}

function summaryLines(run: Run, style: Style): readonly string[] {
  const { results = [], startedAt, endedAt } = run;
  const records = results.reduce((total, result) => total + result.records, 0);
  const hint = quarantineHint(run);
  const took = endedAt === undefined ? '' : ` in ${spanText(Date.parse(endedAt) - Date.parse(startedAt))}`;
  const summary = `run ${runName(run)} ${statusText(run, style)}${hint === undefined ? '' : ','}${took}: ${records} records`;
  return [summary, ...(hint === undefined ? [] : [`Why records are in quarantine: ${hint}`])];
}

/** One line about a run that has ended, for a log. */
export function runLine(run: Pick<Run, 'connection' | 'run' | 'status' | 'results' | 'error'>): string {
  const results = run.results ?? [];
  const counts = new Map<string, number>();
  for (const { outcomes } of results)
    for (const [name, count] of Object.entries(outcomes)) counts.set(name, (counts.get(name) ?? 0) + count);
  const records = results.reduce((total, result) => total + result.records, 0);
  const became = [...counts]
    .filter(([name, count]) => count > 0 && name !== 'quarantined')
    .map(([name, count]) => `${count} ${name}`);
  const failures = results.filter((result) => !result.ok).map((result) => result.stream);
  const failed = failures.length === 0 ? '' : `; failed: ${failures.join(', ')}`;
  const why = results.length === 0 && run.error ? `: ${errorText(run.error)}` : '';
  const what =
    results.length === 0 ? why : `: ${records} records${became.length === 0 ? '' : ` (${became.join(', ')})`}`;
  const hint = quarantineHint(run);
  return `run ${runName(run)} ${statusText(run)}${what}${failed}${hint === undefined ? '' : `; ${hint}`}`;
}
