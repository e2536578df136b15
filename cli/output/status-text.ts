import type { Run, StreamResult } from '../../core/run.ts';
import type { Style } from './style.ts';

/** How many records of a run were put into quarantine. */
export function quarantinedIn(results: readonly StreamResult[] = []): number {
  return results.reduce((total, { outcomes }) => total + (outcomes['quarantined'] ?? 0), 0);
}

/** How a run ended, and that not all of it went through: `succeeded, 78 quarantined`. */
export function statusText(run: Pick<Run, 'status' | 'results'>, style?: Style): string {
  const { status, results } = run;
  const quarantined = quarantinedIn(results);
  const word = status === 'running' ? status : status === 'succeeded' ? style?.good(status) : style?.bad(status);
  const addition = `${quarantined} quarantined`;
  return `${word ?? status}${quarantined === 0 ? '' : `, ${style?.bad(addition) ?? addition}`}`;
}

/** Where to look for the records of a run that did not go through. */
export function quarantineHint({ connection, results }: Pick<Run, 'connection' | 'results'>): string | undefined {
  return quarantinedIn(results) === 0 ? undefined : `"tributary quarantine list --connection ${connection}"`;
}
