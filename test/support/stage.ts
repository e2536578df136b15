import { noCheckpoint } from '../../core/fault-points.ts';
import { discoverDeployment } from '../../platform/aws/discover.ts';
import { type AwsPlatform, openAwsPlatform } from '../../platform/aws/platform.ts';
import { randomIds, systemClock } from '../../platform/clock.ts';
import { useEmulator } from './aws-table.ts';
import { type Finished, tributary } from './command.ts';
import { deployTo } from './deploy-emulator.ts';
import { type Emulator, emulatorRegion, startMiniStack } from './emulator.ts';

/** A stage deployed into MiniStack, as its operator sees it. */
export type Stage = {
  readonly emulator: Emulator;
  readonly platform: AwsPlatform;
  /** A command with --stage; throws with its output when the exit code is another. */
  cli(
    args: readonly string[],
    options?: { readonly env?: Readonly<Record<string, string>>; readonly exit?: number },
  ): Promise<Finished>;
  close(): Promise<void>;
};

export const stageName = 'dev';

/** Starts MiniStack and deploys every stack that it takes. */
export async function deployedStage(home: string, allowHosts: readonly string[]): Promise<Stage> {
  const emulator = await startMiniStack();
  try {
    await deployTo(emulator, { stage: stageName, allowHosts });
    useEmulator(emulator);
    const deployment = await discoverDeployment({ stage: stageName, region: emulatorRegion });
    const platform = openAwsPlatform({ deployment, clock: systemClock, ids: randomIds, checkpoint: noCheckpoint });
    return {
      emulator,
      platform,
      cli: async (args, { env = {}, exit = 0 } = {}) => {
        const finished = await tributary(home, [...args, '--stage', stageName], { ...emulator.env, ...env }).finished;
        if (finished.code === exit) return finished;
        throw new Error(
          `tributary ${args.join(' ')} ended with ${finished.code}, not ${exit}:\n${finished.stdout}${finished.stderr}`,
        );
      },
      close: async () => {
        platform.close();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
