import type { ApplyOptions, EventHandler } from './apply-options.ts';
import type { CheckedEvent } from './check-event.ts';
import { ConsumerError } from './consumer-error.ts';
import { type ConsumerEvent, changeOf } from './event.ts';
import { failureTeller, nameOf } from './failure-teller.ts';
import { memoryState } from './state.ts';
import { slots } from './turns.ts';

/** Done: handled, known or outdated. Left: not begun, because the consumer stops. */
export type Outcome = 'done' | 'failed' | 'left';

export type Delivery = { readonly receiveCount: number; readonly signal: AbortSignal };

export type ReceivedEvent = Delivery & { readonly raw: unknown; readonly checked: CheckedEvent };

type Known = CheckedEvent & { readonly kind: 'event' };

/** Handles one event, unless it is known or outdated, and remembers it. Never throws; nothing else of its entity may run meanwhile. */
export function eventApplier(options: ApplyOptions, handler: EventHandler): (one: ReceivedEvent) => Promise<Outcome> {
  const state = options.state ?? memoryState();
  const tell = failureTeller(options);
  const slot = slots(options.concurrency ?? 1);

  const hand = ({ event }: Known, { receiveCount, signal }: Delivery): Promise<Outcome> =>
    slot(async () => {
      if (signal.aborted) return 'left';
      await handler(event, { change: changeOf(event), receiveCount, signal });
      return 'done';
    });

  const refuse = async ({ raw, receiveCount }: ReceivedEvent, problem: string): Promise<Outcome> => {
    const error = new ConsumerError('event-invalid', `${nameOf(raw)} is not valid: ${problem}.`);
    await options.onInvalid?.(raw, error);
    if (options.onInvalid) return 'done';
    tell({ kind: 'invalid', error, event: raw, receiveCount });
    return 'failed';
  };

  const applyNew = async (checked: Known, one: ReceivedEvent): Promise<Outcome> => {
    const last = await state.get(checked.key);
    if (last !== undefined && (!checked.hasRevision || checked.mark <= last)) return 'done';
    const problem = checked.problem();
    const outcome = problem === undefined ? await hand(checked, one) : await refuse(one, problem);
    if (outcome === 'done') await state.set(checked.key, checked.mark);
    return outcome;
  };

  return async (one) => {
    if (one.signal.aborted) return 'left';
    const { checked, raw, receiveCount } = one;
    try {
      return checked.kind === 'event' ? await applyNew(checked, one) : await refuse(one, checked.problem);
    } catch (error) {
      tell({ kind: 'event', error, event: raw as ConsumerEvent, receiveCount });
      return 'failed';
    }
  };
}
