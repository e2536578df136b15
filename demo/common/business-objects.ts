import { centsText, unscaled } from './amounts.ts';
import { type SharedArticle, sharedArticles } from './shared-articles.ts';
import { type SharedParty, sharedParties } from './shared-parties.ts';
import { type SharedProject, sharedProjects } from './shared-projects.ts';
import { type SharedSupplierInvoice, sharedSupplierInvoices } from './shared-supplier-invoices.ts';

export type DemoErp = 'odata' | 'nordic';

/** One value of a shared object that the two demo ERPs have different. */
export type Difference = {
  readonly entity: 'party' | 'item' | 'project' | 'supplier-invoice';
  /** What finds the object: orgno of a party (else vat), gtin, project number, `<vat of the seller>/<invoice number>`. */
  readonly key: string;
  /** Path of the field in the canonical entity. */
  readonly field: string;
  /** As the canonical entity has it: decimals without zeros at the end. */
  readonly odata: string;
  readonly nordic: string;
};

type SharedObjects = {
  readonly parties: readonly SharedParty[];
  readonly articles: readonly SharedArticle[];
  readonly projects: readonly SharedProject[];
  readonly supplierInvoices: readonly SharedSupplierInvoice[];
};

const neutral: SharedObjects = {
  parties: sharedParties,
  articles: sharedArticles,
  projects: sharedProjects,
  supplierInvoices: sharedSupplierInvoices,
};

/** What one ERP has instead of the shared value. */
type Deviation = {
  readonly list: keyof SharedObjects;
  readonly index: number;
  readonly field: string;
  readonly erp: DemoErp;
  readonly value: string;
};

/** VAT rounded to a whole krona in one ERP: so its sums differ. */
function roundedTax(index: number): readonly Deviation[] {
  const { taxExclusiveAmount = '0.00', taxAmount = '0.00' } = sharedSupplierInvoices[index]?.totals ?? {};
  const tax = Math.round(unscaled(taxAmount) / 100) * 100;
  const gross = centsText(unscaled(taxExclusiveAmount) + tax);
  const deviation = { list: 'supplierInvoices', index, erp: 'nordic' } as const;
  return [
    { ...deviation, field: 'totals.taxAmount', value: centsText(tax) },
    { ...deviation, field: 'totals.taxInclusiveAmount', value: gross },
    { ...deviation, field: 'totals.payableAmount', value: gross },
  ];
}

const deviations: readonly Deviation[] = [
  { list: 'parties', index: 3, field: 'contact.phone', erp: 'nordic', value: '+46 31 709 90 15' },
  { list: 'parties', index: 16, field: 'address.street', erp: 'odata', value: 'Pukkverksvegen 57 B' },
  { list: 'parties', index: 27, field: 'contact.email', erp: 'nordic', value: 'faktura@oresundstilladser.example' },
  { list: 'articles', index: 8, field: 'salesPrice.amount', erp: 'nordic', value: '421.50' },
  { list: 'articles', index: 19, field: 'salesPrice.amount', erp: 'odata', value: '5990.00' },
  { list: 'projects', index: 5, field: 'endDate', erp: 'nordic', value: '2027-02-26' },
  { list: 'projects', index: 15, field: 'status', erp: 'nordic', value: 'closed' },
  { list: 'projects', index: 9, field: 'budget.amount', erp: 'odata', value: '159800000.00' },
  { list: 'supplierInvoices', index: 7, field: 'dueDate', erp: 'nordic', value: '2026-03-24' },
  // Somebody typed the quantity; the amount, which is what is paid, is the same in both.
  { list: 'supplierInvoices', index: 22, field: 'lines[0].quantity', erp: 'odata', value: '99.000' },
  ...roundedTax(41),
];

const entities = {
  parties: 'party',
  articles: 'item',
  projects: 'project',
  supplierInvoices: 'supplier-invoice',
} as const;

function partyKey({ orgno, vat = '' }: SharedParty): string {
  return orgno ?? vat;
}

function keyOf({ list, index }: Deviation): string {
  switch (list) {
    case 'parties': {
      const party = sharedParties[index];
      return party === undefined ? '' : partyKey(party);
    }
    case 'articles':
      return sharedArticles[index]?.gtin ?? '';
    case 'projects':
      return sharedProjects[index]?.number ?? '';
    case 'supplierInvoices': {
      const invoice = sharedSupplierInvoices[index];
      const seller = invoice === undefined ? undefined : sharedParties[invoice.seller];
      return invoice === undefined || seller === undefined ? '' : `${seller.vat}/${invoice.number}`;
    }
  }
}

const stepsOf = (field: string): readonly string[] => field.split(/[.[\]]+/).filter((step) => step !== '');

function valueAt(value: unknown, field: string): unknown {
  return stepsOf(field).reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    value,
  );
}

/** A copy with another value at that path; what is not on the path is shared. */
function withValue<Value>(value: Value, [step, ...rest]: readonly string[], replaced: string): Value {
  if (typeof value !== 'object' || value === null || step === undefined) return replaced as Value;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Value & object;
  Reflect.set(copy, step, withValue(Reflect.get(value, step) as unknown, rest, replaced));
  return copy;
}

function canonical(text: string): string {
  return /^\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text;
}

/** Every value that differs between the two demo ERPs in what both have. Comparing them must find these and no others. */
export const differences: readonly Difference[] = deviations.map((deviation) => {
  const shared = String(valueAt(neutral[deviation.list][deviation.index], deviation.field));
  const values = { odata: canonical(shared), nordic: canonical(shared), [deviation.erp]: canonical(deviation.value) };
  return { entity: entities[deviation.list], key: keyOf(deviation), field: deviation.field, ...values };
});

/** The shared objects with the values that this ERP has. */
export function sharedObjectsOf(erp: DemoErp): SharedObjects {
  const own = <Value>(list: keyof SharedObjects, values: readonly Value[]): readonly Value[] =>
    values.map((value, index) =>
      deviations
        .filter((deviation) => deviation.erp === erp && deviation.list === list && deviation.index === index)
        .reduce((changed, deviation) => withValue(changed, stepsOf(deviation.field), deviation.value), value),
    );
  return {
    parties: own('parties', sharedParties),
    articles: own('articles', sharedArticles),
    projects: own('projects', sharedProjects),
    supplierInvoices: own('supplierInvoices', sharedSupplierInvoices),
  };
}
