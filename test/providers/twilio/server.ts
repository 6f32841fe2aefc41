/**
 * Twilio's side, as its documentation describes it: the Calls and Accounts resources over HTTP, and signed requests to
 * us. Written from the documentation alone; shares no code with the adapter or the SDK.
 */
import { createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import { type AddressInfo } from 'node:net';

export const accountSid = `AC${'0'.repeat(31)}1`;
export const authToken = 'the-auth-token-of-the-tests';

export interface ReceivedRequest {
  method: string;
  path: string;
  query: Record<string, string[]>;
  form: Record<string, string[]>;
  authorization: string | undefined;
  contentType: string | undefined;
}

/** The Call resource, with the fields that the adapter may look at. */
export interface CallRecord {
  sid: string;
  account_sid: string;
  to: string;
  from: string;
  status: string;
  direction: string;
  date_created: string | null;
  date_updated: string | null;
  start_time: string | null;
  end_time: string | null;
  duration: string | null;
  answered_by: string | null;
  queue_time: string;
}

type Misbehaviour =
  | { kind: 'answer'; status: number; body: string }
  /** As usual: what comes after it is for a later request. */
  | { kind: 'carry_out' }
  /** The request is carried out and the connection cut before the answer. */
  | { kind: 'cut' }
  /** Nothing is done and nothing is answered. */
  | { kind: 'hang' }
  /** The same, but carried out first. */
  | { kind: 'carry_out_and_hang' };

const ended = ['completed', 'busy', 'no-answer', 'failed', 'canceled'];

export const newSid = (): string => `CA${randomBytes(16).toString('hex')}`;
/** As Twilio writes times: RFC 2822, whole seconds, UTC. */
export const rfc2822 = (ms: number): string =>
  new Date(Math.floor(ms / 1_000) * 1_000).toUTCString().replace('GMT', '+0000');

/** https://www.twilio.com/docs/usage/security#validating-requests */
export function signatureOf(url: string, form: Record<string, string>, token = authToken): string {
  let text = url;
  for (const name of Object.keys(form).sort()) text += name + form[name];
  return createHmac('sha1', token).update(text, 'utf8').digest('base64');
}

export class TwilioServer {
  readonly requests: ReceivedRequest[] = [];
  readonly calls = new Map<string, CallRecord>();
  accountStatus = 'active';
  /** Numbers that are not the account's: no call is placed from them. */
  readonly unverified = new Set<string>();
  /** Twilio is out: every request gets this. */
  outage: { status: number; code: number } | undefined;
  queueTimeMs = 0;
  /** How far its clock is ahead of this machine's; negative: behind. Whatever it tells of time is by its clock. */
  clockOffsetMs = 0;
  /** This machine's clock. */
  now: () => number = Date.now;
  /** Something in between drops the Date header. */
  hasNoDate = false;
  /** Each connection serves one request. */
  isClosing = false;
  /** Of a request that has come, before anything is done about it. */
  onRequest: ((request: ReceivedRequest) => void) | undefined;
  /** Of a call once its creation has been answered. */
  statusSoonAfter: string | undefined;
  private readonly misbehaviours: Misbehaviour[] = [];
  private readonly server = http.createServer((request, response) => void this.serve(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** What becomes of the next request, in place of what Twilio does. */
  next(misbehaviour: Misbehaviour): void {
    this.misbehaviours.push(misbehaviour);
  }

  /** The next request is refused as Twilio refuses: a status, and a code with a message that names a number. */
  refuseNext(status: number, code: number): void {
    const body = {
      code,
      message: 'The number +12025550123 is no good',
      more_info: `https://www.twilio.com/docs/errors/${code}`,
      status,
    };
    this.next({ kind: 'answer', status, body: JSON.stringify(body) });
  }

  addCall(fields: Partial<CallRecord> & { to: string; from: string }): CallRecord {
    const now = rfc2822(this.nowMs());
    const call: CallRecord = {
      sid: newSid(),
      account_sid: accountSid,
      status: 'queued',
      direction: 'outbound-api',
      date_created: now,
      date_updated: now,
      start_time: null,
      end_time: null,
      duration: null,
      answered_by: null,
      queue_time: String(this.queueTimeMs),
      ...fields,
    };
    this.calls.set(call.sid, call);
    return call;
  }

  nowMs(): number {
    return this.now() + this.clockOffsetMs;
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://twilio.example');
    const received: ReceivedRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: grouped(url.searchParams),
      form: grouped(new URLSearchParams(Buffer.concat(chunks).toString('utf8'))),
      authorization: request.headers.authorization,
      contentType: request.headers['content-type'],
    };
    this.requests.push(received);
    this.onRequest?.(received);
    if (this.isClosing) response.setHeader('connection', 'close');
    if (this.hasNoDate) response.sendDate = false;
    else response.setHeader('date', new Date(this.nowMs()).toUTCString());
    const misbehaviour = this.misbehaviours.shift();
    if (misbehaviour?.kind === 'hang') return;
    if (misbehaviour?.kind === 'answer') {
      response.writeHead(misbehaviour.status, { 'content-type': 'application/json' }).end(misbehaviour.body);
      return;
    }
    const { status, body } = this.outage
      ? refusal(this.outage.status, this.outage.code)
      : this.carryOut(received);
    if (misbehaviour?.kind === 'carry_out_and_hang') return;
    if (misbehaviour?.kind === 'cut') {
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private carryOut(request: ReceivedRequest): { status: number; body: unknown } {
    const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    if (request.authorization !== `Basic ${credentials}`) return refusal(401, 20003);
    const account = `/2010-04-01/Accounts/${accountSid}`;
    if (request.method === 'GET' && request.path === `${account}.json`)
      return { status: 200, body: { sid: accountSid, status: this.accountStatus } };
    if (request.path === `${account}/Calls.json`)
      return request.method === 'POST' ? this.create(request) : this.list(request);
    const sid = new RegExp(`^${account}/Calls/(CA[0-9a-f]{32})\\.json$`).exec(request.path)?.[1];
    const call = sid === undefined ? undefined : this.calls.get(sid);
    if (!call) return refusal(404, 20404);
    return request.method === 'POST' ? this.update(call, request) : { status: 200, body: call };
  }

  private create({ form }: ReceivedRequest) {
    if (this.unverified.has(form['From']?.[0] ?? '')) return refusal(400, 21210);
    const call = this.addCall({ to: form['To']?.[0] ?? '', from: form['From']?.[0] ?? '' });
    const body = { ...call };
    if (this.statusSoonAfter !== undefined) call.status = this.statusSoonAfter;
    return { status: 201, body };
  }

  private list({ query }: ReceivedRequest) {
    const calls = [...this.calls.values()]
      .filter((call) => call.to === query['To']?.[0] && call.from === query['From']?.[0])
      .reverse()
      .slice(0, Number(query['PageSize']?.[0] ?? 50));
    return { status: 200, body: { calls, next_page_uri: null } };
  }

  private update(call: CallRecord, { form }: ReceivedRequest) {
    if (ended.includes(call.status)) return refusal(400, 21220);
    const status = form['Status']?.[0];
    // Only a call that nobody has answered can be canceled.
    if (status !== undefined && !(status === 'canceled' && call.status === 'in-progress'))
      call.status = status;
    return { status: 200, body: call };
  }
}

const refusal = (status: number, code: number) => ({ status, body: { code, message: 'no', status } });

function grouped(parameters: URLSearchParams): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const name of parameters.keys()) groups[name] = parameters.getAll(name);
  return groups;
}
