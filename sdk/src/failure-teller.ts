import type { ApplyOptions, Failure } from './apply-options.ts';

/** A listener that throws must not fail the others' events. */
export function failureTeller({ onError = reportFailure }: Pick<ApplyOptions, 'onError'>): (failure: Failure) => void {
  return (failure) => {
    try {
      onError(failure);
    } catch (error) {
      reportFailure(failure);
      reportFailure({ kind: 'api', error });
    }
  };
}

function reportFailure(failure: Failure): void {
  const reason = failure.error instanceof Error ? failure.error.message : String(failure.error);
  const what = failure.kind === 'event' ? `${nameOf(failure.event)} failed: ` : '';
  console.error(`tributary consumer: ${what}${reason}`);
}

/** Without content: what is in an event may be about people. */
export function nameOf(event: unknown): string {
  const { id, type } = (event ?? {}) as { readonly id?: unknown; readonly type?: unknown };
  return typeof id === 'string' && typeof type === 'string' ? `Event ${id} (${type})` : 'An event';
}
