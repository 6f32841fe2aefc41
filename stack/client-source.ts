/** What `client/` has from the API's document: its types, a class for each kind of problem, who takes a key. */
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

interface Operation {
  parameters?: { $ref?: string }[];
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { description?: string; properties?: ProblemMembers }> };
}
type ProblemMembers = Record<string, { const?: unknown; description?: string }>;

/** The text of each file in `client/src/generated/`. */
export async function clientSources(document: object): Promise<Record<string, string>> {
  const { paths, components } = document as Document;
  return {
    'api.ts': written(await types(document)),
    'problems.ts': written(problems(components.schemas)),
    'takes-key.ts': written(keyed(paths)),
  };
}

const written = (text: string): string =>
  `// Written by \`npm run openapi\` from docs/openapi.json; a change by hand would be lost.\n${text}`;

async function types(document: object): Promise<string> {
  const syntax = await openapiTS(document as OpenAPI3, {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    // A default is for who leaves the field out.
    defaultNonNullable: false,
  });
  // The names of parameters, headers and answers are of no use to a caller, and would fill the editor's list.
  return astToString(syntax).replaceAll(/^export type .* = components\['(?!schemas').*\n/gm, '');
}

/** The members that every problem has: those are in the base class. */
const ofEveryProblem = new Set(['type', 'title', 'status', 'detail', 'requestId', 'errors']);

function problems(schemas: Document['components']['schemas']): string {
  const kinds = Object.entries(schemas).flatMap(([schema, { description = '', properties = {} }]) => {
    const type = properties['type']?.const;
    if (!schema.endsWith('Problem') || typeof type !== 'string') return [];
    return [{ schema, type, description, name: schema.replace(/Problem$/, 'Error'), properties }];
  });
  const classes = kinds.map(({ schema, name, description, properties }) =>
    [
      ...comment(description, ''),
      `export class ${name} extends RingmasterProblem {`,
      `  override readonly name: string = '${name}';`,
      `  declare readonly type: ${schema}['type'];`,
      `  declare readonly status: ${schema}['status'];`,
      ...Object.entries(properties)
        .filter(([member]) => !ofEveryProblem.has(member))
        .flatMap(([member, its]) => [
          ...comment(its.description ?? '', '  '),
          `  declare readonly ${member}: ${schema}['${member}'];`,
        ]),
      '}',
    ].join('\n'),
  );
  const table = kinds.map(({ type, name }) => `  '${type}': ${name},`);
  return [
    "import { RingmasterProblem } from '../problem.ts';",
    `import type { ${kinds.map(({ schema }) => schema).join(', ')} } from './api.ts';`,
    '',
    ...classes.flatMap((one) => [one, '']),
    '/** By the `type` of the answer. */',
    'export const problemClasses = {',
    ...table,
    '};',
    '',
  ].join('\n');
}

function comment(text: string, indent: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) return [];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

function keyed(paths: Document['paths']): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { parameters = [] }]) =>
        parameters.some(({ $ref }) => $ref === '#/components/parameters/IdempotencyKey'),
      )
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  );
  return [
    '/** Method and path of each operation that takes an `Idempotency-Key`. */',
    'export const takesKey: ReadonlySet<string> = new Set([',
    ...operations.map((operation) => `  '${operation}',`),
    ']);',
    '',
  ].join('\n');
}
