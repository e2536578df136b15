import { centsText, lineNet, scaledText } from '../../common/amounts.ts';
import type { Random } from '../../common/random.ts';
import type { Row } from '../edm.ts';
import type { Place } from './places.ts';

type Good = {
  readonly text: string;
  readonly material: string | null;
  readonly unit: 'ST' | 'H' | 'M' | 'M2' | 'M3' | 'KG' | 'TO';
  /** Greatest price in cents. */
  readonly price: number;
  readonly account: string;
};

const goods: readonly [Good, ...Good[]] = [
  { text: 'Färdigbetong C30/37', material: 'BETONG-C3037', unit: 'M3', price: 210_000, account: '0040100000' },
  { text: 'Armeringsjärn Ø12', material: 'ARM-12', unit: 'TO', price: 1_250_000, account: '0040100000' },
  { text: 'Gipsplater 13 mm', material: 'GIPS-13', unit: 'M2', price: 8_900, account: '0040100000' },
  { text: 'Trälim & skruv, blandat', material: null, unit: 'KG', price: 24_500, account: '0040110000' },
  { text: 'Kabelrør 110 mm', material: 'KABEL-110', unit: 'M', price: 6_400, account: '0040100000' },
  { text: 'Innerdör, målad', material: 'DOR-0921', unit: 'ST', price: 389_000, account: '0040100000' },
  { text: 'Tømrer, timer ifølge seddel', material: null, unit: 'H', price: 78_000, account: '0040200000' },
  { text: 'Kranführer und Gerät', material: null, unit: 'H', price: 165_000, account: '0040200000' },
  { text: 'Bortkjøring av masser', material: null, unit: 'TO', price: 32_000, account: '0040300000' },
];

function quantityOf(random: Random, unit: Good['unit']): number {
  switch (unit) {
    case 'ST':
      return random.integer(1, 80) * 1000;
    case 'H':
      return random.integer(1, 320) * 250;
    case 'M':
    case 'M2':
    case 'M3':
    case 'KG':
    case 'TO':
      return random.integer(1, 240_000);
  }
}

/** The index-th line (from 0) of an invoice; costs go to a project or to a cost centre. */
export function supplierInvoiceItem(random: Random, index: number, place: Place, projects: readonly Row[]): Row {
  const good = random.pick(goods);
  const quantity = quantityOf(random, good.unit);
  const price = random.integer(Math.ceil(good.price / 3), good.price);
  const [taxCode, taxPercent] = random.chance(0.7) ? place.taxes[0] : random.pick(place.taxes);
  const project = random.chance(0.8) ? projects[random.integer(0, projects.length - 1)] : undefined;
  return {
    SupplierInvoiceItem: String((index + 1) * 10).padStart(6, '0'),
    ItemText: random.chance(0.01) ? '' : good.text,
    Material: good.material,
    Quantity: scaledText(quantity, 3),
    QuantityUnit: good.unit,
    NetPriceAmount: centsText(price),
    NetAmount: centsText(lineNet(quantity, price)),
    TaxCode: taxCode,
    TaxPercent: scaledText(taxPercent, 2),
    Project: project?.['Project'] ?? null,
    CostCenter: project === undefined ? `CC${String(random.integer(1, 60)).padStart(4, '0')}` : null,
    GLAccount: good.account,
  };
}
