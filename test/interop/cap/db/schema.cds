namespace construction;

entity BusinessPartners {
  key BusinessPartner : String(10);
  BusinessPartnerFullName : String(81);
  BusinessPartnerCategory : String(1);
  IsSupplier : Boolean;
  IsCustomer : Boolean;
  BusinessPartnerIsBlocked : Boolean;
  OrganizationNumber : String(20);
  VATRegistration : String(20);
  Country : String(2);
  StreetName : String(60);
  CityName : String(40);
  PostalCode : String(10);
  EmailAddress : String(241);
  PhoneNumber : String(30);
  IBAN : String(42);
  Language : String(2);
  CreditLimitAmount : Decimal(15, 2);
  Currency : String(3);
  CreationDate : Date;
  LastChangeDateTime : Timestamp;
}

entity Projects {
  key Project : String(24);
  ProjectDescription : String(60);
  ProjectStatus : String(2);
  Customer : String(10);
  ProjectManagerName : String(80);
  ProjectStartDate : Date;
  ProjectEndDate : Date;
  BudgetAmount : Decimal(15, 2);
  Currency : String(3);
  CostCenter : String(10);
  StreetName : String(60);
  CityName : String(40);
  PostalCode : String(10);
  Country : String(2);
  LastChangeDateTime : Timestamp;
}

entity SupplierInvoices {
  key SupplierInvoice : String(10);
  key FiscalYear : String(4);
  CompanyCode : String(4);
  SupplierInvoiceIDByInvcgParty : String(16);
  InvoicingParty : String(10);
  InvoicingPartyVATRegistration : String(25);
  DocumentDate : Date;
  PostingDate : Date;
  NetDueDate : Date;
  DocumentCurrency : String(3);
  InvoiceGrossAmount : Decimal(15, 2);
  NetAmount : Decimal(15, 2);
  TaxAmount : Decimal(15, 2);
  PaymentTerms : String(4);
  PaymentReference : String(30);
  SupplierInvoiceStatus : String(1);
  IsCreditMemo : Boolean;
  HeaderText : String(200);
  CreatedByUser : String(12);
  LastChangeDateTime : Timestamp;
  to_Item : Composition of many SupplierInvoiceItems on to_Item.invoice = $self;
}

entity SupplierInvoiceItems {
  key invoice : Association to SupplierInvoices;
  key SupplierInvoiceItem : String(6);
  ItemText : String(50);
  Material : String(40);
  Quantity : Decimal(13, 3);
  QuantityUnit : String(3);
  NetPriceAmount : Decimal(15, 2);
  NetAmount : Decimal(15, 2);
  TaxCode : String(2);
  TaxPercent : Decimal(5, 2);
  Project : String(24);
  CostCenter : String(10);
  GLAccount : String(10);
}
