import { dayOf, laterDay } from '../../common/dates.ts';
import type { Row } from '../edm.ts';
import { documentTotals } from './amounts.ts';
import { activeProducts, type DocumentLine, documentLines, share } from './document-lines.ts';
import { placeOf } from './places.ts';
import { among, type CreateRow, documentNumber, type RowSources } from './sources.ts';

/** Draft, confirmed, in part delivered, delivered, invoiced, cancelled. */
export const salesOrderStatuses: readonly [string, ...string[]] = ['E', 'A', 'B', 'C', 'F', 'X'];

function delivered(status: string): 'none' | 'half' | 'all' {
  if (status === 'B') return 'half';
  return status === 'C' || status === 'F' ? 'all' : 'none';
}

function itemOf(line: DocumentLine, status: string, project: unknown): Row {
  return {
    SalesOrderItem: line.number,
    SalesOrderItemText: line.text,
    Material: line.material,
    RequestedQuantity: line.quantity,
    DeliveredQuantity: share(line.quantity, delivered(status)),
    RequestedQuantityUnit: line.unit,
    ...line.amounts,
    Project: project,
  };
}

/** Orders of customers; most of them belong to a project. */
export function salesOrderCreator({ rows, nextNumber }: RowSources): CreateRow {
  const customers = rows('BusinessPartners').filter((row) => row['IsCustomer'] === true);
  const products = activeProducts(rows('Products'));
  const [projects, persons] = [rows('Projects'), rows('WorkforcePersons')];
  return (random, changedAt) => {
    const customer = among(random, customers);
    const place = placeOf(customer?.['Country']);
    const project = random.chance(0.7) ? (among(random, projects)?.['Project'] ?? null) : null;
    const status = random.pick(['A', 'A', 'B', 'C', 'C', 'F', 'F', 'F', 'E', 'X']);
    const orderDate = dayOf(changedAt, -random.integer(0, 60));
    const items = documentLines(random, place, products).map((line) => itemOf(line, status, project));
    return {
      SalesOrder: documentNumber(0, nextNumber('SalesOrders')),
      CompanyCode: place.companyCode,
      SalesOrderDate: orderDate,
      RequestedDeliveryDate: random.chance(0.1) ? null : laterDay(orderDate, random.integer(2, 90)),
      SoldToParty: customer?.['BusinessPartner'] ?? '0000000000',
      PurchaseOrderByCustomer: random.chance(0.3) ? null : `BEST-${random.digits(5)}`,
      SalesEmployee: random.chance(0.2) ? null : (among(random, persons)?.['WorkforcePerson'] ?? null),
      Project: project,
      TransactionCurrency: place.currency,
      ...documentTotals(items),
      CustomerPaymentTerms: random.pick(['N014', 'N030', 'N030']),
      StreetName: customer?.['StreetName'] ?? null,
      CityName: customer?.['CityName'] ?? '',
      PostalCode: customer?.['PostalCode'] ?? '',
      Country: place.country,
      OverallSDProcessStatus: status,
      HeaderText: random.chance(0.8)
        ? null
        : random.pick(['Avropas per telefon', 'Leveres på byggeplass', 'Rückfrage: Bauleitung']),
      LastChangeDateTime: changedAt.toISOString(),
      to_Item: items,
    };
  };
}
