import { scaledText, unscaled } from '../../common/amounts.ts';
import { gs1Digit } from '../../common/check-digits.ts';
import { dayOf, laterDay } from '../../common/dates.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import { among, type CreateRow, documentNumber, linesOf, type RowSources } from './sources.ts';

/** Planned, shipped, delivered, cancelled. */
export const deliveryStatuses: readonly [string, ...string[]] = ['A', 'B', 'C', 'X'];

const carriers = ['Kystfrakt AS', 'Åkeri Sjöblom AB', 'Nordsee Spedition GmbH'] as const;

function itemsOf(random: Random, order: Row | undefined): readonly Row[] {
  return linesOf(order).map((line) => ({
    DeliveryDocumentItem: line['SalesOrderItem'],
    ReferenceSDDocumentItem: line['SalesOrderItem'],
    DeliveryDocumentItemText: line['SalesOrderItemText'],
    Material: line['Material'],
    ActualDeliveryQuantity:
      unscaled(line['DeliveredQuantity']) > 0 ? line['DeliveredQuantity'] : line['RequestedQuantity'],
    DeliveryQuantityUnit: line['RequestedQuantityUnit'],
    Batch: random.chance(0.8) ? null : `L-${random.digits(4)}`,
    Project: line['Project'],
  }));
}

function sscc(number: number): string {
  const digits = `3735000${String(number).padStart(10, '0')}`;
  return `${digits}${gs1Digit(digits)}`;
}

/** What leaves for customers, by their orders. */
export function outboundDeliveryCreator({ rows, nextNumber }: RowSources): CreateRow {
  const orders = rows('SalesOrders').filter((row) =>
    ['A', 'B', 'C', 'F'].includes(String(row['OverallSDProcessStatus'])),
  );
  return (random, changedAt) => {
    const number = nextNumber('OutboundDeliveries');
    const order = among(random, orders);
    const status = random.pick(['A', 'B', 'C', 'C', 'C', 'X']);
    const left = status === 'B' || status === 'C';
    const shipped = dayOf(changedAt, -random.integer(0, 12));
    return {
      DeliveryDocument: documentNumber(80_000_000, number),
      ShipToParty: order?.['SoldToParty'] ?? '0000000000',
      SalesOrder: order?.['SalesOrder'] ?? null,
      Project: order?.['Project'] ?? null,
      ActualGoodsMovementDate: left ? shipped : null,
      DeliveryDate: random.chance(0.1) ? null : laterDay(shipped, random.integer(1, 6)),
      StreetName: order?.['StreetName'] ?? null,
      CityName: order?.['CityName'] ?? '',
      PostalCode: order?.['PostalCode'] ?? '',
      Country: order?.['Country'] ?? 'SE',
      CarrierName: random.chance(0.15) ? null : random.pick(carriers),
      IncotermsClassification: random.chance(0.3) ? null : random.pick(['DAP', 'FCA', 'CPT']),
      TrackingNumber: left && random.chance(0.7) ? `LX${random.digits(9)}SE` : null,
      HandlingUnitExternalID: left ? sscc(number) : null,
      HeaderGrossWeight: random.chance(0.2) ? null : scaledText(random.integer(800, 9_000_000), 3),
      OverallDeliveryStatus: status,
      LastChangeDateTime: changedAt.toISOString(),
      to_Item: itemsOf(random, order),
    };
  };
}
