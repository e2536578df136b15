import type { NextNumber } from '../../common/numbers.ts';
import type { Random } from '../../common/random.ts';
import type { EntitySetName, Row } from '../model.ts';
import { businessPartner } from './business-partners.ts';
import { project } from './projects.ts';
import { supplierInvoice } from './supplier-invoices.ts';

/** What a new row may refer to. */
export type RowSources = {
  readonly rows: (entitySet: EntitySetName) => readonly Row[];
  readonly nextNumber: NextNumber;
};

/** Creators per entity set: what a row can refer to is selected once, not for every row. */
export type CreateRow = (random: Random, changedAt: Date) => Row;

export function rowCreator(entitySet: EntitySetName, sources: RowSources): CreateRow {
  const { nextNumber } = sources;
  switch (entitySet) {
    case 'BusinessPartners':
      return (random, changedAt) => businessPartner(random, nextNumber(entitySet), changedAt);
    case 'Projects': {
      const customers = sources.rows('BusinessPartners').filter((row) => row['IsCustomer'] === true);
      return (random, changedAt) => project(random, nextNumber(entitySet), changedAt, customers);
    }
    case 'SupplierInvoices': {
      const suppliers = sources.rows('BusinessPartners').filter((row) => row['IsSupplier'] === true);
      const projects = sources.rows('Projects');
      return (random, changedAt) => supplierInvoice(random, changedAt, { suppliers, projects, nextNumber });
    }
  }
}
