/** The API's document says what the code does. */
import { readFileSync } from 'node:fs';
import { endpoints } from '../../api/app';
import { openApiDocument } from '../../api/openapi/document';
import { changesBetween } from '../../stack/openapi';

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  parameters: { name?: string; in?: string; required?: boolean }[];
  responses: Record<string, unknown>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}
interface Schema {
  required?: string[];
  properties: Record<string, { enum?: string[]; maximum?: number; description?: string }>;
}

const document = openApiDocument(endpoints) as unknown as Document;
const rows = Object.entries(endpoints).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, endpoint]): [string, string, typeof endpoint] => [
    method,
    path,
    endpoint,
  ]),
);
const operationOf = (method: string, path: string): Operation | undefined =>
  document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method];

describe('the document', () => {
  it.each(rows)(
    'describes %s %s: its parameters, each answer, and what is refused',
    (method, path, endpoint) => {
      const operation = operationOf(method, path);
      expect(operation).toMatchObject({ operationId: endpoint.id, summary: endpoint.summary });
      const inPath = operation?.parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath?.map(({ name }) => name)).toEqual([...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining([...Object.keys(endpoint.answers), '400', '500', '503']),
      );
    },
  );

  it('names each operation once', () => {
    const names = rows.map(([, , { id }]) => id);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of each member of a body and of an answer what it means', () => {
    const members = Object.entries(document.components.schemas).flatMap(([name, { properties }]) =>
      Object.entries(properties ?? {}).map(([member, its]): [string, object] => [`${name}.${member}`, its]),
    );
    expect(members.length).toBeGreaterThan(300);
    // A reference says it at its place, a constant is what it is, and what nothing fits says so when it is sent.
    const speaks = (its: object): boolean =>
      ['description', '$ref', 'const', 'not'].some((key) => key in its);
    expect(members.filter(([, its]) => !speaks(its)).map(([name]) => name)).toEqual([]);
  });

  it('is the one that is committed', () => {
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(document);
  });
});

describe('a change of the document', () => {
  const schema = (its: Document, name: string): Schema => its.components.schemas[name] ?? { properties: {} };
  const changed = (change: (its: Document) => void) => {
    const after = structuredClone(document);
    change(after);
    return changesBetween(document, after);
  };

  it.each<[string, (its: Document) => void]>([
    ['an endpoint is gone', (its) => delete its.paths['/org']],
    ['an answer has one member less', (its) => delete schema(its, 'Campaign').properties['Name']],
    ['a member of an answer may be absent', (its) => schema(its, 'Campaign').required?.pop()],
    [
      'a member of a body is not known any more',
      (its) => delete schema(its, 'NewJob').properties['ContactName'],
    ],
    ['a member of a body is needed', (its) => schema(its, 'NewJob').required?.push('ContactName')],
    [
      'a body is closed',
      (its) =>
        Object.assign(schema(its, 'CampaignDataInput').properties['Integrations'] ?? {}, {
          additionalProperties: false,
        }),
    ],
    [
      'fields of a body depend on each other',
      (its) => Object.assign(schema(its, 'NewCampaign'), { dependentRequired: { Name: ['Data'] } }),
    ],
    [
      'a bound is narrower',
      (its) => (schema(its, 'JobOverridesInput').properties['MaxCallSeconds'] = { maximum: 60 }),
    ],
    [
      'a parameter is needed',
      (its) => its.paths['/org']?.['get']?.parameters.push({ name: 'x', in: 'query', required: true }),
    ],
  ])('that breaks clients is named as such: %s', (_what, change) => {
    expect(changed(change)[0]).toMatchObject({
      breaksClients: true,
      what: expect.stringMatching(/./) as string,
    });
  });

  it.each<[string, (its: Document) => void]>([
    ['an answer has one member more', (its) => (schema(its, 'Campaign').properties['New'] = {})],
    ['a body may have one member more', (its) => (schema(its, 'NewJob').properties['New'] = {})],
  ])('that breaks none is told apart: %s', (_what, change) => {
    const changes = changed(change);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter(({ breaksClients }) => breaksClients)).toEqual([]);
  });

  it('in its examples is none that clients notice', () => {
    const after = JSON.parse(JSON.stringify(document).replaceAll('"MaxActiveCalls":20,', '')) as Document;
    expect(after).not.toEqual(document);
    expect(changesBetween(document, after)).toEqual([]);
  });
});
