import { expect } from '@jest/globals';
import { noCheckpoint } from '../../core/fault-points.ts';
import { type AwsPlatform, openAwsPlatform } from '../../platform/aws/platform.ts';
import { randomIds, systemClock } from '../../platform/clock.ts';
import { useEmulator } from './aws-table.ts';
import { type Command, type Finished, tributary } from './command.ts';
import { startMiniStack } from './emulator.ts';
import { type HandMadeStage, makeStage } from './hand-made-stage.ts';

/** A stage `dev` on an emulator, and the command as the process that people start. */
export type StageCommands = {
  readonly stage: HandMadeStage;
  readonly platform: AwsPlatform;
  start(argv: readonly string[], env?: Readonly<Record<string, string>>): Command;
  /** Runs one command on the stage. */
  on(...argv: string[]): Promise<Finished>;
  /** The answer in JSON of a command that must succeed and say nothing else. */
  answer(...argv: string[]): Promise<unknown>;
  close(): Promise<void>;
};

export async function openStageCommands(topics: readonly string[]): Promise<StageCommands> {
  const emulator = await startMiniStack();
  useEmulator(emulator);
  const stage = await makeStage('dev', topics);
  const { deployment } = stage;
  const platform = openAwsPlatform({ deployment, clock: systemClock, ids: randomIds, checkpoint: noCheckpoint });
  const start: StageCommands['start'] = (argv, env = {}) =>
    tributary('/nonexistent', argv, { ...emulator.env, ...env });
  const on: StageCommands['on'] = (...argv) => start([...argv, '--stage', 'dev']).finished;
  return {
    stage,
    platform,
    start,
    on,
    answer: async (...argv) => {
      const { code, stdout, stderr } = await on(...argv, '--json');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return JSON.parse(stdout);
    },
    close: async () => {
      platform.close();
      await emulator.stop();
    },
  };
}
