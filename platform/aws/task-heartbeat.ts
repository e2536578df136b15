import { SendTaskHeartbeatCommand, SFNClient } from '@aws-sdk/client-sfn';
import { calling, isAwsError } from './aws-fault.ts';
import { clientOptions } from './client-options.ts';

/** Tells a machine that the task with this token is alive; false when the machine no longer waits for it. */
export function taskHeartbeat(
  region: string,
  client: Pick<SFNClient, 'send'> = new SFNClient(clientOptions(region)),
): (token: string) => Promise<boolean> {
  return (token) =>
    calling('Telling the Sync machine that a task is alive', async () => {
      try {
        await client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
        return true;
      } catch (error) {
        if (isAwsError(error, 'TaskDoesNotExist', 'TaskTimedOut', 'InvalidToken')) return false;
        throw error;
      }
    });
}
