import path from 'node:path';
import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import { beginEpoch, type Epoch, runMargin } from '../../distributor/begin-epoch.ts';
import { restoreBackup } from '../../platform/embedded/backup/restore-backup.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { positiveInteger } from '../option-values.ts';
import { progressLine } from '../output/progress-line.ts';
import { withSession } from '../session.ts';

type Options = {
  readonly into?: string;
  readonly force?: boolean;
  readonly runMargin?: number;
  readonly afterPitr?: string;
};

/** `restore <backup>` and `restore --after-pitr <time> --stage <name>`. */
export function addRestore(program: Command, cli: Cli): void {
  const command = addCommand(program, 'restore', {
    summary: 'restore a backup into a data directory',
    description:
      'Verifies every file before it writes anything, and restores beside the directory before that takes its place. Run numbers go on from beyond those that consumers may have seen, runs that were open have failed, and what is read again is published again (docs/adr/0005). On AWS it does the latter for a table that was restored to an earlier time.',
    examples: [
      'restore /srv/backups/2026-07-01 --into /srv/tributary',
      'restore --after-pitr 2026-07-01T12:00:00Z --stage prod',
    ],
    exits: ['notFound', 'inUse', 'unsuccessful'],
  })
    .argument('[backup]', 'the folder that "tributary backup" made')
    .option('--into <directory>', 'where to; must be empty or not there (default: TRIBUTARY_HOME)')
    .option('--force', 'put a directory that is not empty aside, as <directory>.before-<time>')
    .option('--run-margin <n>', 'how far run numbers go up (default: one per second since the backup)', positiveInteger)
    .option('--after-pitr <time>', 'on AWS: the time to which the table was restored');
  action(cli, command, restore);
}

async function restore(context: Context, options: Options, backup: string | undefined): Promise<undefined> {
  const { stage } = context.environment;
  if (stage !== undefined) return restoreStage(context, options, stage, backup);
  if (backup === undefined || options.afterPitr !== undefined)
    throw badUsage('name the folder of a backup; --after-pitr is only for a stage on AWS');
  const into = path.resolve(context.io.cwd, options.into ?? context.environment.home);
  const [verified, copied] = [progressLine(context, 'verified'), progressLine(context, 'copied')];
  let epoch: Epoch = { ended: 0, nextRun: 0, records: 0 };
  const { manifest, before } = await restoreBackup({
    backup: path.resolve(context.io.cwd, backup),
    into,
    force: options.force === true,
    clock: context.io.clock,
    begin: async (ports, { createdAt }) => {
      const margin = options.runMargin ?? runMargin(new Date(createdAt), context.io.clock.now());
      epoch = await beginEpoch(ports, margin);
    },
    onProgress: (step, files, of) => (step === 'verified' ? verified : copied).show(files, of),
  });
  const files = manifest.files.length;
  const { createdAt, includesKey } = manifest;
  context.answer({ into, createdAt, files, includesKey, ...epoch, ...(before !== undefined && { before }) }, () => [
    `Restored ${files} files of ${createdAt} into ${into}.`,
    ...epochLines(epoch),
    ...(before === undefined ? [] : [`What was there is now in ${before}.`]),
    ...(includesKey
      ? []
      : ['The backup has no key: put the file "key" there, or set TRIBUTARY_KEY, before the worker starts.']),
    'What was erased since the backup is back: erase it again (docs/retention.md).',
    `Next: TRIBUTARY_HOME=${into} tributary start`,
  ]);
  return undefined;
}

async function restoreStage(
  context: Context,
  { afterPitr, runMargin: margin }: Options,
  stage: string,
  backup: string | undefined,
): Promise<undefined> {
  const restoredTo = new Date(afterPitr ?? '');
  if (backup !== undefined || Number.isNaN(restoredTo.getTime()))
    throw badUsage(
      `stage ${stage} is restored by AWS: give --after-pitr <time> with the time to which its table was restored`,
    );
  const progress = progressLine(context, 'streams');
  await withSession(context, {}, async ({ platform }) => {
    let streams = 0;
    const onStream = (): void => progress.show(++streams, streams);
    const epoch = await beginEpoch(platform, margin ?? runMargin(restoredTo, platform.clock.now()), onStream);
    context.answer({ stage, restoredTo: restoredTo.toISOString(), ...epoch }, () => [
      `Stage ${stage} begins a new epoch.`,
      ...epochLines(epoch),
    ]);
  });
  return undefined;
}

function epochLines({ ended, nextRun, records }: Epoch): readonly string[] {
  return [
    `Runs go on from number ${nextRun}; ${ended === 1 ? '1 run that was open has' : `${ended} runs that were open have`} failed.`,
    `${records} records are published again when they are next read.`,
  ];
}

function badUsage(what: string): TributaryError {
  return new TributaryError('InvalidInput', { code: 'restore-unclear', message: `Nothing was restored: ${what}.` });
}
