import type { EntityType } from '../edm.ts';
import { address, amount, changed, date, decimal, documentAmounts, lineAmounts, optional, text } from './properties.ts';

const salesOrderItem: EntityType = {
  name: 'SalesOrderItem',
  key: ['SalesOrderItem'],
  properties: [
    text('SalesOrderItem', 6),
    text('SalesOrderItemText'),
    optional(text('Material', 40)),
    decimal('RequestedQuantity', 13, 3),
    decimal('DeliveredQuantity', 13, 3),
    text('RequestedQuantityUnit', 3),
    ...lineAmounts,
    optional(text('Project', 24)),
  ],
};

export const salesOrder: EntityType = {
  name: 'SalesOrder',
  key: ['SalesOrder'],
  properties: [
    text('SalesOrder', 10),
    text('CompanyCode', 4),
    date('SalesOrderDate'),
    optional(date('RequestedDeliveryDate')),
    text('SoldToParty', 10),
    optional(text('PurchaseOrderByCustomer', 35)),
    optional(text('SalesEmployee', 8)),
    optional(text('Project', 24)),
    text('TransactionCurrency', 3),
    ...documentAmounts,
    text('CustomerPaymentTerms', 4),
    ...address,
    text('OverallSDProcessStatus', 1),
    optional(text('HeaderText')),
    changed,
  ],
  navigation: { name: 'to_Item', target: salesOrderItem },
};

const billingDocumentItem: EntityType = {
  name: 'BillingDocumentItem',
  key: ['BillingDocumentItem'],
  properties: [
    text('BillingDocumentItem', 6),
    text('BillingDocumentItemText'),
    optional(text('Material', 40)),
    decimal('BillingQuantity', 13, 3),
    text('BillingQuantityUnit', 3),
    ...lineAmounts,
    optional(text('Project', 24)),
    text('GLAccount', 10),
  ],
};

export const billingDocument: EntityType = {
  name: 'BillingDocument',
  key: ['BillingDocument'],
  properties: [
    text('BillingDocument', 10),
    text('BillingDocumentType', 4),
    text('CompanyCode', 4),
    text('SellerVATRegistration', 25),
    date('BillingDocumentDate'),
    date('PostingDate'),
    optional(date('NetDueDate')),
    text('SoldToParty', 10),
    optional(text('PurchaseOrderByCustomer', 35)),
    optional(text('SalesOrder', 10)),
    optional(text('Project', 24)),
    text('TransactionCurrency', 3),
    ...documentAmounts,
    amount('OpenAmount'),
    text('CustomerPaymentTerms', 4),
    optional(text('PaymentReference', 30)),
    text('OverallBillingStatus', 1),
    optional(text('HeaderText')),
    changed,
  ],
  navigation: { name: 'to_Item', target: billingDocumentItem },
};

const outboundDeliveryItem: EntityType = {
  name: 'OutboundDeliveryItem',
  key: ['DeliveryDocumentItem'],
  properties: [
    text('DeliveryDocumentItem', 6),
    optional(text('ReferenceSDDocumentItem', 6)),
    text('DeliveryDocumentItemText'),
    optional(text('Material', 40)),
    decimal('ActualDeliveryQuantity', 13, 3),
    text('DeliveryQuantityUnit', 3),
    optional(text('Batch', 10)),
    optional(text('Project', 24)),
  ],
};

export const outboundDelivery: EntityType = {
  name: 'OutboundDelivery',
  key: ['DeliveryDocument'],
  properties: [
    text('DeliveryDocument', 10),
    text('ShipToParty', 10),
    optional(text('SalesOrder', 10)),
    optional(text('Project', 24)),
    optional(date('ActualGoodsMovementDate')),
    optional(date('DeliveryDate')),
    ...address,
    optional(text('CarrierName', 40)),
    optional(text('IncotermsClassification', 3)),
    optional(text('TrackingNumber', 35)),
    optional(text('HandlingUnitExternalID', 20)),
    optional(decimal('HeaderGrossWeight', 15, 3)),
    text('OverallDeliveryStatus', 1),
    changed,
  ],
  navigation: { name: 'to_Item', target: outboundDeliveryItem },
};
