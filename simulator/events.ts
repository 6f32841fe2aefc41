/** Sends events to the client that placed the call: signed, and again until taken, for about a minute at most. */
import http from 'node:http';
import https from 'node:https';
import { type Clock } from './clock';
import { sign, signatureHeader } from './signature';
import { type Outage } from './outage';
import { type AnsweredBy, type EndReason } from './script';
import { type Timers } from './timers';
import { type Turn } from './transcript';

export interface EventMessage {
  EventID: string;
  CallID: string;
  Type: 'ringing' | 'answered' | 'ended';
  At: string;
  AnsweredBy?: AnsweredBy;
  EndReason?: EndReason;
  ConversationSeconds?: number;
  Transcript?: Turn[];
}

/** With waits that double from half a second, about a minute: a restart of the receiver takes as long. */
const tries = 8;
/** A receiver that has not answered by then is taken for dead. */
const tryMs = 5_000;
/** Enough to keep a receiver busy; more would only queue inside it. Further events wait here. */
const sockets = 64;

export class EventSender {
  private readonly plain = new http.Agent({ keepAlive: true, maxSockets: sockets });
  private readonly secure = new https.Agent({ keepAlive: true, maxSockets: sockets });
  private readonly inFlight = new Set<http.ClientRequest>();
  private stopped = false;

  constructor(
    private readonly secret: string,
    private readonly timers: Timers,
    private readonly outage: Outage,
    private readonly clock: Clock,
  ) {}

  /** Resolves to undefined when the event was taken, or to the last problem when it was given up. */
  async deliver(url: URL, event: EventMessage, retryMs: number): Promise<string | undefined> {
    const body = JSON.stringify(event);
    for (let attempt = 1; ; attempt++) {
      await this.outage.over();
      const problem = await this.post(url, body);
      if (problem === undefined || attempt === tries) return problem;
      await this.timers.pause(retryMs * 2 ** (attempt - 1));
    }
  }

  stop(): void {
    this.stopped = true;
    // Requests first: an agent opens a new connection for each queued one.
    for (const request of this.inFlight) request.destroy();
    this.plain.destroy();
    this.secure.destroy();
  }

  /** Resolves to what went wrong, or to undefined. */
  private post(url: URL, body: string): Promise<string | undefined> {
    if (this.stopped) return Promise.resolve('the simulator has stopped');
    const path = url.pathname + url.search;
    return new Promise((resolve) => {
      const [send, agent] =
        url.protocol === 'https:' ? [https.request, this.secure] : [http.request, this.plain];
      const request = send(url, {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          [signatureHeader]: sign(this.secret, this.clock.now(), 'POST', path, body),
        },
      });
      this.inFlight.add(request);
      let cancel = () => {};
      // The time starts here: waiting for one of our own connections is not the receiver's fault.
      request.on('socket', () => {
        cancel = this.timers.after(tryMs, () => request.destroy(new Error(`no answer within ${tryMs} ms`)));
      });
      const settle = (problem: string | undefined) => {
        cancel();
        this.inFlight.delete(request);
        resolve(problem);
      };
      request.on('response', (response) => {
        const status = response.statusCode ?? 0;
        response.on('error', (error) => settle(error.message));
        response.on('end', () => settle(status >= 200 && status < 300 ? undefined : `answered ${status}`));
        // Reads to the end, or the connection cannot be used again.
        response.resume();
      });
      request.on('error', (error) => settle(error.message));
      request.end(body);
    });
  }
}
