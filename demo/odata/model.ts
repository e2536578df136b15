/** The data model of the simulated ERP: what `$metadata` says and what every query is checked against. */
export type EdmType = 'Edm.String' | 'Edm.Boolean' | 'Edm.Decimal' | 'Edm.Date' | 'Edm.DateTimeOffset';

export type Property = {
  readonly name: string;
  readonly type: EdmType;
  readonly nullable: boolean;
  readonly maxLength?: number;
  readonly precision?: number;
  readonly scale?: number;
};

export type EntityType = {
  readonly name: string;
  readonly key: readonly [string, ...string[]];
  readonly properties: readonly Property[];
  /** A collection contained in the entity; its rows stand in the row under this name. */
  readonly navigation?: { readonly name: string; readonly target: EntityType };
};

/** A record as it is stored. Values are unknown on purpose: tests plant records that break the model. */
export type Row = Readonly<Record<string, unknown>>;

export const namespace = 'com.tributary.demo.construction';
export const servicePath = '/odata/v4/construction';

const text = (name: string, maxLength?: number): Property => ({
  name,
  type: 'Edm.String',
  nullable: false,
  ...(maxLength === undefined ? {} : { maxLength }),
});
const flag = (name: string): Property => ({ name, type: 'Edm.Boolean', nullable: false });
const date = (name: string): Property => ({ name, type: 'Edm.Date', nullable: false });
const moment = (name: string): Property => ({ name, type: 'Edm.DateTimeOffset', nullable: false, precision: 3 });
const decimal = (name: string, precision: number, scale: number): Property => ({
  name,
  type: 'Edm.Decimal',
  nullable: false,
  precision,
  scale,
});
const amount = (name: string): Property => decimal(name, 15, 2);
const optional = (property: Property): Property => ({ ...property, nullable: true });

const address: readonly Property[] = [
  optional(text('StreetName', 60)),
  text('CityName', 40),
  text('PostalCode', 10),
  text('Country', 2),
];

const businessPartner: EntityType = {
  name: 'BusinessPartner',
  key: ['BusinessPartner'],
  properties: [
    text('BusinessPartner', 10),
    text('BusinessPartnerFullName'),
    text('BusinessPartnerCategory', 1),
    flag('IsSupplier'),
    flag('IsCustomer'),
    flag('BusinessPartnerIsBlocked'),
    optional(text('OrganizationNumber', 20)),
    optional(text('VATRegistration', 25)),
    ...address,
    optional(text('EmailAddress', 241)),
    optional(text('PhoneNumber', 30)),
    optional(text('IBAN', 34)),
    text('Language', 2),
    optional(amount('CreditLimitAmount')),
    text('Currency', 3),
    date('CreationDate'),
    moment('LastChangeDateTime'),
  ],
};

const project: EntityType = {
  name: 'Project',
  key: ['Project'],
  properties: [
    text('Project', 24),
    text('ProjectDescription'),
    text('ProjectStatus', 2),
    optional(text('Customer', 10)),
    optional(text('ProjectManagerName', 80)),
    date('ProjectStartDate'),
    optional(date('ProjectEndDate')),
    amount('BudgetAmount'),
    text('Currency', 3),
    text('CostCenter', 10),
    ...address,
    moment('LastChangeDateTime'),
  ],
};

const supplierInvoiceItem: EntityType = {
  name: 'SupplierInvoiceItem',
  key: ['SupplierInvoiceItem'],
  properties: [
    text('SupplierInvoiceItem', 6),
    text('ItemText'),
    optional(text('Material', 40)),
    decimal('Quantity', 13, 3),
    text('QuantityUnit', 3),
    amount('NetPriceAmount'),
    amount('NetAmount'),
    text('TaxCode', 2),
    decimal('TaxPercent', 5, 2),
    optional(text('Project', 24)),
    optional(text('CostCenter', 10)),
    text('GLAccount', 10),
  ],
};

const supplierInvoice: EntityType = {
  name: 'SupplierInvoice',
  key: ['SupplierInvoice', 'FiscalYear'],
  properties: [
    text('SupplierInvoice', 10),
    text('FiscalYear', 4),
    text('CompanyCode', 4),
    text('SupplierInvoiceIDByInvcgParty', 16),
    text('InvoicingParty', 10),
    date('DocumentDate'),
    date('PostingDate'),
    optional(date('NetDueDate')),
    text('DocumentCurrency', 3),
    amount('InvoiceGrossAmount'),
    amount('NetAmount'),
    amount('TaxAmount'),
    text('PaymentTerms', 4),
    optional(text('PaymentReference', 30)),
    text('SupplierInvoiceStatus', 1),
    flag('IsCreditMemo'),
    optional(text('HeaderText')),
    text('CreatedByUser', 12),
    moment('LastChangeDateTime'),
  ],
  navigation: { name: 'to_Item', target: supplierInvoiceItem },
};

export type EntitySetName = 'BusinessPartners' | 'Projects' | 'SupplierInvoices';

export const entityTypes: Readonly<Record<EntitySetName, EntityType>> = {
  BusinessPartners: businessPartner,
  Projects: project,
  SupplierInvoices: supplierInvoice,
};

export const entitySetNames: readonly [EntitySetName, ...EntitySetName[]] = [
  'BusinessPartners',
  'Projects',
  'SupplierInvoices',
];

export function isEntitySetName(name: unknown): name is EntitySetName {
  return typeof name === 'string' && Object.hasOwn(entityTypes, name);
}

export function propertyOf(type: EntityType, name: string): Property | undefined {
  return type.properties.find((property) => property.name === name);
}

/** The key fields of a row with their values. */
export function keyOf(type: EntityType, row: Row): Row {
  return Object.fromEntries(type.key.map((name) => [name, row[name]]));
}

/** The key as one text, equal for equal keys only. */
export function keyText(type: EntityType, row: Row): string {
  return JSON.stringify(type.key.map((name) => row[name] ?? null));
}
