/** A project whose costs are booked in both demo ERPs; it is the same one where `number` is equal. */
export type SharedProject = {
  readonly number: string;
  readonly name: string;
  readonly status: 'planned' | 'active' | 'completed' | 'closed';
  /** Index of the customer in `sharedParties`. */
  readonly customer: number;
  readonly startDate: string;
  readonly endDate: string;
  readonly budget: { readonly amount: string; readonly currency: 'SEK' };
};

type Line = readonly [
  name: string,
  status: SharedProject['status'],
  customer: number,
  startDate: string,
  endDate: string,
  budget: string,
];

const lines: readonly Line[] = [
  ['Kontorshus Kungsbron, stomme', 'active', 6, '2025-03-03', '2026-11-27', '184500000.00'],
  ['Vårdbyggnad Kramfors, etapp 2', 'active', 8, '2025-09-15', '2027-06-30', '96250000.00'],
  ['Kaj 4 Karlskrona, renovering', 'planned', 12, '2026-08-17', '2027-03-31', '22800000.00'],
  ['Lager för virke, Härnösand', 'completed', 4, '2024-10-01', '2025-12-19', '14375000.50'],
  ['Ställningshall Linköping', 'closed', 13, '2024-02-05', '2025-04-11', '8900000.00'],
  ['Fjellheim skole, rehabilitering', 'active', 14, '2025-11-10', '2026-12-18', '41200000.00'],
  ['Nordlys kvartal 3, boliger', 'active', 18, '2025-05-12', '2027-09-01', '233000000.00'],
  ['Kåfjord sykehjem, tilbygg', 'planned', 20, '2026-09-01', '2028-02-29', '78640000.00'],
  ['Bryggen parkeringskjeller', 'active', 25, '2025-08-04', '2026-10-30', '57100000.00'],
  ['Fælleden, etape 1: 84 boliger', 'active', 30, '2025-01-20', '2026-12-31', '162400000.00'],
  ['Fælleden, etape 2: 60 boliger', 'planned', 30, '2026-10-05', '2028-05-31', '118900000.00'],
  ['Maskinhal Gasværksvej', 'completed', 31, '2024-06-17', '2025-10-24', '11050000.00'],
  ['Törnävä, korttelin peruskorjaus', 'active', 34, '2025-10-06', '2026-11-13', '35780000.00'],
  ['Wohnpark Grünhof, Haus A–C', 'active', 39, '2025-04-28', '2027-01-29', '205600000.00'],
  ['Tiefgarage Grünhof', 'planned', 39, '2026-11-02', '2027-12-17', '49300000.00'],
  ['Kungsbron, ombyggnad entréplan', 'completed', 6, '2025-02-03', '2026-02-27', '7420000.00'],
  ['Ådalens ambulansstation', 'closed', 8, '2023-09-04', '2024-12-06', '31900000.00'],
  ['Lotsgatan 30–36, stambyte', 'active', 12, '2026-01-12', '2026-12-04', '19650000.00'],
  ['Nordlys kvartal 4, grunnarbeid', 'planned', 18, '2026-08-24', '2027-04-30', '28400000.00'],
  ['Olderdalen kai og servicebygg', 'active', 20, '2025-12-01', '2026-11-20', '16310000.00'],
];

/** The projects both demo ERPs know; in one of them a value may differ, see `differences`. */
export const sharedProjects: readonly SharedProject[] = lines.map(
  ([name, status, customer, startDate, endDate, budget], index) => ({
    number: `B${2601 + index * 3}`,
    name,
    status,
    customer,
    startDate,
    endDate,
    budget: { amount: budget, currency: 'SEK' },
  }),
);
