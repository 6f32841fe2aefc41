/** Every kind of problem, provoked. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { sign, signatureHeader } from '../../../activities/providers/http/signature';
import { eventually } from '../../support/eventually';
import { NOBODY, PROVIDER_SECRET, startApi } from '../../support/running-api';
import { type Book } from './book';
import { data, job, NAME, ORGANISATION } from './campaign';
import { type Office } from './office';

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<unknown>;

const asking =
  ({ url, key }: { url: string; key: string }): Ask =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  };

/** The body of what is answered to text that no client of HTTP would send. */
async function toRaw(url: string, text: string): Promise<unknown> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (chunk) => (heard += String(chunk)));
  socket.on('error', () => undefined);
  socket.write(text);
  await once(socket, 'close');
  return JSON.parse(heard.slice(heard.indexOf('\r\n\r\n')));
}

export async function refusals(book: Book, office: Office): Promise<void> {
  const ask = asking(office);
  await ofRequests(book, office, ask);
  await ofJobs(book, office, ask);
  await ofVersions(book, office, ask);
  await ofHttp(book, office, ask);
  await ofProviders(book, office);
  await ofServers(book, office, ask);
}

async function ofRequests(book: Book, office: Office, ask: Ask): Promise<void> {
  const { CallerID: _, ...without } = data;
  const misspelt = { Name: NAME, Data: { ...without, CallerId: data.CallerID } };
  book.refusal('invalid-request', await ask('POST', '/campaigns', misspelt));
  book.refusal(
    'unauthorized',
    await ask('GET', '/campaigns', undefined, { authorization: 'Bearer unknown' }),
  );
  const viewer = { authorization: `Bearer ${await office.api.keyOf(ORGANISATION.id, 'viewer')}` };
  book.refusal('forbidden', await ask('POST', `/campaigns/${office.campaign.ID}/start`, undefined, viewer));
  book.refusal('not-found', await ask('GET', '/campaigns/65f0c0ffee65f0c0ffee65f0'));
  book.refusal('method-not-allowed', await ask('DELETE', `/campaigns/${office.campaign.ID}`));
}

async function ofJobs(book: Book, office: Office, ask: Ask): Promise<void> {
  const path = `/campaigns/${office.campaign.ID}/jobs`;
  const { ExternalID: _, ...another } = job;
  book.refusal('conflict', await ask('POST', path, job), {
    reason: 'external-id',
    summary: 'Another job has the ExternalID.',
  });
  book.refusal('opted-out', await ask('POST', path, { ...another, ContactPhoneNumber: '+12025550191' }));
  book.refusal(
    'schema-mismatch',
    await ask('POST', path, { ...another, Data: { garage: 'Riverside Garage' } }),
  );
  const key = { 'idempotency-key': '77aa-order-4716' };
  await ask('POST', path, another, key);
  book.refusal('idempotency-key-reused', await ask('POST', path, { ...another, TestJob: true }, key));
}

async function ofVersions(book: Book, office: Office, ask: Ask): Promise<void> {
  const path = `/campaigns/${office.campaign.ID}`;
  book.refusal('precondition-required', await ask('PUT', path, { Name: 'Service reminders' }));
  const stale = { 'if-match': '"1"' };
  book.refusal('precondition-failed', await ask('PUT', path, { Name: 'Service reminders' }, stale));
}

async function ofHttp(book: Book, office: Office, ask: Ask): Promise<void> {
  const { url, key } = office;
  book.refusal('too-large', await ask('POST', '/campaigns', `"${'x'.repeat(1024 * 1024)}"`));
  const asText = { 'content-type': 'text/plain' };
  book.refusal('unsupported-media-type', await ask('POST', '/campaigns', 'Name: Spring', asText));
  const head = (line: string, header: string): string =>
    `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${key}\r\nConnection: close\r\n${header}\r\n\r\n`;
  const expecting = head('GET /org', 'Expect: 200-ok');
  book.refusal('expectation-failed', await toRaw(url, expecting));
  book.refusal('headers-too-large', await toRaw(url, head('GET /org', `X-Long: ${'x'.repeat(17 * 1024)}`)));
}

async function ofProviders(book: Book, { url }: Office): Promise<void> {
  const path = '/providers/http/events';
  const body = JSON.stringify({ EventID: 'ev-20270309-0044', CallID: 'call:none:1', Type: 'ringing' });
  const signature = sign('another secret', Date.now(), 'POST', path, body);
  const wrong = await fetch(`${url}${path}`, {
    method: 'POST',
    body,
    headers: { [signatureHeader]: signature },
  });
  book.refusal('unsigned', await wrong.json());
  await whileManySend(url, async () => {
    const large = 'x'.repeat(1_000_000);
    const headers = { [signatureHeader]: sign(PROVIDER_SECRET, Date.now(), 'POST', path, large) };
    // Until all that the others send has come, there is room: it is no event then.
    await eventually(async () => {
      const answer = await fetch(`${url}${path}`, { method: 'POST', body: large, headers });
      const problem: unknown = await answer.json();
      expect(answer.status).toBe(503);
      book.refusal('busy', problem);
    });
  });
}

/** Four senders whose signatures may be right, and who never end: nobody else may send so much then. */
async function whileManySend(url: string, run: () => Promise<void>): Promise<void> {
  const signature = `t=${Math.floor(Date.now() / 1_000)},v1=${'a'.repeat(64)}`;
  const head = `POST /providers/http/events HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\nRingmaster-Signature: ${signature}\r\n\r\n`;
  const senders = Array.from({ length: 4 }, () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined).write(head + 'a'.repeat(1_000_000));
    return socket;
  });
  try {
    await run();
  } finally {
    for (const socket of senders) socket.destroy();
  }
}

async function ofServers(book: Book, office: Office, ask: Ask): Promise<void> {
  // A document that is broken in the database stands for all defects of ours.
  const created = (await ask('POST', '/campaigns', {
    Name: 'Broken',
    Data: { CallerID: '+12025550103' },
  })) as { Campaign: { ID: string } };
  const { ID } = created.Campaign;
  await office.api.store.db
    .collection<{ _id: string }>('campaigns')
    .updateOne({ _id: ID }, { $unset: { Data: 1 } });
  book.refusal('internal', await ask('GET', `/campaigns/${ID}/preflight`));

  const withinMs = 200;
  const alone = await startApi({ temporalAddress: NOBODY, bodyWithinMs: withinMs });
  try {
    const key = { 'idempotency-key': '0d6f1f7e-campaign-summer' };
    const campaign = { Name: 'Service reminders, summer', Data: { CallerID: '+12025550104' } };
    const away = {
      reason: 'temporal',
      summary: 'Temporal is away: what was done is stored, and is repeated.',
    };
    const unready = { reason: 'readiness', summary: 'Of `/readyz`: Temporal is away, MongoDB is not.' };
    book.refusal('unavailable', await asking(alone)('POST', '/campaigns', campaign, key), away);
    book.refusal('unavailable', await asking(alone)('GET', '/readyz'), unready);
    const begun = `POST /campaigns HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${alone.key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
    const late = (await toRaw(alone.url, begun)) as { detail: string };
    // Nobody waits in a test as long as in production.
    const detail = late.detail.replace(`${withinMs / 1_000} s`, '30 s');
    book.refusal('request-timeout', late, { fixed: { detail } });
  } finally {
    await alone.stop();
  }
}
