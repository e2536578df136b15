/** Where the fictional companies are, and how that country writes addresses, languages and money. */
export type Place = {
  readonly country: 'SE' | 'NO' | 'DE' | 'DK' | 'FI';
  readonly language: string;
  readonly currency: string;
  readonly companyCode: string;
  readonly cities: readonly [City, ...City[]];
  readonly streets: readonly [string, ...string[]];
  readonly phonePrefix: string;
  readonly legalForms: readonly [string, ...string[]];
  /** Tax code and percentage in hundredths: the first is the usual rate, the last is reverse charge for building work. */
  readonly taxes: readonly [Tax, ...Tax[]];
};

export type City = readonly [name: string, postalCode: string];
export type Tax = readonly [code: string, hundredths: number];

const sweden: Place = {
  country: 'SE',
  language: 'SV',
  currency: 'SEK',
  companyCode: '1010',
  cities: [
    ['Göteborg', '411 05'],
    ['Stockholm', '111 20'],
    ['Malmö', '211 19'],
    ['Västerås', '722 11'],
    ['Örebro', '702 10'],
    ['Luleå', '972 31'],
    ['Jönköping', '553 16'],
  ],
  streets: ['Hamngatan', 'Ängsvägen', 'Verkstadsgatan', 'Östra Åkerstigen', 'Brogränd', 'Kvarnbacken'],
  phonePrefix: '+46',
  legalForms: ['AB', 'Aktiebolag', 'HB'],
  taxes: [
    ['V1', 2500],
    ['V2', 1200],
    ['VR', 0],
  ],
};

const norway: Place = {
  country: 'NO',
  language: 'NB',
  currency: 'NOK',
  companyCode: '1020',
  cities: [
    ['Oslo', '0150'],
    ['Tromsø', '9008'],
    ['Bodø', '8003'],
    ['Bergen', '5003'],
    ['Ålesund', '6002'],
    ['Trondheim', '7011'],
  ],
  streets: ['Sjøgata', 'Nedre Bakkevei', 'Fjordveien', 'Håndverkergata', 'Øvre Torggate'],
  phonePrefix: '+47',
  legalForms: ['AS', 'ANS', 'ASA'],
  taxes: [
    ['V1', 2500],
    ['V2', 1500],
    ['VR', 0],
  ],
};

const germany: Place = {
  country: 'DE',
  language: 'DE',
  currency: 'EUR',
  companyCode: '2010',
  cities: [
    ['Köln', '50667'],
    ['Hamburg', '20095'],
    ['München', '80331'],
    ['Lübeck', '23552'],
    ['Gießen', '35390'],
  ],
  streets: ['Werkstraße', 'An der Mühle', 'Gewerbering', 'Königsallee', 'Zur Schleuse'],
  phonePrefix: '+49',
  legalForms: ['GmbH', 'GmbH & Co. KG', 'AG', 'e. K.'],
  taxes: [
    ['V1', 1900],
    ['V2', 700],
    ['VR', 0],
  ],
};

const denmark: Place = {
  country: 'DK',
  language: 'DA',
  currency: 'DKK',
  companyCode: '1030',
  cities: [
    ['København', '1050'],
    ['Aarhus', '8000'],
    ['Helsingør', '3000'],
    ['Sønderborg', '6400'],
  ],
  streets: ['Havnegade', 'Søndre Ringvej', 'Tømrervænget', 'Ærøvej'],
  phonePrefix: '+45',
  legalForms: ['A/S', 'ApS', 'I/S'],
  taxes: [
    ['V1', 2500],
    ['VR', 0],
  ],
};

const finland: Place = {
  country: 'FI',
  language: 'FI',
  currency: 'EUR',
  companyCode: '2020',
  cities: [
    ['Helsinki', '00100'],
    ['Jyväskylä', '40100'],
    ['Hämeenlinna', '13100'],
  ],
  streets: ['Mäkikatu', 'Satamatie', 'Rakentajankuja'],
  phonePrefix: '+358',
  legalForms: ['Oy', 'Oyj', 'Ky'],
  taxes: [
    ['V1', 2550],
    ['V2', 1350],
    ['VR', 0],
  ],
};

/** A country stands here as often as it is to be picked, of 10. */
export const places: readonly [Place, ...Place[]] = [
  sweden,
  sweden,
  sweden,
  sweden,
  norway,
  norway,
  norway,
  germany,
  denmark,
  finland,
];

export function placeOf(country: unknown): Place {
  return places.find((place) => place.country === country) ?? sweden;
}
