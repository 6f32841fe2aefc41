/** Which schemas the model is held to strictly, and what becomes of a question whose schema the endpoint refuses. */
import { createOpenAiAnalyst } from '../../activities/analysis/openai-analyst';
import { compileSchema } from '../support/compile-schema';
import {
  type ChatAnswer,
  sendJson,
  type SentQuestion,
  sendText,
  startChatEndpoint,
} from '../support/chat-endpoint';

type Schema = Record<string, unknown>;
const object = (properties: Record<string, Schema>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = { type: 'string' };
const closed = object({ mood: text });
const open = { type: 'object', properties: { a: text }, required: ['a'] };
const some = (count: number, make: (i: number) => string): string[] =>
  Array.from({ length: count }, (_, i) => make(i));
const oneOf = (values: unknown[], type: unknown = 'string'): Schema => object({ it: { type, enum: values } });
const fields = (names: string[]): Schema => object(Object.fromEntries(names.map((name) => [name, text])));
const nested = (levels: number): Schema => (levels === 1 ? closed : object({ in: nested(levels - 1) }));
/** Two enums of half as many values each. */
const twoEnums = (values: number): Schema =>
  object({
    a: { type: 'string', enum: some(values / 2, (i) => `a${i}`) },
    b: { type: 'string', enum: some(values / 2, (i) => `b${i}`) },
  });

let endpoint: Awaited<ReturnType<typeof startChatEndpoint>>;
let answer: ChatAnswer;
beforeAll(async () => {
  endpoint = await startChatEndpoint((response, question) => answer(response, question));
});
afterAll(() => endpoint?.stop());
beforeEach(() => {
  answer = (response) => sendText(response, '{}');
  endpoint.requests.length = 0;
});

const question = (schema: Schema) => ({ task: 'Read.', prompt: 'It was said.', schema, earlier: [] });
const analystThere = (timeoutMs?: number) =>
  createOpenAiAnalyst({ baseUrl: endpoint.url, model: 'm', ...(timeoutMs ? { timeoutMs } : {}) });
const formsSent = (): boolean[] =>
  endpoint.questions().map(({ response_format }) => response_format.json_schema.strict);

describe('the model is held strictly to a schema only where every endpoint takes it', () => {
  it.each<[string, Schema, boolean]>([
    ['closed', closed, true],
    ['a text of two or null', oneOf(['good', null], ['string', 'null']), true],
    ['a list of closed objects', object({ it: { type: 'array', items: closed } }), true],
    ['described', { ...closed, description: 'the mood' }, true],
    ['a list of open objects', object({ it: { type: 'array', items: open } }), false],
    ['open', open, false],
    ['a property that may be missing', { ...closed, required: [] }, false],
    ['a pattern', object({ mood: { type: 'string', pattern: '^a' } }), false],
    ['anything', object({ mood: {} }), false],
    ['an object of anything', object({ mood: { type: ['null', 'object'] } }), false],
    ['a list', { type: 'array', items: closed }, false],
    ['null or an object', { ...closed, type: ['object', 'null'] }, false],
    ['empty', {}, false],
    ['required, and no property', { ...closed, required: ['mood', 'age'] }, false],
    ['a description that is no text', { ...closed, description: 5 }, false],
    [
      'parts of an object in a text',
      object({ a: { type: 'string', properties: { b: { format: 'x' } } } }),
      false,
    ],
    ['items in a text', object({ a: { type: 'string', items: { pattern: 'x' } } }), false],
    ['items beside an object', { ...closed, items: { pattern: 'x' } }, false],
    ['a list of anything', object({ a: { type: 'array' } }), false],
    ['an empty enum', oneOf([]), false],
    ['an enum against its type', oneOf(['1', 1]), false],
    ['null against its type', oneOf(['a', null]), false],
    ['a fraction among whole numbers', oneOf([1, 1.5], 'integer'), false],
    ['numbers', oneOf([1, 1.5], 'number'), true],
    ['whole numbers', oneOf([1, -2], 'integer'), true],
    ['true alone', oneOf([true], 'boolean'), true],
    ['whole objects', object({ it: { ...closed, enum: [{ mood: 'a' }] } }), false],
    ['5 levels', nested(4), true],
    ['6 levels', nested(5), false],
    ['100 properties', fields(some(100, (i) => `p${i}`)), true],
    ['101 properties', fields(some(101, (i) => `p${i}`)), false],
    [
      '100 properties in two objects',
      object({ a: fields(some(49, (i) => `p${i}`)), b: fields(some(49, (i) => `p${i}`)) }),
      true,
    ],
    [
      '101 properties in two objects',
      object({ a: fields(some(50, (i) => `p${i}`)), b: fields(some(49, (i) => `p${i}`)) }),
      false,
    ],
    ['500 values', twoEnums(500), true],
    ['502 values', twoEnums(502), false],
    ['1,500 values', oneOf(some(1_500, (i) => `${i}`)), false],
    [
      '251 values of 7,500 characters',
      oneOf([...some(250, (i) => `${i}`.padStart(29, 'x')), 'y'.repeat(250)]),
      true,
    ],
    [
      '251 values of 7,501 characters',
      oneOf([...some(250, (i) => `${i}`.padStart(29, 'x')), 'y'.repeat(251)]),
      false,
    ],
    ['250 values of 12,500 characters', oneOf(some(250, (i) => `${i}`.padStart(50, 'x'))), true],
    ['15,000 characters in all', oneOf(['a'.repeat(14_998)]), true],
    ['15,001 characters in all', oneOf(['a'.repeat(14_999)]), false],
    ['a name of 15,001 characters in two', fields(['a'.repeat(7_500), 'b'.repeat(7_501)]), false],
  ])('%s', async (_what, schema, strict) => {
    await analystThere().ask(question(schema));
    expect(endpoint.questions().map(({ response_format: { json_schema } }) => json_schema)).toEqual([
      { name: 'answer', schema, strict },
    ]);
  });

  it('a schema of 1,500 values can be published', () => {
    expect(compileSchema(oneOf(some(1_500, (i) => `${i}`))).kind).toBe('compiled');
  });
});

describe('a schema that the endpoint refuses in its strict form', () => {
  /** As endpoints say it; what is refused may be quoted. */
  const refusals: [string, number, { param?: string; code?: string; message: string } | undefined][] = [
    ['OpenAI', 400, { param: 'response_format', message: "Invalid schema for response_format 'answer'" }],
    ['another', 400, { code: 'invalid_json_schema', message: 'no' }],
    ['a gateway', 422, { message: 'grammar error: too many states' }],
    ['a server of one’s own', 400, { message: "'strict' is not supported" }],
    ['one that says nothing', 422, undefined],
  ];
  const refuseStrict =
    (status: number, error?: object): ChatAnswer =>
    (response, asked) => {
      if (asked.response_format.json_schema.strict) sendJson(response, status, { error });
      else sendText(response, '{"mood":"good"}');
    };
  const fits = { kind: 'answered', text: '{"mood":"good"}' };

  it.each(refusals)(
    'of %s is asked for in its plain form, and from then on at once',
    async (_who, status, error) => {
      answer = refuseStrict(status, error);
      const analyst = analystThere();
      expect(await analyst.ask(question(closed))).toEqual(fits);
      expect(await analyst.ask(question(structuredClone(closed)))).toEqual(fits);
      expect(await analyst.ask(question(structuredClone(closed)))).toEqual(fits);
      expect(formsSent()).toEqual([true, false, false, false]);
      // Others are another matter.
      await analyst.ask(question(object({ other: text })));
      expect(formsSent().slice(4)).toEqual([true, false]);
    },
  );

  it('is refused when its plain form is too, and asked for once from then on', async () => {
    answer = (response) => sendJson(response, 400, { error: { param: 'response_format', message: 'no' } });
    const analyst = analystThere();
    const refused = { kind: 'refused', reason: 'the endpoint refuses the question: status 400' };
    expect(await analyst.ask(question(closed))).toEqual(refused);
    expect(await analyst.ask(question(closed))).toEqual(refused);
    expect(formsSent()).toEqual([true, false, false]);
  });

  it.each([
    ['a conversation that is too long', 400, { code: 'context_length_exceeded', message: 'too long' }],
    ['a conversation that a filter stops', 400, { code: 'content_filter', message: 'filtered' }],
    ['a parameter that it does not know', 400, { param: 'messages', message: 'no' }],
    ['a missing key', 401, { message: 'schema' }],
    ['its own trouble', 500, { param: 'response_format', message: 'schema' }],
  ])('is not meant when it refuses %s', async (_what, status, error) => {
    answer = (response) => sendJson(response, status, { error });
    const analyst = analystThere();
    await analyst.ask(question(closed));
    await analyst.ask(question(closed));
    expect(formsSent()).toEqual([true, true]);
  });

  it('has one deadline for both forms', async () => {
    answer = (response, { response_format }: SentQuestion) => {
      if (response_format.json_schema.strict)
        sendJson(response, 400, { error: { param: 'response_format' } });
    };
    expect(await analystThere(300).ask(question(closed))).toEqual({
      kind: 'away',
      reason: 'no answer within 300 ms',
      lost: true,
    });
  });
});
