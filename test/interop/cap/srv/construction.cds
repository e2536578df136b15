using { construction as db } from '../db/schema';

@path: '/odata/v4/construction'
@requires: 'authenticated-user'
service ConstructionService {
  @cds.query.limit: { default: 50, max: 50 }
  entity BusinessPartners as projection on db.BusinessPartners;
  @cds.query.limit: { default: 50, max: 50 }
  entity Projects as projection on db.Projects;
  @cds.query.limit: { default: 50, max: 50 }
  entity SupplierInvoices as projection on db.SupplierInvoices;
  entity SupplierInvoiceItems as projection on db.SupplierInvoiceItems;
}
