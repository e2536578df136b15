import type { Command } from 'commander';
import type { Cli } from './command.ts';
import { addBackup } from './commands/backup.ts';
import { addConnection } from './commands/connection.ts';
import { addConnector } from './commands/connector.ts';
import { addErase } from './commands/erase.ts';
import { addEvents } from './commands/events.ts';
import { addExtension } from './commands/extension.ts';
import { addQuarantine } from './commands/quarantine.ts';
import { addQueues } from './commands/queues.ts';
import { addRecords } from './commands/records.ts';
import { addRestore } from './commands/restore.ts';
import { addRetention } from './commands/retention.ts';
import { addRun } from './commands/run.ts';
import { addRuns } from './commands/runs.ts';
import { addStart } from './commands/start.ts';
import { addStatus } from './commands/status.ts';
import { addSubscribe } from './commands/subscribe.ts';
import { addSubscription } from './commands/subscription.ts';

/** The commands, in the order of `--help`. A new one is a file and a line here. */
export const commands: readonly ((program: Command, cli: Cli) => void)[] = [
  addStart,
  addStatus,
  addRun,
  addRuns,
  addConnector,
  addExtension,
  addConnection,
  addRecords,
  addEvents,
  addSubscribe,
  addSubscription,
  addQuarantine,
  addQueues,
  addRetention,
  addBackup,
  addRestore,
  addErase,
];
