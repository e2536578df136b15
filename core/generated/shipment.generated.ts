// Generated from schemas/entities/shipment.schema.json by `npm run generate`; edit that file instead.

/**
 * Goods that leave for a customer or arrive from a supplier. Terms follow UBL 2.1 Despatch Advice.
 */
export interface Shipment {
  /**
   * Number of the delivery note (UBL cbc:ID; BT-16).
   */
  readonly number: string;
  /**
   * What carriers and both parties know it by: sscc (GS1), tracking-no. Normalised, so that the same one in two ERPs has equal values.
   */
  readonly identifiers?: readonly Identifier[];
  /**
   * Outgoing: to a customer. Incoming: from a supplier.
   */
  readonly direction: 'outgoing' | 'incoming';
  readonly party?: DocumentParty;
  readonly salesOrder?: Reference;
  readonly purchaseOrder?: Reference1;
  readonly project?: Reference2;
  /**
   * When it left or is to leave (UBL cac:Despatch/cbc:ActualDespatchDate).
   */
  readonly shipDate?: string;
  /**
   * When it arrived or is to arrive (BT-72).
   */
  readonly deliveryDate?: string;
  readonly deliveryAddress?: Address;
  /**
   * Who carries it (UBL cac:CarrierParty).
   */
  readonly carrier?: string;
  /**
   * Who bears cost and risk (UBL cac:DeliveryTerms/cbc:ID): Incoterms code.
   */
  readonly deliveryTerms?: string;
  /**
   * Weight in kilograms with packing (UBL cbc:GrossWeightMeasure).
   */
  readonly grossWeight?: string;
  /**
   * How many pieces (UBL cbc:TotalTransportHandlingUnitQuantity).
   */
  readonly packages?: number;
  /**
   * Free text about it (UBL cbc:Note).
   */
  readonly note?: string;
  /**
   * Planned: still here. Shipped: on its way. Delivered: has arrived. Cancelled: never leaves.
   */
  readonly status?: 'planned' | 'shipped' | 'delivered' | 'cancelled';
  /**
   * What is in it (UBL cac:DespatchLine).
   */
  readonly lines?: readonly ShipmentLine[];
}
export interface Identifier {
  /**
   * Which register or whose numbering it is of: vat, gln, duns, gtin, invoice-no and others; docs/entities.md lists them.
   */
  readonly scheme: string;
  /**
   * The number in its normalised spelling, such as without blanks, dots and dashes.
   */
  readonly value: string;
}
/**
 * The customer or supplier (UBL cac:DeliveryCustomerParty, cac:DespatchSupplierParty).
 */
export interface DocumentParty {
  /**
   * Id of the party entity (BT-29 or BT-46 as the ERP has it).
   */
  readonly id: string;
  /**
   * Its name at the time of the document (BT-27, BT-44).
   */
  readonly name?: string;
}
/**
 * The sales order it delivers (BT-14).
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The purchase order it delivers (BT-13).
 */
export interface Reference1 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The project it is for (BT-11).
 */
export interface Reference2 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * Where it goes (BG-15).
 */
export interface Address {
  /**
   * Street and number (BT-35 of a seller, BT-50 of a buyer, BT-75 of a delivery).
   */
  readonly street?: string;
  /**
   * City or village (BT-37, BT-52, BT-77).
   */
  readonly city?: string;
  /**
   * Post code (BT-38, BT-53, BT-78).
   */
  readonly postalCode?: string;
  /**
   * ISO 3166-1 alpha-2 code (BT-40, BT-55, BT-80).
   */
  readonly country?: string;
}
export interface ShipmentLine {
  /**
   * Number of the line (UBL cac:DespatchLine/cbc:ID).
   */
  readonly id: string;
  /**
   * Number of the order line that it delivers (UBL cac:OrderLineReference/cbc:LineID).
   */
  readonly orderLine?: string;
  /**
   * What is delivered, in words (BT-154).
   */
  readonly description?: string;
  readonly item?: DocumentItem;
  /**
   * Quantity in the shipment (UBL cbc:DeliveredQuantity).
   */
  readonly quantity?: string;
  /**
   * Unit of the quantity (UBL cbc:DeliveredQuantity/@unitCode): UN/ECE Recommendation 20 code; a code that is not known is kept as the ERP sent it.
   */
  readonly unit?: string;
  /**
   * The lot it is from (UBL cac:LotIdentification/cbc:LotNumberID).
   */
  readonly lotNumber?: string;
  readonly project?: Reference3;
}
/**
 * What is delivered (BG-31).
 */
export interface DocumentItem {
  /**
   * Number of the item or material in the ERP (BT-155 where it sells, BT-156 where it buys).
   */
  readonly id?: string;
  /**
   * Name of the item (BT-153).
   */
  readonly name?: string;
}
/**
 * The project it is for.
 */
export interface Reference3 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
