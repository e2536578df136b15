import type { Command } from 'commander';
import { TributaryError } from '../../core/errors.ts';
import { erasePerson, liftErasure, lookForPerson, tryErase } from '../../infra/erase-person.ts';
import type { Erased } from '../../transformer/erasure/erase.ts';
import { type PersonScope, parsePerson } from '../../transformer/erasure/find-person.ts';
import { action, addCommand, type Cli } from '../command.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Installation } from '../installation.ts';
import { withSession } from '../session.ts';

type Options = {
  readonly party: string;
  readonly connection?: string;
  readonly dryRun?: boolean;
  readonly lift?: boolean;
  readonly yes?: boolean;
};

/** `erase --party <id|scheme:value>`. */
export function addErase(program: Command, cli: Cli): void {
  const command = addCommand(program, 'erase', {
    summary: 'remove a person from everything that is kept',
    description:
      'Removes a party or an employee from raw batches, records, events, queues, dead letters and quarantine, replaces texts that name it elsewhere, tells consumers that it was deleted, and sees to it that it is not stored again. docs/retention.md says what is found and what is not.',
    examples: [
      'erase --party 10003 --connection acme --dry-run',
      'erase --party email:anna@example.test --yes --json',
      'erase --party 10003 --lift',
    ],
    exits: ['notFound', 'unsuccessful'],
  })
    .requiredOption('--party <id>', 'its id, or an identifier as scheme:value')
    .option('--connection <name>', 'only what came from this connection')
    .option('--dry-run', 'only say what would be removed')
    .option('--lift', 'let it be stored again when it is next read')
    .option('--yes', 'do not ask');
  action(cli, command, erase);
}

async function erase(context: Context, options: Options): Promise<ExitCode> {
  const { connection } = options;
  const scope: PersonScope = { tenant: context.environment.tenant, ...(connection !== undefined && { connection }) };
  return withSession(context, {}, async (installation) => {
    if (options.lift) return lift(context, installation, scope, options);
    const person = parsePerson(options.party);
    const { person: found } = await lookForPerson(installation.platform, scope, person);
    if (!options.dryRun && !options.yes) await confirm(context, found.records.length);
    const erased: Erased[] = [];
    let waiting = '';
    const request = {
      ...{ scope, person, onErased: (one: Erased) => void erased.push(one) },
      onWaiting: (name: string) => {
        if (waiting !== name) context.warn(`Waiting for the run of ${name} to end …`);
        waiting = name;
      },
    };
    const deps = { ...installation.platform, publish: installation.services.publish };
    if (options.dryRun) {
      await tryErase(deps, request);
      answer(context, { dryRun: true, outcome: 'dry-run', left: 0 }, erased);
      return exitCodes.done;
    }
    const { outcome, id, left } = await erasePerson(deps, request);
    answer(context, { dryRun: false, outcome, id, left }, erased);
    return left === 0 ? exitCodes.done : exitCodes.unsuccessful;
  });
}

/** Asks at a terminal; elsewhere nobody can answer. */
async function confirm({ io }: Context, records: number): Promise<void> {
  const question = `${records} records of the person will be removed, with all that names it. This cannot be undone. Type yes: `;
  const said = await io.askSecret(question);
  if (said === 'yes') return;
  const message =
    said === undefined ? 'There is no terminal to ask at: give --yes, or --dry-run first.' : 'The answer was not yes.';
  throw new TributaryError('InvalidInput', { code: 'not-confirmed', message: `Nothing was erased. ${message}` });
}

type Answer = { readonly dryRun: boolean; readonly outcome: string; readonly id?: string; readonly left: number };

const placeTexts: Readonly<Record<Erased['place'], string>> = {
  raw: 'records in raw batches',
  quarantine: 'entries in quarantine',
  messages: 'messages in queues and topics',
  records: 'records of the person',
  references: 'entities that named it',
  superseded: 'older versions in bodies',
};

function answer(context: Context, { outcome, ...more }: Answer, erased: readonly Erased[]): void {
  const counts: Record<string, number> = {};
  for (const { place, count } of erased) counts[place] = (counts[place] ?? 0) + count;
  context.answer({ outcome, ...more, counts, places: erased }, () => [
    headline(outcome, more.id),
    ...erased.map(({ place, name, count }) => `  ${place.padEnd(10)} ${name} (${count})`),
    ...Object.entries(counts).map(([place, count]) => `${count} ${placeTexts[place as Erased['place']]}`),
    ...(more.left === 0
      ? []
      : [
          `${more.left} bodies were written in the last 16 minutes and are not cleaned yet: run the command again then.`,
        ]),
  ]);
}

function headline(outcome: string, id: string | undefined): string {
  if (outcome === 'dry-run') return 'Would be removed or rewritten:';
  if (outcome === 'already')
    return `It was erased before (erasure ${id}); nothing of it was left but what is named here:`;
  return `Erased (erasure ${id}). Removed or rewritten:`;
}

async function lift(
  context: Context,
  { platform }: Installation,
  scope: PersonScope,
  { party }: Options,
): Promise<ExitCode> {
  const lifted = await liftErasure(platform, scope, parsePerson(party));
  if (lifted === 0)
    throw new TributaryError('NotFound', { code: 'erasure-unknown', message: 'Nobody known by that was erased.' });
  context.answer({ lifted }, () => [
    'It may be stored again, when it is next read.',
    `Next: ${context.next('run <connection> --full')}`,
  ]);
  return exitCodes.done;
}
