import party from '../schemas/entities/party.schema.json' with { type: 'json' };
import project from '../schemas/entities/project.schema.json' with { type: 'json' };
import supplierInvoice from '../schemas/entities/supplier-invoice.schema.json' with { type: 'json' };

/** Entities by name, each with its JSON Schema. */
export type EntitySchemas = Readonly<Record<string, object>>;

/** The canonical ones. A new entity is a schema file and a line here. */
export const entitySchemas: EntitySchemas = { party, project, 'supplier-invoice': supplierInvoice };
