import { gs1Digit } from './check-digits.ts';

/** An article that both demo ERPs sell or buy, under a number of their own; it is the same one where `gtin` is equal. */
export type SharedArticle = {
  readonly numbers: { readonly odata: string; readonly nordic: string };
  readonly name: string;
  /** GTIN-13. */
  readonly gtin: string;
  /** UN/ECE Recommendation 20. */
  readonly unit: 'H87' | 'HUR' | 'MTR' | 'MTK' | 'MTQ' | 'KGM' | 'TNE';
  readonly salesPrice: { readonly amount: string; readonly currency: 'SEK' };
};

type Line = readonly [odata: string, nordic: string, name: string, unit: SharedArticle['unit'], price: string];

const lines: readonly Line[] = [
  ['BETONG-C3037', '1001', 'Färdigbetong C30/37', 'MTQ', '1985.00'],
  ['BETONG-C2530', '1002', 'Färdigbetong C25/30', 'MTQ', '1840.50'],
  ['ARM-12', '1010', 'Armeringsjärn Ø12 B500', 'TNE', '11950.00'],
  ['ARM-16', '1011', 'Armeringsjärn Ø16 B500', 'TNE', '11720.00'],
  ['ARMNAT-6150', '1012', 'Armeringsnät 6/150', 'MTK', '48.90'],
  ['GIPS-13', '1100', 'Gipsplater 13 mm', 'MTK', '62.40'],
  ['GIPS-15B', '1101', 'Brandgips 15 mm', 'MTK', '88.75'],
  ['REGEL-45120', '1110', 'Konstruksjonsvirke 45×120 C24', 'MTR', '39.95'],
  ['LIMTRA-90315', '1111', 'Limtrebjelke 90×315', 'MTR', '412.00'],
  ['PLYWOOD-18', '1112', 'Plywood gran 18 mm', 'MTK', '198.00'],
  ['ISOL-145', '1120', 'Stenull skiva 145 mm', 'MTK', '121.30'],
  ['ISOL-XPS100', '1121', 'Cellplast XPS 100 mm', 'MTK', '236.00'],
  ['KABEL-110', '1200', 'Kabelrør 110 mm', 'MTR', '44.60'],
  ['KABEL-EKRK5G', '1201', 'Installationskabel 5G2,5', 'MTR', '27.85'],
  ['ROR-PP160', '1210', 'Markavloppsrör PP 160', 'MTR', '154.00'],
  ['ROR-CU22', '1211', 'Kobberrør 22 mm', 'MTR', '189.20'],
  ['BRUNN-1000', '1212', 'Nedstigningsbrunn Ø1000', 'H87', '8450.00'],
  ['DOR-0921', '1300', 'Innerdörr, målad 9×21', 'H87', '2390.00'],
  ['DOR-BRAND', '1301', 'Branndør EI60 10×21', 'H87', '9875.00'],
  ['FONSTER-1212', '1302', 'Fönster 12×12, treglas', 'H87', '6120.00'],
  ['TEGEL-ROD', '1400', 'Blødstrøget mursten, rød', 'H87', '7.35'],
  ['BRUK-M5', '1401', 'Murbruk M 2,5', 'KGM', '3.10'],
  ['TAKPANNA-2K', '1410', 'Betongtakpanne tvåkupig', 'H87', '18.90'],
  ['PAPP-YEP', '1411', 'Takpapp YEP 3500', 'MTK', '96.50'],
  ['MAKADAM-16', '1500', 'Makadam 8–16', 'TNE', '218.00'],
  ['KROSS-032', '1501', 'Bärlager 0–32', 'TNE', '164.00'],
  ['TIM-SNICKARE', '2000', 'Snickare, timme', 'HUR', '565.00'],
  ['TIM-GRAVARE', '2001', 'Grävmaskin 14 t med förare', 'HUR', '1080.00'],
  ['TIM-KRAN', '2002', 'Tårnkran med fører', 'HUR', '1320.00'],
  ['TIM-LEDNING', '2003', 'Arbetsledning', 'HUR', '785.00'],
];

/** The articles both demo ERPs know; in one of them a value may differ, see `differences`. */
export const sharedArticles: readonly SharedArticle[] = lines.map(([odata, nordic, name, unit, price], index) => {
  const twelve = String(735_000_412_000 + index * 17);
  return {
    numbers: { odata, nordic },
    name,
    gtin: `${twelve}${gs1Digit(twelve)}`,
    unit,
    salesPrice: { amount: price, currency: 'SEK' },
  };
});
