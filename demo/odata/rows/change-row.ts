import { centsText, lineNet, scaledText, unscaled } from '../../common/amounts.ts';
import { laterDay } from '../../common/dates.ts';
import { personName } from '../../common/people.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import type { EntitySetName } from '../model.ts';
import { invoiceTotals } from './amounts.ts';
import { changeOfDocument } from './change-document.ts';
import { projectStatuses } from './projects.ts';

/** The row after somebody worked on it: at least one field beside the change time differs. */
export function changeRow(random: Random, entitySet: EntitySetName, row: Row): Row {
  switch (entitySet) {
    case 'BusinessPartners':
      return { ...row, ...changeOfPartner(random, row) };
    case 'Projects':
      return { ...row, ...changeOfProject(random, row) };
    case 'SupplierInvoices':
      return { ...row, ...changeOfInvoice(random, row) };
    default:
      return { ...row, ...changeOfDocument(random, entitySet, row) };
  }
}

/** An amount that grew by 1 to 5,000; a missing one appears. */
function grown(random: Random, amount: unknown): string {
  return centsText(unscaled(amount) + random.integer(100, 500_000));
}

function changeOfPartner(random: Random, row: Row): Row {
  switch (random.integer(0, 3)) {
    case 0:
      return { BusinessPartnerIsBlocked: row['BusinessPartnerIsBlocked'] !== true };
    case 1:
      return { CreditLimitAmount: grown(random, row['CreditLimitAmount']) };
    case 2:
      return { PhoneNumber: `+46 10 ${random.digits(7)}`, EmailAddress: `kontakt-${random.digits(6)}@post.example` };
    default:
      return {
        BusinessPartnerFullName: `${String(row['BusinessPartnerFullName']).slice(0, 60)} (f.d. ${random.digits(3)})`,
      };
  }
}

function changeOfProject(random: Random, row: Row): Row {
  const status = projectStatuses.indexOf(String(row['ProjectStatus']));
  const next = projectStatuses[status + 1];
  switch (random.integer(0, 2)) {
    case 0:
      return next === undefined ? { BudgetAmount: grown(random, row['BudgetAmount']) } : { ProjectStatus: next };
    case 1:
      return { BudgetAmount: grown(random, row['BudgetAmount']) };
    default:
      return {
        ProjectManagerName: `${personName(random)} ${random.pick(['(vik.)', '(tf.)'])}`,
        ProjectEndDate: laterDay(String(row['ProjectEndDate'] ?? row['ProjectStartDate']), random.integer(1, 90)),
      };
  }
}

function changeOfInvoice(random: Random, row: Row): Row {
  switch (random.integer(0, 2)) {
    case 0:
      return row['SupplierInvoiceStatus'] === 'A' ? { SupplierInvoiceStatus: '5' } : changedLine(random, row);
    case 1:
      return { NetDueDate: laterDay(String(row['NetDueDate'] ?? row['DocumentDate']), random.integer(1, 30)) };
    default:
      return changedLine(random, row);
  }
}

/** One unit more of the first line; the header's sums follow. */
function changedLine(random: Random, row: Row): Row {
  const items = (Array.isArray(row['to_Item']) ? row['to_Item'] : []) as readonly Row[];
  const [first, ...others] = items;
  if (first === undefined) return { HeaderText: `Rättad ${random.digits(6)}` };
  const quantity = unscaled(first['Quantity']) + 1000;
  const net = centsText(lineNet(quantity, unscaled(first['NetPriceAmount'])));
  const changed = [{ ...first, Quantity: scaledText(quantity, 3), NetAmount: net }, ...others];
  return { ...invoiceTotals(changed), to_Item: changed };
}
