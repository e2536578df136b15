import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SafeDetails } from '../core/errors.ts';
import { sqsBatchResponse } from '../platform/aws/sqs-event.ts';
import type { MessageHandler } from '../platform/ports.ts';
import type { Telemetry } from './monitoring/telemetry.ts';
import type { StateFunction } from './steps/state-function.ts';

/** What a handler needs of Lambda's context. */
export type Time = Pick<Context, 'getRemainingTimeInMillis'>;
export type StateHandler = (payload: object, context: Time) => Promise<object>;
export type QueueHandler = (event: SQSEvent, context: Time) => Promise<SQSBatchResponse>;

/** Work stops itself this long before Lambda would stop it, so that it ends with an error of its own and what it wrote stands. */
const marginMs = 3_000;

/** A function of the Sync machine as Lambda calls it. `reserveMs` is for those that the machine gives less time than Lambda does. */
export function stateHandler(telemetry: Telemetry, step: StateFunction, reserveMs: number = marginMs): StateHandler {
  return async (payload, context) => {
    telemetry.about(subjectOf(payload));
    try {
      return await step(payload as never, { signal: signalOf(context, reserveMs) });
    } catch (error) {
      telemetry.warn('The step failed; the state machine decides what comes of it.', error);
      throw error;
    } finally {
      telemetry.end();
    }
  };
}

/** A queue's handler as Lambda calls it: each message is a success or a failure of its own. */
export function queueHandler(telemetry: Telemetry, handler: MessageHandler): QueueHandler {
  return async (event, context) => {
    try {
      return await sqsBatchResponse(event, handler, signalOf(context, marginMs), (error) =>
        telemetry.warn('No message of the batch was handled; all come again.', error),
      );
    } finally {
      telemetry.end();
    }
  };
}

function signalOf(context: Time, reserveMs: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - reserveMs));
}

type Subject = { readonly tenant?: string; readonly connection?: string; readonly run?: number };
type Payload = {
  readonly execution?: string;
  readonly stream?: string;
  readonly run?: Subject;
  readonly request?: Subject;
};

/** Names and numbers for the log; never the payload itself. */
function subjectOf(payload: Payload): SafeDetails {
  const { tenant, connection, run } = payload.run ?? payload.request ?? {};
  return { execution: payload.execution, tenant, connection, run, stream: payload.stream };
}
