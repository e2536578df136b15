import { centsText, scaledText, unscaled } from '../../common/amounts.ts';
import { dayOf } from '../../common/dates.ts';
import { among, type CreateRow, costCenter, type RowSources } from './sources.ts';

/** Draft, submitted, approved, rejected, invoiced. */
export const timeEntryStatuses: readonly [string, ...string[]] = ['10', '20', '30', '40', '60'];

const notes = [
  'Formsättning plan 2',
  'Støping av dekke',
  'Gjuteri & efterlagning',
  'Rüstarbeiten',
  'ÄTA enligt dagbok',
  'Møte med byggherre',
] as const;

/** Hours of people, on a project with an activity that is counted in hours, or on a cost centre. */
export function timeEntryCreator({ rows, nextNumber }: RowSources): CreateRow {
  const [persons, projects] = [rows('WorkforcePersons'), rows('Projects')];
  const activities = rows('Activities').filter((row) => row['ActivityUnit'] === 'H' && row['Project'] === null);
  return (random, changedAt) => {
    const person = among(random, persons);
    const activity = random.chance(0.96) ? among(random, activities) : undefined;
    const atWork = activity?.['ActivityTypeCategory'] !== '3';
    const project = atWork && random.chance(0.9) ? among(random, projects) : undefined;
    const hours = random.integer(2, 40) * 25;
    const isBillable = project !== undefined && activity?.['IsBillable'] === true && random.chance(0.8);
    const rate = person?.['HourlyCostRateAmount'];
    return {
      TimeSheetRecord: String(nextNumber('TimeEntries')).padStart(12, '0'),
      TimeSheetDate: dayOf(changedAt, -random.integer(0, 14)),
      WorkforcePerson: person?.['WorkforcePerson'] ?? '00000000',
      ActivityType: activity?.['ActivityType'] ?? null,
      Project: project?.['Project'] ?? null,
      CostCenter: project === undefined ? costCenter(random) : null,
      TimeSheetHours: scaledText(hours, 2),
      BillableHours: isBillable ? scaledText(random.chance(0.85) ? hours : Math.floor(hours / 2), 2) : null,
      IsBillable: isBillable,
      CostAmount: typeof rate === 'string' ? centsText(Math.round((unscaled(rate) * hours) / 100)) : null,
      Currency: 'SEK',
      TimeSheetNote: random.chance(0.5) ? null : random.pick(notes),
      TimeSheetStatus: random.pick(['30', '30', '30', '60', '60', '20', '10', '40']),
      LastChangeDateTime: changedAt.toISOString(),
    };
  };
}
