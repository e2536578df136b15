import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import { isNamed } from '../../core/errors.ts';
import type { Clock, Executions } from '../ports.ts';
import type { Database } from './database.ts';
import { endOf, type InterpreterEvent, journalEvent } from './execution-events.ts';
import { type ExecutionEnd, type ExecutionJournal, executionJournal } from './execution-journal.ts';
import { checkMachine } from './state-machine.ts';
import { type ServiceFunction, taskHandlers, tokenPlaceholder } from './task-handlers.ts';
import { taskTokens } from './task-tokens.ts';

export type ExecutionsOptions = {
  /** The state machine in Amazon States Language, with nothing left to fill in. */
  readonly definition: object;
  /** What its tasks invoke, by the FunctionName. */
  readonly functions: Readonly<Record<string, ServiceFunction>>;
  /** Gets a StorageFailed of a function or of the journal: the process must end. */
  readonly onFatal: (error: unknown) => void;
};

export type EmbeddedExecutions = Executions & {
  /** Executions that are running by the journal and not in this process: their process died. */
  abandoned(): Promise<readonly string[]>;
  /** Ends an abandoned execution in the journal. */
  markDied(id: string): Promise<void>;
  /** Stops what runs here and waits until its functions have returned. */
  close(): Promise<void>;
};

type Running = { readonly stop: () => void; readonly ended: Promise<void> };
