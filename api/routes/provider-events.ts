import { type RequestHandler } from 'express';
import { type ApiDependencies } from '../dependencies';
import { CALL_ID_PREFIX } from '../../domain/job';
import { notFound, Problem, unavailable } from '../problems';
import { readBody } from '../request-body';
import { requestIdOf } from '../request-context';

/** An event is a few hundred bytes; no provider we know comes near this. */
const MAX_EVENT_BYTES = 64 * 1024;

/** Verifies, parses, signals, forgets: what the event means is the call workflow's business. */
export const receive =
  ({ providers, gateway, log }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const name = req.params['provider'];
    const provider = typeof name === 'string' && Object.hasOwn(providers, name) ? providers[name] : undefined;
    if (!provider) throw notFound('provider');
    const parsed = provider.parseEvent(req.headers, await readBody(req, MAX_EVENT_BYTES));
    if (parsed.kind === 'unsigned') {
      throw new Problem('unauthorized', parsed.reason, { headers: { 'WWW-Authenticate': 'Signature' } });
    }
    if (parsed.kind === 'malformed') throw new Problem('invalid-request', parsed.reason);
    // An event may reach calls only: every other workflow has commands of its own.
    if (!parsed.callId.startsWith(CALL_ID_PREFIX))
      throw new Problem(
        'invalid-request',
        `CallID is "${parsed.callId.slice(0, 40)}"; the ids we gave begin with "${CALL_ID_PREFIX}"`,
      );
    // Ringing decides nothing (see `foldCallEvent`), and a signal would cost its call four events of history.
    if (parsed.event.kind === 'ringing') {
      res.status(204).end();
      return;
    }
    const verdict = await gateway.callEvent(parsed.callId, parsed.event);
    // The provider sends it again later.
    if (verdict === 'unavailable') throw unavailable('The event could not be passed on; send it again');
    if (verdict === 'unknown_call') {
      log.warn(
        { requestId: requestIdOf(res), callId: parsed.callId, event: parsed.event.kind },
        'event for a call that is not running',
      );
    }
    res.status(204).end();
  };
