/** Bodies in the API's document: what may be sent and what is answered, by media type and with their examples. */
import { type Answer, type Body } from '../endpoints/endpoint';
import { type NamedExamples } from './examples';
import { type Json, type JsonSchemas } from './json-schemas';

type ExamplesByType = Record<string, NamedExamples> | undefined;

export function requestBody(body: Body, json: JsonSchemas, shown: ExamplesByType): Json {
  if (body.kind === 'json')
    return {
      required: !body.mayBeAbsent,
      content: content({ 'application/json': json.sent(body.schema) }, shown),
    };
  const schemas = Object.entries(body.mediaTypes).map(([type, { description }]): [string, Json] => [
    type,
    type === 'application/json'
      ? { type: 'object', description }
      : { type: 'string', minLength: 1, description },
  ]);
  return { required: true, content: content(Object.fromEntries(schemas), shown) };
}

export function answerObject(answer: Answer, json: JsonSchemas, shown: ExamplesByType, headers: Json): Json {
  const { description } = answer;
  switch (answer.kind) {
    case 'empty':
      return { description, headers };
    case 'text':
    case 'file': {
      const schemas = answer.mediaTypes.map((type): [string, Json] => [
        type,
        { type: type === 'application/json' ? 'object' : 'string' },
      ]);
      return { description, headers, content: content(Object.fromEntries(schemas), shown) };
    }
    case 'json': {
      const schemas = { 'application/json': json.answered(answer.schema) };
      return { description, headers, content: content(schemas, shown) };
    }
  }
}

const content = (schemas: Record<string, Json>, shown: ExamplesByType): Json =>
  Object.fromEntries(
    Object.entries(schemas).map(([type, schema]) => {
      const examples = shown?.[type];
      return [type, examples ? { schema, examples } : { schema }];
    }),
  );
