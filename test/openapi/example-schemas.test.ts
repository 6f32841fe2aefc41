/** The document's examples fit the schemas at their places, and none is missing. */
import { problemKinds, problemType } from '../../api/http/problems';
import { escaped, faultsOf, schemaAt, strictDocument } from '../support/document-schemas';

type Content = Record<string, { examples?: Record<string, { value: unknown }> }>;
interface Parameter {
  name?: string;
  required?: boolean;
  example?: unknown;
}
interface Operation {
  operationId: string;
  parameters: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: {
    parameters: Record<string, Parameter>;
    responses: Record<string, { content: Content }>;
  };
}
const { paths, components } = strictDocument() as unknown as Document;

const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    at: `#/paths/${escaped(path)}/${method}`,
    operation,
  })),
);

/** Every body that the document describes: where, and with which examples. */
const bodies = [
  ...operations.flatMap(({ at, operation: { requestBody, responses } }) => [
    ...contentsOf(`${at}/requestBody`, requestBody?.content),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      contentsOf(`${at}/responses/${status}`, content),
    ),
  ]),
  ...Object.entries(components.responses).flatMap(([name, { content }]) =>
    contentsOf(`#/components/responses/${name}`, content),
  ),
];

function contentsOf(at: string, content: Content = {}) {
  return Object.entries(content).map(([type, { examples = {} }]) => ({
    at: `${at}/content/${escaped(type)}/schema`,
    values: Object.values(examples).map(({ value }) => value),
  }));
}

const misfits = (at: string, values: unknown[]): string[] => {
  const validate = schemaAt(at);
  return values.filter((value) => !validate(value)).map(() => `${at}: ${faultsOf(validate, 'the example')}`);
};

it('every example of a body fits its schema', () => {
  expect(bodies.flatMap(({ at, values }) => misfits(at, values))).toEqual([]);
});

/** A page says what it is by being looked at. */
const isOfPage = (at: string): boolean => /\/content\/text~1(?:html|css|javascript)\//.test(at);

/** Its bytes are no text that a document could show. */
const isWorkbook = (at: string): boolean => at.includes('spreadsheetml');

it('every request body, answer and problem has an example, but for the document, which would be its own', () => {
  const without = bodies
    .filter(({ values }) => values.length === 0)
    .map(({ at }) => decodeURIComponent(at))
    .filter((at) => !isOfPage(at) && !isWorkbook(at));
  expect(without).toEqual(['#/paths/~1openapi.json/get/responses/200/content/application~1json/schema']);
});

it('every kind of problem has an example', () => {
  const shown = new Set(
    bodies
      .flatMap(({ values }) => values.map((value) => Object(value) as { type?: unknown }))
      .map(({ type }) => type),
  );
  const kinds = Object.keys(problemKinds) as (keyof typeof problemKinds)[];
  expect(kinds.filter((kind) => !shown.has(problemType(kind)))).toEqual([]);
});

it('every parameter has an example that fits its schema', () => {
  const places = [
    ...operations.flatMap(({ at, operation: { parameters } }) =>
      parameters.map((parameter, i) => ({ at: `${at}/parameters/${i}`, parameter })),
    ),
    ...Object.entries(components.parameters).map(([name, parameter]) => ({
      at: `#/components/parameters/${name}`,
      parameter,
    })),
  ].filter(({ parameter }) => !('$ref' in parameter));
  expect(places.filter(({ parameter }) => !('example' in parameter)).map(({ at }) => at)).toEqual([]);
  expect(places.flatMap(({ at, parameter }) => misfits(`${at}/schema`, [parameter.example]))).toEqual([]);
});
