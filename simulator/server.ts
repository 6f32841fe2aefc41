/** The simulated voice provider over HTTP: the provider protocol, and the simulator's own settings and counts. */
import http from 'node:http';
import { type AddressInfo } from 'node:net';
import { SimulatedAnalyst } from './analyst';
import { Clock } from './clock';
import { EventSender } from './events';
import { callIn, inboundCallSchema } from './inbound';
import { Outage } from './outage';
import {
  type Answer,
  bodyLimit,
  invalid,
  parseJson,
  placementSchema,
  problem,
  readBody,
  viewOf,
} from './protocol';
import { signatureHeader, signatureProblem } from './signature';
import { defaultSettings, settingsChangeSchema, settingsSchema } from './settings';
import { Switchboard } from './switchboard';
import { Tally } from './tally';
import { Timers } from './timers';

export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Settings and counts need no signature, so by default only this machine may reach them. */
  host?: string;
  /** Shared with the client that places calls; signs both ways. */
  secret: string;
  callMs?: number;
  ringMs?: number;
}

export interface Simulator {
  url: string;
  stop(): Promise<void>;
}

/** `end_before_answer` waits this long for its events to be taken: less than the client's deadline of 4 s. */
const answerAtLatestMs = 2_000;

export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { port = 0, host = '127.0.0.1', secret } = options;
  if (!secret)
    throw new Error('The simulator needs the secret it shares with the orchestrator: set PROVIDER_SECRET.');
  const { callMs = defaultSettings.CallMs, ringMs = defaultSettings.RingMs } = options;
  const settings = settingsSchema.parse({ ...defaultSettings, CallMs: callMs, RingMs: ringMs });

  const timers = new Timers();
  const outage = new Outage(settings, timers);
  const clock = new Clock(settings);
  const sender = new EventSender(secret, timers, outage, clock);
  const tally = new Tally();
  const switchboard = new Switchboard(settings, tally, sender, timers, clock);
  const analyst = new SimulatedAnalyst(settings, timers);

  /** `undefined`: cut the connection. */
  async function place(body: Buffer): Promise<Answer | undefined> {
    const parsed = placementSchema.safeParse(parseJson(body));
    if (!parsed.success) return invalid('invalid_request', parsed.error);
    if (settings.PlacementDelayMs > 0) await timers.pause(settings.PlacementDelayMs);
    const result = switchboard.place(parsed.data);
    switch (result.kind) {
      case 'known':
        return { status: 200, body: viewOf(result.call, clock) };
      case 'expired':
        return problem(
          410,
          'expired',
          'The request arrived at or after its NotAfter: the call was not placed.',
        );
      case 'unavailable':
        return problem(503, 'unavailable', 'The call was not placed.');
      case 'refused':
        return problem(422, result.reason, 'The call will never ring.');
      case 'placed':
        break;
    }
    const { call } = result;
    const accepted: Answer = { status: 202, body: { CallID: call.id, Status: call.status } };
    // Begins after the answer was handed over, unless the plan says otherwise.
    const begun = new Promise<void>((resolve) => setImmediate(resolve)).then(() => switchboard.begin(call));
    switch (call.plan.answers) {
      case 'at_once':
        return accepted;
      case 'slowly':
        await timers.pause(settings.SlowPlacementMs);
        return accepted;
      case 'after_the_end':
        await Promise.race([begun.then(() => call.told), timers.pause(answerAtLatestMs)]);
        return accepted;
      case 'never':
        return undefined;
    }
  }

  async function placeInbound(body: Buffer): Promise<Answer> {
    const parsed = inboundCallSchema.safeParse(parseJson(body));
    if (!parsed.success) return invalid('invalid_inbound_call', parsed.error);
    const url = parsed.data.URL === undefined ? switchboard.inboundUrl() : new URL(parsed.data.URL);
    if (!url)
      return problem(
        400,
        'invalid_inbound_call',
        'URL: no call was placed yet, so name where calls are announced.',
      );
    const world = { url, secret, callMs: settings.CallMs, switchboard, tally, clock };
    return { status: 200, body: await callIn(parsed.data, world) };
  }

  async function answerTo(request: http.IncomingMessage): Promise<Answer | undefined> {
    const body = await readBody(request);
    if (!body) return problem(413, 'too_large', `A body has at most ${bodyLimit} bytes.`);
    const target = request.url ?? '/';
    const { method = 'GET' } = request;
    const [area, id, verb, ...more] = (target.split('?')[0] ?? '')
      .slice(1)
      .split('/')
      .map(decodeURIComponent);
    const route = `${method} ${area}${id === undefined ? '' : '/:id'}${verb === undefined ? '' : `/${verb}`}`;
    if (area === 'calls' || area === 'health') {
      if (!(await outage.unfrozen())) return undefined;
      const unsigned = signatureProblem(
        secret,
        clock.now(),
        request.headers[signatureHeader],
        method,
        target,
        body,
      );
      if (unsigned) return problem(401, 'unsigned', `Refused: ${unsigned}.`);
    }
    if (area === 'v1') {
      const said = await analyst.answer(
        `${method} ${[id, verb, ...more].join('/')}`.replace(/\/+$/, ''),
        body,
      );
      if (said) return said;
    }
    const unknownCall = () => problem(404, 'unknown_call', 'No call has this CallID.');
    switch (more.length > 0 ? '' : route) {
      case 'POST calls':
        return place(body);
      case 'GET calls/:id': {
        const call = switchboard.find(id ?? '');
        return call && call.plan.events !== 'none'
          ? { status: 200, body: viewOf(call, clock) }
          : unknownCall();
      }
      case 'POST calls/:id/hang-up':
        return switchboard.hangUp(id ?? '') ? { status: 202, body: { CallID: id } } : unknownCall();
      case 'GET health':
        return settings.Outage
          ? problem(503, 'unavailable', 'No call would be placed now.')
          : { status: 200, body: { Status: 'ok' } };
      case 'POST inbound-calls':
        return placeInbound(body);
      case 'GET stats':
        return { status: 200, body: { ...tally.all(), Analyst: analyst.stats() } };
      case 'POST stats/:id':
        if (id !== 'reset') break;
        tally.reset();
        analyst.reset();
        return { status: 204 };
      case 'GET stats/:id':
        return { status: 200, body: tally.ofCampaign(id ?? '') };
      case 'GET settings':
        return { status: 200, body: settings };
      case 'PUT settings': {
        const change = settingsChangeSchema.safeParse(parseJson(body));
        if (!change.success) return invalid('invalid_settings', change.error);
        const { Analyst, ...others } = change.data;
        Object.assign(settings, others);
        Object.assign(settings.Analyst, Analyst);
        outage.changed();
        return { status: 200, body: settings };
      }
      case 'GET healthz':
        return { status: 200, body: { Status: 'ok' } };
    }
    return problem(404, 'no_such_route', `Nothing answers ${method} here: see docs/simulator.md.`);
  }

  const server = http.createServer((request, response) => {
    answerTo(request)
      // A malformed path or a broken connection; the simulator itself goes on.
      .catch((error: unknown) =>
        problem(400, 'invalid_request', error instanceof Error ? error.message : 'unreadable'),
      )
      .then((answer) => {
        if (!answer) return request.socket.destroy();
        const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
        response.writeHead(answer.status, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
          date: new Date(clock.now()).toUTCString(),
          // The rest of a body that is too large is not read.
          ...(answer.status === 413 && { connection: 'close' }),
        });
        return response.end(text);
      })
      .catch(() => request.socket.destroy());
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `The simulator cannot listen: port ${port} of ${host} is taken. Stop what uses it, or set SIMULATOR_PORT to a free port (0 takes any).`,
            )
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });

  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    stop: async () => {
      timers.stop();
      sender.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
