import party from '../schemas/entities/party.schema.json' with { type: 'json' };
import project from '../schemas/entities/project.schema.json' with { type: 'json' };
import supplierInvoice from '../schemas/entities/supplier-invoice.schema.json' with { type: 'json' };

/** The canonical entities by name, each with its JSON Schema. A new entity is a schema file and a line here. */
export const entitySchemas: Readonly<Record<string, object>> = { party, project, 'supplier-invoice': supplierInvoice };
