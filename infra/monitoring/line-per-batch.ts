import type { SafeDetails } from '../../core/errors.ts';
import { parseBatchMessage } from '../../core/messages.ts';
import type { MessageHandler } from '../../platform/ports.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Gives a handler of batches its messages one by one, so that what is logged meanwhile says whose batch it is about, and
 * how long that one took.
 */
export function linePerBatch(telemetry: Pick<Telemetry, 'about' | 'info'>, handler: MessageHandler): MessageHandler {
  return async (messages, signal) => {
    const failed: string[] = [];
    for (const message of messages) {
      telemetry.about(subjectOf(message.body));
      const begin = performance.now();
      const again = await handler([message], signal);
      const milliseconds = Math.round(performance.now() - begin);
      telemetry.info(again.length === 0 ? 'The batch is handled.' : 'The batch comes again.', { milliseconds });
      failed.push(...again);
    }
    telemetry.about({});
    return failed;
  };
}

/** Names and numbers of the pointer; of what is none, nothing: it might hold anything. */
function subjectOf(body: string): SafeDetails {
  try {
    const { tenant, connection, run, stream, batchId: batch } = parseBatchMessage(body);
    return { tenant, connection, run, stream, batch };
  } catch {
    return {};
  }
}
