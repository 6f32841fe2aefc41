import { sign, signatureHeader } from '../../activities/providers/signature';
import { NOBODY, PROVIDER_SECRET, type ProblemBody, type RunningApi, startApi } from './running-api';

const path = '/providers/http/events';
const event = (change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    EventID: 'e1',
    CallID: 'call:nobody:1',
    Type: 'answered',
    AnsweredBy: 'human',
    At: '2026-01-02T03:04:05.678Z',
    ...change,
  });
const send = (api: RunningApi, body: string, signed = body, secret = PROVIDER_SECRET) =>
  api.request<ProblemBody>('POST', path, body, {
    authorization: '',
    [signatureHeader]: sign(secret, Date.now(), 'POST', path, signed),
  });

describe('POST /providers/http/events', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('an event for an unknown call is logged and answered 204', async () => {
    expect((await send(api, event())).status).toBe(204);
    expect(api.logged.join('')).toContain('event for a call that is not running');
  });

  it('an unsigned, a wrongly signed and a changed event are refused with 401', async () => {
    expect((await api.request('POST', path, event(), { authorization: '' })).status).toBe(401);
    expect((await send(api, event(), event(), 'another secret')).status).toBe(401);
    expect((await send(api, event({ AnsweredBy: 'machine' }), event())).status).toBe(401);
  });

  it('an API key is no substitute for a signature', async () => {
    expect((await api.request('POST', path, event())).status).toBe(401);
  });

  it.each([event({ Type: 'exploded' }), event({ CallID: 1 }), '{', ''])(
    'a malformed event is 400 (%#)',
    async (body) => {
      expect((await send(api, body)).status).toBe(400);
    },
  );

  it('an event of more than 64 KiB is 413, and an unknown provider 404', async () => {
    expect((await send(api, event({ EventID: 'x'.repeat(70_000) }))).status).toBe(413);
    expect((await api.request('POST', '/providers/nobody/events', event())).status).toBe(404);
    expect((await api.request('POST', '/providers/constructor/events', event())).status).toBe(404);
  });
});

it('an event that comes while Temporal is away is answered 503, so that the provider sends it again', async () => {
  const api = await startApi({ temporalAddress: NOBODY });
  try {
    expect((await send(api, event())).status).toBe(503);
  } finally {
    await api.stop();
  }
});
