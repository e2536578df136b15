/** The ERP's own unit codes by those of UN/ECE Recommendation 20. */
export const unitCodes: Readonly<Record<string, string>> = {
  H87: 'ST',
  HUR: 'H',
  MTR: 'M',
  MTK: 'M2',
  MTQ: 'M3',
  KGM: 'KG',
  TNE: 'TO',
};
