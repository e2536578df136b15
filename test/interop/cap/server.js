// A CAP server with the model of the demo ERP and rows of its own, on 127.0.0.1 only; data lives in memory.
const cds = require('@sap/cds');

const count = 230;
const time = (i) => new Date(Date.UTC(2026, 0, 1) + Math.floor(i / 3) * 3_600_000).toISOString();
const number = (i) => String(1000 + i).padStart(10, '0');

function partner(i) {
  return {
    BusinessPartner: number(i),
    BusinessPartnerFullName: `Ålesund Rør & Sønner ${i} AS`,
    BusinessPartnerCategory: i % 5 ? '2' : '1',
    IsSupplier: true,
    IsCustomer: i % 3 === 0,
    BusinessPartnerIsBlocked: i % 50 === 0,
    Country: ['NO', 'SE', 'DE', 'FI'][i % 4],
    StreetName: `Storgata ${i}`,
    CityName: 'Ålesund',
    PostalCode: String(6000 + i),
    EmailAddress: `post${i}@example.test`,
    PhoneNumber: '+47 70 00 00 00',
    IBAN: 'NO9386011117947',
    Language: 'NB',
    CreditLimitAmount: i % 9 ? `${i * 1000}.50` : null,
    Currency: 'NOK',
    CreationDate: '2026-01-01',
    LastChangeDateTime: time(i),
  };
}

function project(i) {
  return {
    Project: `P-${i}`,
    ProjectDescription: `Bru ${i}`,
    ProjectStatus: ['10', '20', '40', '50'][i % 4],
    Customer: number(i),
    ProjectManagerName: 'Kari Ås',
    ProjectStartDate: '2026-02-01',
    BudgetAmount: `${i}00000.00`,
    Currency: 'NOK',
    CostCenter: 'CC-1',
    StreetName: `Bruveien ${i}`,
    CityName: 'Ålesund',
    PostalCode: '6002',
    Country: 'NO',
    LastChangeDateTime: time(i),
  };
}

function invoice(i) {
  const item = {
    SupplierInvoiceItem: '000010',
    ItemText: 'Betong',
    Quantity: '2.500',
    QuantityUnit: 'M3',
    NetPriceAmount: '100.00',
    NetAmount: '250.00',
  };
  return {
    SupplierInvoice: number(i),
    FiscalYear: '2026',
    CompanyCode: '1000',
    SupplierInvoiceIDByInvcgParty: `F-${i}`,
    InvoicingParty: number(i),
    DocumentDate: '2026-03-01',
    PostingDate: '2026-03-02',
    DocumentCurrency: 'NOK',
    InvoiceGrossAmount: '312.50',
    NetAmount: '250.00',
    TaxAmount: '62.50',
    PaymentTerms: '0030',
    CreatedByUser: 'CAP',
    SupplierInvoiceStatus: '5',
    IsCreditMemo: false,
    LastChangeDateTime: time(i),
    to_Item: [{ ...item, TaxCode: 'V1', TaxPercent: '25.00', Project: `P-${i % 50}`, GLAccount: '400000' }],
  };
}

const rows = (make, n) => Array.from({ length: n }, (_, i) => make(i));

cds.on('served', async () => {
  const { BusinessPartners, Projects, SupplierInvoices } = cds.entities('construction');
  await INSERT.into(BusinessPartners).entries(rows(partner, count));
  await INSERT.into(Projects).entries(rows(project, 60));
  await INSERT.into(SupplierInvoices).entries(rows(invoice, count));
});

// CAP calls app.listen(port) without a host.
cds.on('bootstrap', (app) => {
  const listen = app.listen.bind(app);
  app.listen = (port, ...rest) => listen(port, '127.0.0.1', ...rest);
});
