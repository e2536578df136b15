import { centsText, scaledText, unscaled } from '../../common/amounts.ts';
import { sharedObjectsOf } from '../../common/business-objects.ts';
import { gs1Digit } from '../../common/check-digits.ts';
import type { Random } from '../../common/random.ts';
import type { SharedArticle } from '../../common/shared-articles.ts';
import type { Row } from '../edm.ts';
import type { CreateRow, RowSources } from './sources.ts';
import { unitCodes } from './units.ts';

const things = [
  'Vinkelbeslag',
  'Skruv',
  'Gjengestang',
  'Fugeskum',
  'Dörrkarm',
  'Rohrschelle',
  'Bjælkesko',
  'Tätskiktsfolie',
] as const;
const finishes = ['varmförzinkad', 'rustfri A4', 'målad', 'roh', 'grå', 'svart'] as const;
const works = ['Schaktning', 'Kranführung', 'Betonboring', 'Måling', 'Rengöring', 'Oppmåling'] as const;
const manufacturers = ['Nordbeslag', 'Hansa Technik', 'Fjellfeste', 'Ädelbeton'] as const;
const goodsUnits = ['ST', 'ST', 'ST', 'M', 'M2', 'KG'] as const;

const articles = sharedObjectsOf('odata').articles;
const goodsAccount = '0040100000';
const serviceAccount = '0040200000';

/** What is the same for every product: things have a weight and a stock, work has neither. */
function common(random: Random, isService: boolean, price: number): Row {
  return {
    ProductType: isService ? 'SERV' : 'HAWA',
    ProductGroup: isService ? 'ARBETE' : random.pick(['STOMME', 'YTSKIKT', 'VVS', 'EL']),
    ManufacturerName: isService || random.chance(0.4) ? null : random.pick(manufacturers),
    CountryOfOrigin: isService || random.chance(0.4) ? null : random.pick(['SE', 'NO', 'DE', 'DK', 'FI', 'PL']),
    NetWeight: isService || random.chance(0.2) ? null : scaledText(random.integer(5, 900_000), 3),
    PurchasePriceAmount: isService ? null : centsText(Math.round((price * random.integer(55, 85)) / 100)),
    Currency: 'SEK',
    TaxCode: 'V1',
    TaxPercent: '25.00',
    IsStockManaged: !isService && random.chance(0.7),
    GLAccount: isService ? serviceAccount : goodsAccount,
    IsMarkedForDeletion: false,
  };
}

function sharedProduct(random: Random, article: SharedArticle): Row {
  return {
    Product: article.numbers.odata,
    ProductDescription: article.name,
    ...common(random, article.unit === 'HUR', unscaled(article.salesPrice.amount)),
    BaseUnit: unitCodes[article.unit] ?? article.unit,
    GlobalTradeItemNumber: article.gtin,
    SalesPriceAmount: article.salesPrice.amount,
    // The other demo ERP has no purchase prices of them, and keeps a stock of all that is a thing.
    PurchasePriceAmount: null,
    IsStockManaged: article.unit !== 'HUR',
  };
}

function ownProduct(random: Random, number: number): Row {
  const isService = random.chance(0.15);
  const price = random.integer(500, 900_000);
  const twelve = String(735_000_900_000 + number);
  return {
    Product: `M-${String(number).padStart(6, '0')}`,
    ProductDescription: isService
      ? `${random.pick(works)}, timme`
      : `${random.pick(things)} ${random.integer(4, 240)} mm, ${random.pick(finishes)}`,
    ...common(random, isService, price),
    BaseUnit: isService ? 'H' : random.pick(goodsUnits),
    GlobalTradeItemNumber: isService || random.chance(0.15) ? null : `${twelve}${gs1Digit(twelve)}`,
    SalesPriceAmount: random.chance(0.05) ? null : centsText(price),
    IsMarkedForDeletion: random.chance(0.03),
  };
}

/** Products: the articles that the other demo ERP knows too, then others. */
export function productCreator({ nextNumber }: RowSources): CreateRow {
  return (random, changedAt) => {
    const number = nextNumber('Products');
    const article = articles[number - 1];
    const row = article === undefined ? ownProduct(random, number) : sharedProduct(random, article);
    const stock = row['IsStockManaged'] === true ? scaledText(random.integer(0, 400_000), 3) : null;
    return { ...row, StockQuantity: stock, LastChangeDateTime: changedAt.toISOString() };
  };
}
