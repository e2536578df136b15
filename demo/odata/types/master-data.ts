import type { EntityType } from '../edm.ts';
import { address, amount, changed, date, decimal, flag, moment, optional, text } from './properties.ts';

export const businessPartner: EntityType = {
  name: 'BusinessPartner',
  key: ['BusinessPartner'],
  properties: [
    text('BusinessPartner', 10),
    text('BusinessPartnerFullName'),
    text('BusinessPartnerCategory', 1),
    flag('IsSupplier'),
    flag('IsCustomer'),
    flag('BusinessPartnerIsBlocked'),
    optional(text('OrganizationNumber', 20)),
    optional(text('VATRegistration', 25)),
    ...address,
    optional(text('EmailAddress', 241)),
    optional(text('PhoneNumber', 30)),
    optional(text('IBAN', 34)),
    text('Language', 2),
    optional(amount('CreditLimitAmount')),
    text('Currency', 3),
    date('CreationDate'),
    moment('LastChangeDateTime'),
  ],
};

export const project: EntityType = {
  name: 'Project',
  key: ['Project'],
  properties: [
    text('Project', 24),
    text('ProjectDescription'),
    text('ProjectStatus', 2),
    optional(text('Customer', 10)),
    optional(text('ProjectManagerName', 80)),
    date('ProjectStartDate'),
    optional(date('ProjectEndDate')),
    amount('BudgetAmount'),
    text('Currency', 3),
    text('CostCenter', 10),
    ...address,
    moment('LastChangeDateTime'),
  ],
};

export const product: EntityType = {
  name: 'Product',
  key: ['Product'],
  properties: [
    text('Product', 40),
    text('ProductDescription'),
    text('ProductType', 4),
    text('ProductGroup', 9),
    text('BaseUnit', 3),
    optional(text('GlobalTradeItemNumber', 18)),
    optional(text('ManufacturerName', 40)),
    optional(text('CountryOfOrigin', 2)),
    optional(decimal('NetWeight', 13, 3)),
    optional(amount('SalesPriceAmount')),
    optional(amount('PurchasePriceAmount')),
    text('Currency', 3),
    text('TaxCode', 2),
    decimal('TaxPercent', 5, 2),
    flag('IsStockManaged'),
    optional(decimal('StockQuantity', 13, 3)),
    text('GLAccount', 10),
    flag('IsMarkedForDeletion'),
    changed,
  ],
};

export const workforcePerson: EntityType = {
  name: 'WorkforcePerson',
  key: ['WorkforcePerson'],
  properties: [
    text('WorkforcePerson', 8),
    text('FirstName', 40),
    text('LastName', 40),
    optional(text('EmailAddress', 241)),
    optional(text('PhoneNumber', 30)),
    optional(text('JobTitle', 60)),
    text('OrganizationalUnitName', 40),
    optional(text('ManagerWorkforcePerson', 8)),
    date('EmploymentStartDate'),
    optional(date('EmploymentEndDate')),
    text('WorkAgreementStatus', 1),
    text('CostCenter', 10),
    optional(amount('HourlyCostRateAmount')),
    text('Currency', 3),
    changed,
  ],
};

export const activity: EntityType = {
  name: 'Activity',
  key: ['ActivityType'],
  properties: [
    text('ActivityType', 6),
    text('ActivityTypeName', 40),
    text('ActivityTypeCategory', 1),
    text('ActivityUnit', 3),
    flag('IsBillable'),
    optional(amount('PriceAmount')),
    optional(amount('CostRateAmount')),
    text('Currency', 3),
    text('GLAccount', 10),
    optional(text('Project', 24)),
    flag('IsLocked'),
    changed,
  ],
};
