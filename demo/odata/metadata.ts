import type { EntityType, Property } from './edm.ts';
import { entitySetNames, entityTypes, namespace } from './model.ts';

function propertyXml(property: Property): string {
  const facets = [
    property.nullable ? '' : ' Nullable="false"',
    property.maxLength === undefined ? '' : ` MaxLength="${property.maxLength}"`,
    property.precision === undefined ? '' : ` Precision="${property.precision}"`,
    property.scale === undefined ? '' : ` Scale="${property.scale}"`,
  ].join('');
  return `        <Property Name="${property.name}" Type="${property.type}"${facets}/>`;
}

function entityTypeXml(type: EntityType): string {
  const { navigation } = type;
  return [
    `      <EntityType Name="${type.name}Type">`,
    `        <Key>${type.key.map((name) => `<PropertyRef Name="${name}"/>`).join('')}</Key>`,
    ...type.properties.map(propertyXml),
    ...(navigation === undefined
      ? []
      : [
          `        <NavigationProperty Name="${navigation.name}" Type="Collection(${namespace}.${navigation.target.name}Type)"` +
            ' Nullable="false" ContainsTarget="true"/>',
        ]),
    '      </EntityType>',
  ].join('\n');
}

/** The CSDL document (OData CSDL XML 4.0) of the service. */
export function metadataXml(): string {
  const types = entitySetNames.flatMap((name) => {
    const type = entityTypes[name];
    return type.navigation === undefined ? [type] : [type, type.navigation.target];
  });
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">',
    '  <edmx:DataServices>',
    `    <Schema Namespace="${namespace}" xmlns="http://docs.oasis-open.org/odata/ns/edm">`,
    ...types.map(entityTypeXml),
    '      <EntityContainer Name="Container">',
    ...entitySetNames.map(
      (name) => `        <EntitySet Name="${name}" EntityType="${namespace}.${entityTypes[name].name}Type"/>`,
    ),
    '      </EntityContainer>',
    '    </Schema>',
    '  </edmx:DataServices>',
    '</edmx:Edmx>',
    '',
  ].join('\n');
}

/** The service document: which entity sets there are. */
export function serviceDocument(): string {
  const value = entitySetNames.map((name) => ({ name, kind: 'EntitySet', url: name }));
  return JSON.stringify({ '@odata.context': '$metadata', value });
}
