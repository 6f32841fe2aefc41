import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { completeData, type ProblemBody, type RunningApi, startApi } from '../support/running-api';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const post = (body: string | Uint8Array, headers: Record<string, string> = {}) =>
  api.request<ProblemBody>('POST', '/campaigns', body, headers);
const withSchema = (schema: string): string =>
  `{"Name":"x","Data":{"CallerID":"+12025550100","AnalysisSchema":${schema}}}`;

describe('a JSON body', () => {
  it.each([
    ['{"Name":}', 'column 9'],
    ['{"Name":"x",}', 'column 13'],
    ['{\n  "Name": nul\n}', 'line 2, column 11'],
    ['{"Name":"x"', 'the text ends'],
    ['{} {}', 'column 4'],
    ["{'Name':1}", 'column 2'],
    ['[1,2,]', 'column 6'],
    ['{"a":"\u0001"}', 'column 6 (character 6): the string that begins there has a control character'],
    ['01', 'column 2'],
    ['{"a":"b}', 'column 6 (character 6): the string that begins there is not closed'],
    ['{"a', 'column 2 (character 2): the string that begins there is not closed'],
    [
      '{"a":"b,\n"c":1}',
      'line 1, column 6 (character 6): the string that begins there is not closed on its line',
    ],
    [
      '{"a":"C:\\dir"}',
      'column 6 (character 6): the string that begins there has a \\ that begins no escape',
    ],
    ['{} "a', 'column 4 (character 4): expected end'],
    ['{"a" "b', 'column 6 (character 6): expected :'],
  ])('that is broken is refused with the place: %j', async (text, place) => {
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(body.detail).toContain(place);
  });

  it.each([
    ['', 'empty'],
    ['[]', 'an object'],
    ['null', 'an object'],
    ['"x"', 'an object'],
  ])('%j is refused because an object is needed', async (text, reason) => {
    const { status, body } = await post(text);
    expect(status).toBe(400);
    expect(body.detail).toContain(reason);
  });

  it('with a number that cannot be kept exactly is refused with the numbers that can', async () => {
    const { status, body } = await post('{"MaxActiveCalls":1e308}');
    expect([status, body.errors]).toMatchObject([400, [{ location: '/MaxActiveCalls' }]]);
    expect(body.detail).toContain('must be between -9007199254740991 and 9007199254740991');
  });

  it('that gives a member twice is refused with the place', async () => {
    const { status, body } = await post('{"Name":"x","Data":{"BotName":"a","BotName":"b"}}');
    expect([status, body.errors?.map(({ location }) => location)]).toEqual([400, ['/Data/BotName']]);
  });

  it('above 1 MiB is refused with 413 and the reason', async () => {
    const { status, body } = await post(withSchema(JSON.stringify({ x: 'y'.repeat(1024 * 1024) })));
    expect(status).toBe(413);
    expect(body.detail).toMatch(/1024 KiB.*jobs\/import/);
  });

  it('above 1 MiB is refused also when it does not say how long it is', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const req = httpRequest(
        `${api.url}/campaigns`,
        { method: 'POST', headers: { auth: api.key, 'content-type': 'application/json' } },
        (res) => {
          res.resume();
          resolve(res.statusCode);
        },
      );
      req.on('error', reject);
      for (let i = 0; i < 40; i++) req.write('x'.repeat(64 * 1024));
      req.end();
    });
    expect(status).toBe(413);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'text/csv'])(
    'as %s is refused with 415',
    async (type) => {
      expect((await post('{}', { 'content-type': type })).status).toBe(415);
    },
  );

  it('that is compressed is refused with 415', async () => {
    expect((await post('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('that is not UTF-8 is refused', async () => {
    const { status, body } = await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]));
    expect(status).toBe(400);
    expect(body.detail).toContain('UTF-8');
  });

  it.each([
    ['{"a":"\\u0000"}', '/Data/AnalysisSchema/a'],
    ['{"a\\u0000b":1}', '/Data/AnalysisSchema/a\0b'],
    ['{"a":"\\ud800"}', '/Data/AnalysisSchema/a'],
    ['{"__proto__":{"x":1}}', '/Data/AnalysisSchema/__proto__'],
    ['{"_bsontype":"ObjectId"}', '/Data/AnalysisSchema/_bsontype'],
    ['{"a":{"$ref":"a.b","$id":"c"}}', '/Data/AnalysisSchema/a'],
    ['{"a/b~":1e999}', '/Data/AnalysisSchema/a~1b~0'],
    ['{"a":[12345678901234567890]}', '/Data/AnalysisSchema/a/0'],
    ['{"a":'.repeat(19) + '1' + '}'.repeat(19), `/Data/AnalysisSchema${'/a'.repeat(18)}`],
    [`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, `/Data/AnalysisSchema/a${'/0'.repeat(17)}`],
  ])(
    'with something that could not be kept as sent is refused with the place (%#)',
    async (schema, place) => {
      const { status, body } = await post(withSchema(schema));
      expect(status).toBe(400);
      expect(body.errors?.map(({ location }) => location)).toEqual([place]);
    },
  );

  it('with odd but honest content is kept exactly', async () => {
    const schema =
      '{"x-odd":{"$schema":"s","$ref":"#/a.b","a.b":{"$gt":1,"":2},".":"x","$":null,"constructor":1,"toBSON":"t","n":[-1.5,9007199254740991,true,"\u{1F600}"]}}';
    const created = await api.request<{ Campaign: { ID: string } }>('POST', '/campaigns', withSchema(schema));
    expect(created.status).toBe(201);
    const job = await api.request<{ Job: { ID: string } }>(
      'POST',
      `/campaigns/${created.body.Campaign.ID}/jobs`,
      `{"ContactPhoneNumber":"+12025550111","Data":${schema},"Metadata":${schema}}`,
    );
    const read = await api.request<{ Campaign: { Data: { AnalysisSchema: unknown } } }>(
      'GET',
      `/campaigns/${created.body.Campaign.ID}`,
    );
    const readJob = await api.request<{ Job: { Data: unknown; Metadata: unknown } }>(
      'GET',
      `/campaigns/${created.body.Campaign.ID}/jobs/${job.body.Job.ID}`,
    );
    expect(JSON.stringify(read.body.Campaign.Data.AnalysisSchema)).toBe(schema);
    expect(JSON.stringify(readJob.body.Job.Data)).toBe(schema);
    expect(JSON.stringify(readJob.body.Job.Metadata)).toBe(schema);
  });
});

describe('every answer', () => {
  it('carries the request id that was sent, or a new one when that could break a log', async () => {
    const sent = await api.request('GET', '/healthz', undefined, { 'x-request-id': 'trace-1_A' });
    expect(sent.headers.get('x-request-id')).toBe('trace-1_A');
    const odd = await api.request<ProblemBody>('GET', '/nowhere', undefined, { 'x-request-id': 'a b' });
    expect(odd.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    expect(odd.body.requestId).toBe(odd.headers.get('x-request-id'));
  });

  it('forbids browsers to guess its type, and does not say what it runs on', async () => {
    const { headers } = await api.request('GET', '/healthz');
    expect([headers.get('x-content-type-options'), headers.get('x-powered-by')]).toEqual(['nosniff', null]);
  });

  it('that is a problem says so in its content type', async () => {
    const { headers } = await api.request('GET', '/nowhere');
    expect(headers.get('content-type')).toBe('application/problem+json');
  });

  it('leaves no contact data in the log', async () => {
    const campaign = await api.storeCampaign();
    const path = `/campaigns/${campaign._id}/jobs`;
    const job = { ContactPhoneNumber: '+12025550199', ContactName: 'Zaphod', ExternalID: 'ext-zaphod' };
    await api.request('POST', path, job);
    await api.request('POST', path, job);
    await api.request('GET', `${path}?ContactPhoneNumber=%2B12025550199`);
    await api.request('GET', `/nowhere/+12025550199`);
    await api.request('POST', '/campaigns', {
      Name: 'Zaphod',
      Data: { ...completeData(), CallerID: '+1202555019' },
    });
    expect(api.logged.length).toBeGreaterThan(4);
    expect(api.logged.join('')).not.toMatch(/2025550199|zaphod/i);
  });
});

/** Sends bytes as they are and reads until the connection is closed. */
async function rawAnswer(bytes: string, url = api.url): Promise<{ head: string; body: ProblemBody }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { head, body: JSON.parse(body) as ProblemBody };
}

describe('a body that does not arrive in time', () => {
  const bodyWithinMs = 100;
  let impatient: RunningApi;
  beforeAll(async () => {
    impatient = await startApi({ bodyWithinMs });
  });
  afterAll(() => impatient.stop());

  it.each([
    ['when it has not begun', ''],
    ['when it stops in the middle', '{"Name":'],
  ])('is answered 408, on a connection that is closed then: %s', async (_when, begun) => {
    const { head, body } = await rawAnswer(
      'POST /campaigns HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n' +
        `Authorization: Bearer ${impatient.key}\r\n\r\n${begun}`,
      impatient.url,
    );
    expect(head).toContain('HTTP/1.1 408 ');
    expect(head).toMatch(/^Connection: close$/im);
    expect(body).toMatchObject({
      type: 'urn:ringmaster:problem:request-timeout',
      detail: 'The body did not arrive within 0.1 s; send it again',
    });
  });
});

describe('what is no HTTP request is answered like every other error', () => {
  it.each([
    ['headers of more than 16 KiB', `GET /org HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['something that is not HTTP', 'hello\r\n\r\n', 400],
    [
      'a body in broken chunks',
      'POST /campaigns HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer KEY\r\nContent-Type: application/json\r\n' +
        'Transfer-Encoding: chunked\r\n\r\nnot-a-length\r\n',
      400,
    ],
  ])('%s', async (_what, bytes, status) => {
    const { head, body } = await rawAnswer(bytes.replace('KEY', api.key));
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(head).toContain('application/problem+json');
    expect(head).toContain(`X-Request-Id: ${body.requestId}`);
    expect(body.status).toBe(status);
    expect(body.detail).not.toBe('');
  });
});

it('a path has one spelling', async () => {
  for (const path of ['/CAMPAIGNS', '/campaigns/', '/healthz/'])
    expect((await api.request('GET', path)).status).toBe(404);
});
