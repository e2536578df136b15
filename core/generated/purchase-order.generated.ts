// Generated from schemas/entities/purchase-order.schema.json by `npm run generate`; edit that file instead.

/**
 * An order that the business placed with a supplier. Terms follow UBL 2.1 Order and EN 16931.
 */
export interface PurchaseOrder {
  /**
   * Number of the order (BT-13; UBL cbc:ID).
   */
  readonly number: string;
  /**
   * Date of the order (UBL cbc:IssueDate).
   */
  readonly orderDate: string;
  /**
   * When it is wanted (UBL cac:RequestedDeliveryPeriod).
   */
  readonly deliveryDate?: string;
  /**
   * Currency of all amounts (UBL cbc:DocumentCurrencyCode): ISO 4217 code.
   */
  readonly currency: string;
  readonly supplier: DocumentParty;
  readonly buyer?: DocumentParty1;
  /**
   * The supplier's own number of the order (BT-14).
   */
  readonly salesOrderReference?: string;
  readonly project?: Reference;
  readonly requester?: Reference1;
  readonly deliveryAddress?: Address;
  /**
   * Terms of payment, as text or as the ERP's code (BT-20).
   */
  readonly paymentTerms?: string;
  /**
   * Free text about the whole order (UBL cbc:Note).
   */
  readonly note?: string;
  readonly totals?: OrderTotals;
  /**
   * Draft: the supplier does not know of it. Sent: to be delivered, in part or whole. Received: all of it. Invoiced: all of it is billed. Cancelled: nothing more is received.
   */
  readonly status?: 'draft' | 'sent' | 'received' | 'invoiced' | 'cancelled';
  /**
   * Lines of the order (UBL cac:OrderLine).
   */
  readonly lines?: readonly OrderLine[];
}
/**
 * Who is to deliver (UBL cac:SellerSupplierParty).
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
 * The company of the tenant that buys (UBL cac:BuyerCustomerParty).
 */
export interface DocumentParty1 {
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
 * The project it belongs to (BT-11).
 */
export interface Reference {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
/**
 * The employee who wants it.
 */
export interface Reference1 {
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
/**
 * Totals of the order (UBL cac:AnticipatedMonetaryTotal).
 */
export interface OrderTotals {
  /**
   * Sum of the lines' net amounts (UBL cac:AnticipatedMonetaryTotal/cbc:LineExtensionAmount).
   */
  readonly lineExtensionAmount?: string;
  /**
   * Total without VAT (UBL cbc:TaxExclusiveAmount).
   */
  readonly taxExclusiveAmount?: string;
  /**
   * Total with VAT (UBL cbc:TaxInclusiveAmount).
   */
  readonly taxInclusiveAmount?: string;
  /**
   * Total VAT (UBL cac:TaxTotal/cbc:TaxAmount).
   */
  readonly taxAmount?: string;
}
export interface OrderLine {
  /**
   * Number of the line (UBL cac:LineItem/cbc:ID).
   */
  readonly id: string;
  /**
   * What is ordered, in words (BT-154).
   */
  readonly description?: string;
  readonly item?: DocumentItem;
  /**
   * Quantity ordered (UBL cbc:Quantity).
   */
  readonly quantity?: string;
  /**
   * How much of it is delivered: shipped by the seller, received by the buyer.
   */
  readonly deliveredQuantity?: string;
  /**
   * How much of it is billed.
   */
  readonly invoicedQuantity?: string;
  /**
   * Unit of the quantities (UBL cbc:Quantity/@unitCode): UN/ECE Recommendation 20 code; a code that is not known is kept as the ERP sent it.
   */
  readonly unit?: string;
  /**
   * Net price of one unit (UBL cac:Price/cbc:PriceAmount).
   */
  readonly priceAmount?: string;
  /**
   * Net amount of the line (UBL cbc:LineExtensionAmount).
   */
  readonly netAmount?: string;
  /**
   * VAT category, UNCL 5305, or the ERP's own tax code (UBL cac:ClassifiedTaxCategory/cbc:ID).
   */
  readonly taxCategory?: string;
  /**
   * VAT rate in percent (UBL cac:ClassifiedTaxCategory/cbc:Percent).
   */
  readonly taxPercent?: string;
  /**
   * When it is wanted, where the line has its own date (UBL cac:Delivery/cac:RequestedDeliveryPeriod).
   */
  readonly deliveryDate?: string;
  readonly project?: Reference2;
  /**
   * The cost centre it is booked to.
   */
  readonly costCenter?: string;
  /**
   * The ledger account it is booked to.
   */
  readonly account?: string;
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
 * The project it belongs to.
 */
export interface Reference2 {
  /**
   * Id of the entity referred to.
   */
  readonly id: string;
}
