import { germanVatDigit, ibanOf, luhnDigit, modulus11Digit } from './check-digits.ts';
import { asciiName } from './people.ts';

export type SharedCountry = 'SE' | 'NO' | 'DK' | 'FI' | 'DE';

/**
 * A company or sole trader that both demo ERPs know. The same party in the two is found by `orgno` (`<country>-orgno`),
 * and by `vat` where there is no orgno, as in Germany. Numbers are in their plainest form here; each ERP writes them in
 * its own manner, with dashes, blanks, country prefix or suffix.
 */
export type SharedParty = {
  readonly name: string;
  readonly kind: 'organisation' | 'person';
  readonly roles: readonly ('supplier' | 'customer')[];
  readonly currency: 'SEK' | 'NOK' | 'DKK' | 'EUR';
  /** ISO 639-1. */
  readonly language: string;
  /** Digits only. */
  readonly orgno?: string;
  /** With its country in front, without `MVA` behind: as Tributary normalises it. */
  readonly vat?: string;
  readonly iban: string;
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly postalCode: string;
    readonly country: SharedCountry;
  };
  readonly contact: { readonly email: string; readonly phone: string };
};

type Line = readonly [
  name: string,
  country: SharedCountry,
  /** s: supplier, c: customer, p: a person who is a sole trader. */
  marks: string,
  street: string,
  city: string,
  postalCode: string,
];

const lines: readonly Line[] = [
  ['Ålgårds Betong AB', 'SE', 's', 'Grusvägen 14', 'Göteborg', '417 05'],
  ['Östersjö Stål & Armering AB', 'SE', 's', 'Hamnplan 3', 'Norrköping', '602 21'],
  ['Färgverket i Växjö AB', 'SE', 's', 'Målargränd 8', 'Växjö', '352 30'],
  ['Särö Kran och Lyft AB', 'SE', 's', 'Kajvägen 22', 'Särö', '429 40'],
  ['Höga Kustens Trä AB', 'SE', 'sc', 'Sågverksgatan 1', 'Härnösand', '871 31'],
  ['Elmontören Åkerman AB', 'SE', 's', 'Ampèregatan 19', 'Malmö', '211 24'],
  ['Brostaden Fastigheter AB', 'SE', 'c', 'Kungsbron 5', 'Stockholm', '111 22'],
  ['Mälardalens Rör AB', 'SE', 's', 'Pumpgatan 40', 'Västerås', '721 32'],
  ['Region Ådalen', 'SE', 'c', 'Sjukhusvägen 2', 'Kramfors', '872 30'],
  ['Glasmästarna Ek & Öberg HB', 'SE', 's', 'Spegelgatan 7', 'Örebro', '703 61'],
  ['Tätskikt Syd AB', 'SE', 's', 'Takläggarvägen 11', 'Lund', '223 63'],
  ['Ytterby Schakt AB', 'SE', 's', 'Grävmaskinsgatan 6', 'Kungälv', '442 50'],
  ['Hyresbolaget Fyrtornet AB', 'SE', 'c', 'Lotsgatan 30', 'Karlskrona', '371 32'],
  ['Linköpings Ställningar AB', 'SE', 'sc', 'Byggmästargatan 4', 'Linköping', '582 78'],
  ['Fjellheim Entreprenør AS', 'NO', 'sc', 'Bergveien 12', 'Tromsø', '9011'],
  ['Sørlandet Tømrer AS', 'NO', 's', 'Høvelveien 3', 'Kristiansand', '4630'],
  ['Brødrene Øyen Grunnarbeid AS', 'NO', 's', 'Pukkverksvegen 55', 'Molde', '6415'],
  ['Vågsbygd Rør og Varme AS', 'NO', 's', 'Kirsten Flagstads vei 9', 'Kristiansand', '4621'],
  ['Nordlys Eiendom ASA', 'NO', 'c', 'Storgata 71', 'Bodø', '8006'],
  ['Håkonsen Elektro AS', 'NO', 's', 'Ledningsveien 28', 'Bergen', '5151'],
  ['Kåfjord kommune', 'NO', 'c', 'Øverveien 2', 'Olderdalen', '9146'],
  ['Stål og Sveis Ålesund AS', 'NO', 's', 'Verftsgata 17', 'Ålesund', '6005'],
  ['Maler Synnøve Brekkå', 'NO', 'sp', 'Pensleveien 5', 'Hamar', '2317'],
  ['Snekker Leif Ødegård', 'NO', 'sp', 'Høgdaveien 44', 'Gjøvik', '2819'],
  ['Trønder Betongpumping AS', 'NO', 's', 'Fossegrenda 10', 'Trondheim', '7038'],
  ['Bryggen Næringspark AS', 'NO', 'c', 'Bradbenken 1', 'Bergen', '5003'],
  ['Sønderjysk Murer A/S', 'DK', 's', 'Teglværksvej 18', 'Sønderborg', '6400'],
  ['Øresund Stilladser ApS', 'DK', 's', 'Havnegade 62', 'Helsingør', '3000'],
  ['Ærø Tømrerfirma ApS', 'DK', 's', 'Søndergade 9', 'Ærøskøbing', '5970'],
  ['Københavns Kloak & Jord A/S', 'DK', 's', 'Strandlodsvej 101', 'København', '2300'],
  ['Boligselskabet Fælleden', 'DK', 'c', 'Åboulevard 33', 'København', '1960'],
  ['Jysk Maskinudlejning A/S', 'DK', 'sc', 'Gasværksvej 4', 'Aalborg', '9000'],
  ['Hämeen Rakennus Oy', 'FI', 's', 'Linnankatu 21', 'Hämeenlinna', '13100'],
  ['Päijänteen Sähkötyöt Oy', 'FI', 's', 'Voimatie 6', 'Jyväskylä', '40320'],
  ['Kiinteistö Oy Törnävä', 'FI', 'c', 'Törnäväntie 28', 'Seinäjoki', '60200'],
  ['Länsirannikon Nosturit Oy', 'FI', 's', 'Laivurinkatu 15', 'Pori', '28100'],
  ['Küstenbau Flensburg GmbH', 'DE', 's', 'Am Kanalschuppen 2', 'Flensburg', '24937'],
  ['Gerüstbau Müller & Söhne KG', 'DE', 's', 'Werkstraße 45', 'Lübeck', '23560'],
  ['Weißenfels Baustoffe GmbH', 'DE', 's', 'Große Kalandstraße 8', 'Weißenfels', '06667'],
  ['Grünhof Immobilien AG', 'DE', 'c', 'Königsallee 90', 'Düsseldorf', '40212'],
];

type Numbers = Pick<SharedParty, 'orgno' | 'vat'>;

const lands = {
  SE: { currency: 'SEK', language: 'sv', phone: '+46 31 700', accountLength: 20 },
  NO: { currency: 'NOK', language: 'nb', phone: '+47 55 30', accountLength: 11 },
  DK: { currency: 'DKK', language: 'da', phone: '+45 70 20', accountLength: 14 },
  FI: { currency: 'EUR', language: 'fi', phone: '+358 9 420', accountLength: 14 },
  DE: { currency: 'EUR', language: 'de', phone: '+49 461 880', accountLength: 18 },
} as const;

/** The first number from `start` on whose modulus-11 check digit exists, with that digit. */
function withModulus11(start: number, weights: readonly number[]): string {
  for (let number = start; ; number += 1) {
    const check = modulus11Digit(String(number), weights);
    if (check !== undefined) return `${number}${check}`;
  }
}

/** Registered numbers of the index-th party. The leading digits are other ones than those of generated companies. */
function numbersOf(country: SharedCountry, index: number, isPerson: boolean): Numbers {
  const step = index * 1237;
  switch (country) {
    case 'SE': {
      const nine = String(559_310_000 + step);
      const orgno = `${nine}${luhnDigit(nine)}`;
      return { orgno, vat: `SE${orgno}01` };
    }
    case 'NO': {
      const orgno = withModulus11(81_240_000 + step, [3, 2, 7, 6, 5, 4, 3, 2]);
      return isPerson ? { orgno } : { orgno, vat: `NO${orgno}` };
    }
    case 'DK': {
      const orgno = withModulus11(2_610_000 + step, [2, 7, 6, 5, 4, 3, 2]);
      return { orgno, vat: `DK${orgno}` };
    }
    case 'FI': {
      const orgno = withModulus11(1_840_000 + step, [7, 9, 10, 5, 8, 4, 2]);
      return { orgno, vat: `FI${orgno}` };
    }
    case 'DE': {
      const eight = String(21_460_000 + step);
      return { vat: `DE${eight}${germanVatDigit(eight)}` };
    }
  }
}

function partyOf([name, country, marks, street, city, postalCode]: Line, index: number): SharedParty {
  const land = lands[country];
  const isPerson = marks.includes('p');
  const twoDigits = String(11 + index);
  return {
    name,
    kind: isPerson ? 'person' : 'organisation',
    roles: [
      ...(marks.includes('s') ? (['supplier'] as const) : []),
      ...(marks.includes('c') ? (['customer'] as const) : []),
    ],
    currency: land.currency,
    language: land.language,
    ...numbersOf(country, index, isPerson),
    // Accounts begin with 00, which no bank of these countries uses.
    iban: ibanOf(country, `00${String(4_100_000 + index * 7919).padStart(land.accountLength - 2, '1')}`),
    address: { street, city, postalCode, country },
    contact: {
      email: `post@${asciiName(name)}.example`,
      phone: `${land.phone} ${twoDigits} ${index % 2 === 0 ? '04' : '37'}`,
    },
  };
}

/** The parties both demo ERPs know; in one of them a value may differ, see `differences`. */
export const sharedParties: readonly SharedParty[] = lines.map(partyOf);
