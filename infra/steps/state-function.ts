import { stateMessage } from '../../core/errors.ts';

/** One function of the Sync machine, as infra/sync.asl.json calls it. */
export type StateFunction = (payload: never, context: { readonly signal: AbortSignal }) => Promise<object>;

/**
 * A state machine keeps only an error's name and message, so the code goes along in the message. What it shows of the
 * stack would tell an operator nothing, buries what does, and takes room in the state: `reasonBytes` says how much a
 * reason may have, where there is one for each stream.
 */
export function named<P>(
  work: (payload: P, context: { readonly signal: AbortSignal }) => Promise<object>,
  reasonBytes: (payload: P) => number | undefined = () => undefined,
): StateFunction {
  return async (payload, context) => {
    try {
      return await work(payload, context);
    } catch (error) {
      if (Error.isError(error)) {
        error.message = stateMessage(error, reasonBytes(payload));
        error.stack = '';
      }
      throw error;
    }
  };
}
