import path from 'node:path';
import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import { withHousekeeping } from '../../distributor/retention/prune.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { withDirectory } from '../directory-session.ts';
import { bytesText } from '../output/bytes-text.ts';
import { progressLine } from '../output/progress-line.ts';

type Options = { readonly includeKey?: boolean };

/** `backup <folder>`. */
export function addBackup(program: Command, cli: Cli): void {
  const command = addCommand(program, 'backup', {
    summary: 'copy the data directory into a folder, also while the worker runs',
    description:
      'Makes a consistent copy: database, raw batches, connector artefacts and secrets (encrypted). The key that decrypts the secrets is left out unless --include-key; keep it elsewhere. On AWS, see docs/retention.md.',
    examples: ['backup /srv/backups/2026-07-01', 'backup /srv/backups/with-key --include-key'],
    exits: ['notFound', 'unsuccessful'],
  })
    .argument('<folder>', 'a new or empty folder')
    .option('--include-key', 'also copy the key file: whoever has the backup can then read the secrets');
  action(cli, command, makeBackup);
}

/** Renewing the housekeeping lease more often would be work for nothing. */
const renewMs = 30_000;

async function makeBackup(context: Context, { includeKey = false }: Options, folder: string): Promise<undefined> {
  if (context.environment.stage !== undefined) throw notOnAws(context.environment.stage);
  const target = path.resolve(context.io.cwd, folder);
  const progress = progressLine(context, 'copied');
  const manifest = await withDirectory(context, {}, ({ platform }) =>
    withHousekeeping(platform, async (renew) => {
      let renewed = platform.clock.now().getTime();
      return platform.backup(target, {
        includeKey,
        onProgress: async (files, of) => {
          progress.show(files, of);
          if (platform.clock.now().getTime() - renewed < renewMs) return;
          renewed = platform.clock.now().getTime();
          await renew();
        },
      });
    }),
  );
  progress.end();
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const { createdAt, database, includesKey, missing } = manifest;
  const files = manifest.files.length;
  context.answer({ folder: target, createdAt, database, includesKey, missing, files, bytes }, () => [
    `Backed up ${files} files (${bytesText(bytes)}) to ${target}.`,
    keyLine(includeKey, includesKey),
    ...(missing === 0 ? [] : [`${missing} raw batches that the ledger names were not there; they are left out.`]),
    `Next: tributary restore ${folder} --into <new directory>`,
  ]);
  return undefined;
}

function keyLine(asked: boolean, included: boolean): string {
  if (included) return 'The key is included: whoever has this folder can read the secrets.';
  if (asked) return 'There is no key file to include: the key is in TRIBUTARY_KEY. Keep it elsewhere.';
  return 'The key is not included: without it (the file "key", or TRIBUTARY_KEY) the secrets cannot be read. Keep it elsewhere.';
}

function notOnAws(stage: string): TributaryError {
  const message = `Stage ${stage} is on AWS, which makes the backups: point-in-time recovery of the table, and bodies and raw batches that do not change. docs/retention.md says how to restore it.`;
  return new TributaryError('InvalidInput', { code: 'backup-not-on-aws', message });
}
