import { createHash } from 'node:crypto';
import {
  CreateScheduleCommand,
  type CreateScheduleInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  type GetScheduleOutput,
  paginateListSchedules,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { messageOf, TributaryError } from '../../core/errors.ts';
import { nextAfterDue, nextDue } from '../next-due.ts';
import type { Clock, ScheduleEntry, Schedules } from '../ports.ts';
import { awsFault, isAwsError } from './aws-fault.ts';
import type { Deployment, ErpDeployment } from './deployment.ts';
import { findErp, listErps } from './discover.ts';
import { machineArn } from './names.ts';
import { scheduleExpression } from './schedule-expression.ts';
import { flexibleWindow } from './schedule-window.ts';

/** Schedules are looked at one by one, as a listing does not say what they start; that many at a time. */
const atOnce = 10;

/**
 * One EventBridge schedule per connection, in the group of its ERP's stack; it starts the Sync machine directly. What was
 * put is read back from the schedule itself: `when` from its description, the rest from the input that it gives.
 */
export function awsSchedules(
  deployment: Deployment,
  clients: { readonly scheduler: SchedulerClient; readonly ssm: SSMClient },
  clock: Clock,
): Schedules {
  const { scheduler, ssm } = clients;
  const groups = async (): Promise<readonly string[]> =>
    (await listErps(ssm, deployment.stage)).map(({ scheduleGroup }) => scheduleGroup);
  const remove = async (tenant: string, name: string, from: readonly string[]): Promise<void> => {
    for (const group of from) await deleteSchedule(scheduler, group, scheduleName(tenant, name));
  };
  return {
    put: async (entry) => {
      const now = clock.now();
      nextDue(entry.when, now); // refuses what is no schedule on any platform
      const wanted = scheduleOf(deployment, entry, now);
      const erp = await findErp(ssm, deployment.stage, entry.connector);
      await write(scheduler, wanted(erp));
      const others = (await groups()).filter((group) => group !== erp.scheduleGroup);
      await remove(entry.tenant, entry.name, others);
    },
    remove: async (tenant, name) => remove(tenant, name, await groups()),
    list: async (tenant) => {
      const found: Listed[] = [];
      for (const group of await groups()) found.push(...(await listGroup(scheduler, group, tenant)));
      return found
        .filter(({ entry }) => tenant === undefined || entry.tenant === tenant)
        .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
        .map(({ entry, since }) => {
          const next = nextAt(entry.when, since, clock.now());
          return { ...entry, ...(next && { nextAt: next.toISOString() }) };
        });
    },
  };
}

type Listed = { readonly entry: ScheduleEntry; readonly since: Date | undefined };

const order = ({ entry }: Listed): string => `${entry.tenant}\n${entry.name}`;

/** AWS does not tell: cron has its next moment, an interval counts from when it was made or changed. */
function nextAt(when: ScheduleEntry['when'], since: Date | undefined, now: Date): Date | undefined {
  if ('cron' in when) return nextDue(when, now);
  const first = since && nextDue(when, since);
  return first && (first > now ? first : nextAfterDue(when, first, now));
}

/** `<tenant>.<connection>`, and with a digest instead of its end where that is longer than AWS allows. */
function scheduleName(tenant: string, name: string): string {
  // No dots: the one in between keeps tenants apart.
  if (![tenant, name].every((part) => /^[\w-]+$/.test(part)))
    throw new TributaryError('InvalidInput', {
      code: 'key-invalid',
      message: `"${name}" of "${tenant}" cannot be the name of a schedule: letters, digits, dashes and underscores only.`,
    });
  const text = `${tenant}.${name}`;
  if (text.length <= 64) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${text.slice(0, cutAt)}_${digest}`;
}

/** 64 characters less an underscore and the digest. */
const cutAt = 47;

/** The schedule that an entry stands for; throws InvalidInput for what AWS cannot say, before anything is asked of it. */
function scheduleOf(
  deployment: Deployment,
  entry: ScheduleEntry,
  now: Date,
): (erp: ErpDeployment) => CreateScheduleInput {
  const { tenant, name, connector, when } = entry;
  const { expression, timezone } = scheduleExpression(when);
  const request = { tenant, connection: name, connector, trigger: 'schedule', mode: 'incremental', streams: [] };
  const base = {
    Name: scheduleName(tenant, name),
    Description: JSON.stringify(when),
    ScheduleExpression: expression,
    ...(timezone !== undefined && { ScheduleExpressionTimezone: timezone }),
    FlexibleTimeWindow: flexibleWindow(when, now),
    KmsKeyArn: deployment.keyArn,
  };
  return (erp) => ({
    ...base,
    GroupName: erp.scheduleGroup,
    Target: {
      Arn: machineArn(deployment, connector),
      RoleArn: erp.scheduleRoleArn,
      Input: JSON.stringify(request),
      // A start that fails for longer than a quarter of an hour is worth less than the next one.
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 900 },
      DeadLetterConfig: { Arn: erp.scheduleDeadLetterArn },
    },
  });
}

/** Creates or changes a schedule; one that is as wanted is left alone, because a change would count its interval anew. */
async function write(scheduler: SchedulerClient, wanted: CreateScheduleInput): Promise<void> {
  const what = `Writing the schedule ${wanted.Name} of ${wanted.GroupName}`;
  try {
    const present = await getSchedule(scheduler, wanted.GroupName ?? '', wanted.Name ?? '');
    if (present === undefined) await scheduler.send(new CreateScheduleCommand(wanted));
    else if (!isAsWanted(present, wanted)) await scheduler.send(new UpdateScheduleCommand(wanted));
  } catch (error) {
    if (!isAwsError(error, 'ValidationException')) throw awsFault(what, error);
    const message = `${what}: EventBridge Scheduler refuses it: ${messageOf(error)}`;
    throw new TributaryError('InvalidInput', { code: 'schedule-refused', message, cause: error });
  }
}

/** The description stands for expression, time zone and window, which follow from it. */
function isAsWanted(present: GetScheduleOutput, wanted: CreateScheduleInput): boolean {
  const essence = ({ Description, ScheduleExpression, KmsKeyArn, Target }: CreateScheduleInput | GetScheduleOutput) =>
    JSON.stringify([
      Description,
      ScheduleExpression,
      KmsKeyArn,
      Target?.Arn,
      Target?.RoleArn,
      Target?.Input,
      Target?.DeadLetterConfig?.Arn,
      Target?.RetryPolicy?.MaximumRetryAttempts,
      Target?.RetryPolicy?.MaximumEventAgeInSeconds,
    ]);
  return essence(present) === essence(wanted);
}

async function getSchedule(
  scheduler: SchedulerClient,
  group: string,
  name: string,
): Promise<GetScheduleOutput | undefined> {
  try {
    return await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return undefined;
    throw awsFault(`Reading the schedule ${name} of ${group}`, error);
  }
}

async function deleteSchedule(scheduler: SchedulerClient, group: string, name: string): Promise<void> {
  try {
    await scheduler.send(new DeleteScheduleCommand({ GroupName: group, Name: name }));
  } catch (error) {
    if (isAwsError(error, 'ResourceNotFoundException')) return;
    throw awsFault(`Removing the schedule ${name} of ${group}`, error);
  }
}

async function listGroup(
  scheduler: SchedulerClient,
  group: string,
  tenant: string | undefined,
): Promise<readonly Listed[]> {
  const prefix = tenant === undefined ? {} : { NamePrefix: `${tenant}.`.slice(0, cutAt) };
  const names: string[] = [];
  try {
    for await (const page of paginateListSchedules({ client: scheduler }, { GroupName: group, ...prefix }))
      names.push(...(page.Schedules ?? []).flatMap(({ Name }) => Name ?? []));
  } catch (error) {
    // Its stack is being removed, and its parameter goes last.
    if (isAwsError(error, 'ResourceNotFoundException')) return [];
    throw awsFault(`Listing the schedules of ${group}`, error);
  }
  const found: (Listed | undefined)[] = [];
  for (let start = 0; start < names.length; start += atOnce) {
    const read = names.slice(start, start + atOnce).map((name) => getSchedule(scheduler, group, name));
    found.push(...(await Promise.all(read)).map(listed));
  }
  return found.filter((one) => one !== undefined);
}

/** Undefined for a schedule that somebody made by hand in our group, or that is gone by now. */
function listed(schedule: GetScheduleOutput | undefined): Listed | undefined {
  try {
    const request = JSON.parse(schedule?.Target?.Input ?? '') as Readonly<Record<string, string>>;
    const { tenant, connection: name, connector } = request;
    const when = JSON.parse(schedule?.Description ?? '') as ScheduleEntry['when'];
    if (tenant === undefined || name === undefined || connector === undefined) return undefined;
    const since = schedule?.LastModificationDate ?? schedule?.CreationDate;
    return { entry: { tenant, name, connector, when }, since };
  } catch {
    return undefined;
  }
}
