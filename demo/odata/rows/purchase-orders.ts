import { dayOf, laterDay } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { documentTotals } from './amounts.ts';
import { activeProducts, type DocumentLine, documentLines, share } from './document-lines.ts';
import { placeOf } from './places.ts';
import { among, type CreateRow, costCenter, documentNumber, type RowSources } from './sources.ts';

/** Draft, sent, received, invoiced, cancelled. */
export const purchaseOrderStatuses: readonly [string, ...string[]] = ['01', '02', '03', '04', '05'];

type Booking = { readonly status: string; readonly project: unknown; readonly deliveryDate: string };

function itemOf(random: Random, line: DocumentLine, { status, project, deliveryDate }: Booking): Row {
  return {
    PurchaseOrderItem: line.number,
    PurchaseOrderItemText: line.text,
    Material: line.material,
    OrderQuantity: line.quantity,
    ReceivedQuantity: share(line.quantity, status === '03' || status === '04' ? 'all' : 'none'),
    InvoicedQuantity: share(line.quantity, status === '04' ? 'all' : 'none'),
    PurchaseOrderQuantityUnit: line.unit,
    ...line.amounts,
    DeliveryDate: random.chance(0.15) ? null : deliveryDate,
    Project: project,
    CostCenter: project === null ? costCenter(random) : null,
    GLAccount: line.account,
  };
}

/** Orders to suppliers, delivered where the project's work is done. */
export function purchaseOrderCreator({ rows, nextNumber }: RowSources): CreateRow {
  const suppliers = rows('BusinessPartners').filter((row) => row['IsSupplier'] === true);
  const products = activeProducts(rows('Products'));
  const [projects, persons] = [rows('Projects'), rows('WorkforcePersons')];
  return (random, changedAt) => {
    const supplier = among(random, suppliers);
    const place = placeOf(supplier?.['Country']);
    const project = random.chance(0.85) ? among(random, projects) : undefined;
    const status = random.pick(['02', '02', '03', '04', '04', '04', '01', '05']);
    const orderDate = dayOf(changedAt, -random.integer(0, 45));
    const booking = {
      status,
      project: project?.['Project'] ?? null,
      deliveryDate: laterDay(orderDate, random.integer(2, 40)),
    };
    const items = documentLines(random, place, products).map((line) => itemOf(random, line, booking));
    return {
      PurchaseOrder: documentNumber(4_500_000_000, nextNumber('PurchaseOrders')),
      CompanyCode: place.companyCode,
      PurchaseOrderDate: orderDate,
      Supplier: supplier?.['BusinessPartner'] ?? '0000000000',
      SupplierOrderReference: random.chance(0.5) ? null : `AB-${random.digits(6)}`,
      RequestedByPerson: random.chance(0.1) ? null : (among(random, persons)?.['WorkforcePerson'] ?? null),
      DocumentCurrency: place.currency,
      ...documentTotals(items),
      PaymentTerms: random.pick(['N014', 'N030', 'N030', 'N060']),
      StreetName: project?.['StreetName'] ?? null,
      CityName: project?.['CityName'] ?? 'Göteborg',
      PostalCode: project?.['PostalCode'] ?? '417 05',
      Country: project?.['Country'] ?? 'SE',
      PurchasingProcessingStatus: status,
      HeaderText: random.chance(0.85)
        ? null
        : random.pick(['Lossas med kranbil', 'Varsles en dag før', 'Märkning: etapp 2']),
      LastChangeDateTime: changedAt.toISOString(),
      to_Item: items,
    };
  };
}
