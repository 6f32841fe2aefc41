/** The analyst's adapter and the simulated analyst, through real HTTP. */
import type http from 'node:http';
import { type Analyst, type AnalystQuestion } from '../../activities/ports/analyst';
import { createOpenAiAnalyst } from '../../activities/analysis/openai-analyst';
import { objectiveQuestion } from '../../domain/analysis/analysis';
import { compileSchema } from '../support/compile-schema';
import { type AnalystSettings, defaultAnalystSettings } from '../../simulator/analyst-settings';
import { startSimulator, type Simulator } from '../../simulator/server';
import { type ChatAnswer, sendJson, startChatEndpoint } from '../support/chat-endpoint';

const personal = 'my number is 020 7946 0958';
const closed = {
  type: 'object',
  properties: { mood: { type: 'string' } },
  required: ['mood'],
  additionalProperties: false,
};
const question = (changes: Partial<AnalystQuestion> = {}): AnalystQuestion => ({
  task: 'Read.',
  prompt: personal,
  schema: closed,
  earlier: [],
  ...changes,
});

let simulator: Simulator;
let analyst: Analyst;
beforeAll(async () => {
  simulator = await startSimulator({ secret: 'a-secret-of-the-tests' });
  analyst = createOpenAiAnalyst({ baseUrl: `${simulator.url}/v1`, model: 'simulated' });
});
afterAll(() => simulator?.stop());

const set = async (change: Partial<AnalystSettings>): Promise<void> => {
  const body = JSON.stringify({ Analyst: { ...defaultAnalystSettings, ...change } });
  const answer = await fetch(`${simulator.url}/settings`, { method: 'PUT', body });
  if (!answer.ok) throw new Error(await answer.text());
};
const stats = async () =>
  ((await (await fetch(`${simulator.url}/stats`)).json()) as { Analyst: Record<string, number> }).Analyst;
beforeEach(async () => {
  await set({});
  await fetch(`${simulator.url}/stats/reset`, { method: 'POST' });
});

describe('every way the endpoint may answer has its meaning', () => {
  it.each([
    ['fits', { kind: 'answered', text: '{"mood":"simulated"}' }],
    ['not_json', { kind: 'answered', text: expect.stringContaining('```json') as string }],
    ['never_fits', { kind: 'answered', text: '"this is not what was asked for"' }],
    ['refuses', { kind: 'refused', reason: 'the model refuses to answer' }],
    ['filtered', { kind: 'refused', reason: expect.stringContaining('filter') as string }],
    ['cut_off', { kind: 'refused', reason: expect.stringContaining('longer than') as string }],
    ['empty', { kind: 'refused', reason: 'the answer is empty' }],
    ['rejects', { kind: 'refused', reason: 'the endpoint refuses the question: status 400 (invalid_value)' }],
    ['away', { kind: 'away', reason: 'status 503' }],
    ['overloaded', { kind: 'away', reason: 'status 429 (rate_limit_exceeded)' }],
    [
      'unauthorized',
      { kind: 'away', misconfigured: true, reason: expect.stringContaining('ANALYST_API_KEY') as string },
    ],
    [
      'unknown_model',
      { kind: 'away', misconfigured: true, reason: expect.stringContaining('ANALYST_MODEL') as string },
    ],
  ] as const)('%s', async (Analysis, answer) => {
    await set({ Analysis });
    expect(await analyst.ask(question())).toEqual(answer);
    // Temporal asks again, not the client; but a refused schema is asked for in its plain form.
    expect(await stats()).toMatchObject({ Questions: Analysis === 'rejects' ? 2 : 1, ReAsks: 0 });
  });
});

it('the objective is answered as the script says, and other questions do not mind', async () => {
  const { task, prompt, schema } = objectiveQuestion('Agreed?', { metadata: {}, data: {} }, []);
  const objective = question({ task, prompt, schema });
  expect(await analyst.ask(objective)).toEqual({ kind: 'answered', text: '{"objectiveMet":true}' });
  await set({ ObjectiveMet: false, Analysis: 'away' });
  expect(await analyst.ask(objective)).toEqual({ kind: 'answered', text: '{"objectiveMet":false}' });
  await set({ Objective: 'never_fits' });
  expect(await analyst.ask(objective)).toMatchObject({ text: '"this is not what was asked for"' });
  expect(await analyst.ask(question())).toMatchObject({ text: '{"mood":"simulated"}' });
});

it('a question asked again brings the answers that did not fit, and is counted', async () => {
  await set({ Analysis: 'misfits', Misfits: 2 });
  const earlier = [{ answer: '1', errors: ['it is a number'] }];
  expect(await analyst.ask(question())).toMatchObject({ text: '"this is not what was asked for"' });
  expect(await analyst.ask(question({ earlier }))).toMatchObject({
    text: '"this is not what was asked for"',
  });
  expect(await analyst.ask(question({ earlier: [...earlier, ...earlier] }))).toMatchObject({
    text: '{"mood":"simulated"}',
  });
  expect(await stats()).toMatchObject({ Questions: 3, ReAsks: 2 });
});

it('an answer that takes too long is given up, and so is one when the process stops', async () => {
  await set({ Analysis: 'slow', SlowMs: 30_000 });
  const hasty = createOpenAiAnalyst({ baseUrl: `${simulator.url}/v1`, model: 'simulated', timeoutMs: 200 });
  expect(await hasty.ask(question())).toEqual({
    kind: 'away',
    reason: 'no answer within 200 ms',
    lost: true,
  });
  const stop = new AbortController();
  const asked = analyst.ask(question(), stop.signal);
  stop.abort();
  expect(await asked).toEqual({ kind: 'away', reason: 'this process is about to stop' });
  expect(await analyst.ask(question(), stop.signal)).toMatchObject({ kind: 'away' });
});

it('a probe says whether it would answer, and asks no question', async () => {
  expect(await analyst.probe()).toBe(true);
  await set({ Objective: 'away', Analysis: 'away' });
  expect(await analyst.probe()).toBe(false);
  expect(await stats()).toMatchObject({ Questions: 0 });
});

it.each([
  ['no model', { model: '' }, /model/],
  ['no messages', { messages: [] }, /messages/],
  ['a last message that is not a question', { messages: [{ role: 'assistant', content: 'x' }] }, /user/],
  ['no schema', { response_format: { type: 'json_object' } }, /response_format/],
  ['a stream', { stream: true }, /stream/],
])('the simulated analyst refuses a question with %s', async (_what, change, message) => {
  const whole = {
    model: 'simulated',
    messages: [{ role: 'user', content: 'x' }],
    response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: {} } },
  };
  const ask = (body: object) =>
    fetch(`${simulator.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) });
  expect((await ask(whole)).status).toBe(200);
  const refused = await ask({ ...whole, ...change });
  expect(refused.status).toBe(400);
  expect(((await refused.json()) as { error: { message: string } }).error.message).toMatch(message);
});

describe('the simulated analyst makes values that fit', () => {
  it.each([
    {
      type: 'object',
      properties: { a: { type: 'integer', minimum: 3 }, b: { type: 'boolean' } },
      required: ['a', 'b'],
    },
    {
      type: 'object',
      properties: { when: { type: 'string', format: 'date-time' }, id: { type: 'string', minLength: 40 } },
    },
    { type: 'object', properties: { list: { type: 'array', minItems: 2, items: { enum: ['x', 'y'] } } } },
    { type: ['null', 'object'] },
    { type: 'array', items: { type: 'number' } },
    { anyOf: [{ type: 'number', exclusiveMinimum: 0, maximum: 10 }, { type: 'null' }] },
    {
      type: 'object',
      properties: { head: { $ref: '#/definitions/node' } },
      definitions: { node: { type: 'object', properties: { value: { const: 7 } }, required: ['value'] } },
    },
  ])('%j', async (schema) => {
    const answer = await analyst.ask(question({ schema }));
    const compiled = compileSchema(schema);
    if (compiled.kind === 'refused' || answer.kind !== 'answered') throw new Error(JSON.stringify(answer));
    expect(compiled.check(JSON.parse(answer.text))).toEqual([]);
  });
});

describe('an endpoint that is not one', () => {
  const through = async (answer: ChatAnswer, timeoutMs = 5_000) => {
    const endpoint = await startChatEndpoint(answer);
    const asked = createOpenAiAnalyst({ baseUrl: endpoint.url, apiKey: 'sk-secret', model: 'm', timeoutMs });
    try {
      return { answer: await asked.ask(question()), requests: endpoint.requests, isUp: await asked.probe() };
    } finally {
      await endpoint.stop();
    }
  };
  const json =
    (...answer: [status: number, body: unknown, headers?: http.OutgoingHttpHeaders]): ChatAnswer =>
    (response) =>
      sendJson(response, ...answer);
  const error = (code: string | null) => ({ error: { message: personal, type: 'x', code, param: null } });

  it.each([
    ['400', json(400, error(null)), 'refused', undefined, false],
    ['402', json(402, error(null)), 'away', true, false],
    ['403', json(403, error(null)), 'away', true, false],
    ['405', json(405, error(null)), 'away', true, true],
    ['408', json(408, error(null)), 'away', undefined, false],
    ['413', json(413, error(null)), 'refused', undefined, false],
    ['422', json(422, error(personal)), 'refused', undefined, false],
    ['429 for want of credit', json(429, error('insufficient_quota')), 'away', true, false],
    ['500', json(500, error(null)), 'away', undefined, false],
    ['502 of a proxy', (r) => void r.writeHead(502).end('<html>'), 'away', undefined, false],
    ['a redirect', json(307, {}, { location: 'http://127.0.0.1:1/' }), 'away', true, false],
    [
      'a web page',
      (r) => void r.writeHead(200, { 'content-type': 'text/html' }).end(personal),
      'away',
      true,
      true,
    ],
    ['other JSON', json(200, { hello: personal }), 'away', true, true],
    ['no choice', json(200, { choices: [] }), 'refused', undefined, true],
    ['a choice without a message', json(200, { choices: [{}] }), 'refused', undefined, true],
    [
      'broken JSON',
      (r) => void r.writeHead(200, { 'content-type': 'application/json' }).end('{"cho'),
      'away',
      undefined,
      false,
    ],
    ['a cut connection', (r) => void r.socket?.destroy(), 'away', undefined, false],
  ] satisfies [string, ChatAnswer, string, boolean | undefined, boolean][])(
    '%s',
    async (_what, answers, kind, misconfigured, isUp) => {
      const told = await through(answers);
      expect(told.answer).toMatchObject({ kind, ...(misconfigured ? { misconfigured } : {}) });
      expect(told.answer).not.toHaveProperty('misconfigured', !misconfigured);
      expect(told.isUp).toBe(isUp);
      // One try each: Temporal sees all others.
      expect(told.requests).toHaveLength(2);
      // The endpoint may repeat the conversation in its error.
      expect(JSON.stringify(told.answer)).not.toContain('7946');
    },
  );

  it('an answer that begins and never ends is given up', async () => {
    const { answer } = await through((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"choices":');
    }, 300);
    expect(answer).toEqual({ kind: 'away', reason: 'no answer within 300 ms', lost: true });
  });

  it('an answer that is too large is not read to its end', async () => {
    const { answer } = await through((response) => {
      // Nothing but the client's own end stops it.
      const write = (): void => {
        while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
        response.once('drain', write);
      };
      response.writeHead(200, { 'content-type': 'application/json' });
      write();
    });
    expect(answer).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(/^the answer has more than \d+ bytes/) as string,
    });
  });

  it.each([
    [429, { 'retry-after': '90' }, 90_000],
    [503, { 'retry-after': '1.5' }, 1_500],
    [429, { 'retry-after-ms': '250', 'retry-after': '90' }, 250],
    [429, { 'retry-after': '999999999' }, 3_600_000],
    [429, { 'retry-after': '-5' }, undefined],
    [429, { 'retry-after': 'Sun, 01 Nov 2026 00:00:00 GMT' }, undefined],
    [429, {}, undefined],
  ])('%i with %j says when to ask again', async (status, headers, retryAfterMs) => {
    const { answer } = await through(json(status, error(null), headers));
    expect(answer).toMatchObject({ kind: 'away' });
    expect(answer.kind === 'away' && answer.retryAfterMs).toBe(retryAfterMs);
  });

  it.each<[string, ChatAnswer, boolean]>([
    ['a gateway’s time-out', json(504, error(null)), true],
    ['a cut connection', (response) => void response.socket?.destroy(), true],
    [
      'half an answer',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"cho'),
      true,
    ],
    ['silence', () => undefined, true],
    ['overload', json(429, error(null)), false],
    ['503', json(503, error(null)), false],
    ['a web page', (response) => void response.writeHead(200).end('<html>'), false],
  ])('%s: whether an answer may have been made that got lost', async (_what, answers, lost) => {
    const { answer } = await through(answers, 300);
    expect(answer.kind === 'away' && answer.lost === true).toBe(lost);
  });

  it('nobody there is away', async () => {
    const { url, stop } = await startChatEndpoint(() => undefined);
    await stop();
    const nobody = createOpenAiAnalyst({ baseUrl: url, model: 'm' });
    expect(await nobody.ask(question())).toEqual({
      kind: 'away',
      reason: 'it cannot be reached (ECONNREFUSED)',
    });
    expect(await nobody.probe()).toBe(false);
  });

  it('a question carries the key, the model, the schema in words and as a format, and nobody else’s account', async () => {
    process.env.OPENAI_ORG_ID = 'org-of-somebody';
    try {
      const { requests } = await through(json(503, error(null)));
      const [asked] = requests;
      expect(asked?.headers).toMatchObject({ authorization: 'Bearer sk-secret' });
      expect(asked?.headers).not.toHaveProperty('openai-organization');
      expect(JSON.parse(asked?.body ?? '')).toEqual({
        model: 'm',
        messages: [
          { role: 'system', content: expect.stringContaining(JSON.stringify(closed)) as string },
          { role: 'user', content: personal },
        ],
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'answer', schema: closed, strict: true },
        },
      });
    } finally {
      delete process.env.OPENAI_ORG_ID;
    }
  });
});
