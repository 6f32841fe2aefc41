import { type RequestHandler } from 'express';
import { CALL_ID_PREFIX } from '../../domain/job';
import { findCallOwner, recordProviderCallId } from '../../store/calls';
import { type Turn } from '../../store/documents';
import { type Store } from '../../store/mongo';
import { recordTranscript } from '../../store/transcripts';
import { honourLateHangUp, honourWish } from '../contact-word';
import { type ApiDependencies } from '../dependencies';
import { isInRange, RANGE } from '../../domain/instants';
import { Problem, unavailable } from '../problems';
import { findProvider, readRequest, unsigned } from '../provider-request';
import { requestIdOf } from '../request-context';

/**
 * An event is a few hundred bytes, and its transcript what was said: four hours of talk are about 250 KB of text, a few
 * times that when every character is escaped. Whatever passes fits into a document of MongoDB, which has at most 16 MB.
 */
const MAX_EVENT_BYTES = 4 * 1024 * 1024;

/**
 * Verifies, parses, stores what was said, honours an opt-out, signals, forgets: what else the event means is the call
 * workflow's business.
 */
export const receive =
  ({ store, providers, gateway, log }: ApiDependencies): RequestHandler =>
  async (req, res) => {
    const provider = findProvider(providers, req.params['provider']);
    const instead = 'Send the event with a shorter Transcript, or without one.';
    const parsed = provider.parseEvent(
      await readRequest(provider, req, { maxBytes: MAX_EVENT_BYTES, instead }),
    );
    if (parsed.kind === 'unsigned') throw unsigned(parsed.reason);
    if (parsed.kind === 'malformed') throw new Problem('invalid-request', parsed.reason);
    if (parsed.kind === 'ignored') {
      res.status(204).end();
      return;
    }
    if (!isInRange(parsed.event.atMs))
      throw new Problem('invalid-request', `The event's time is not ${RANGE}; send when it happened`);
    // An event may reach calls only: every other workflow has commands of its own.
    if (!parsed.callId.startsWith(CALL_ID_PREFIX))
      throw new Problem(
        'invalid-request',
        `CallID is "${parsed.callId.slice(0, 40)}"; the ids we gave begin with "${CALL_ID_PREFIX}"`,
      );
    if (parsed.providerCallId !== undefined)
      await recordProviderCallId(store, parsed.callId, parsed.providerCallId);
    if (parsed.transcriptFault !== undefined)
      log.warn(
        { requestId: requestIdOf(res), callId: parsed.callId, fault: parsed.transcriptFault },
        'a transcript was not kept as it was told',
      );
    // Before the signal: whoever hears of the end may read the transcript at once.
    if (parsed.transcript) await storeTranscript(store, parsed.callId, parsed.transcript);
    // Ringing decides nothing (see `foldCallEvent`), and a signal would cost its call four events of history.
    if (parsed.event.kind === 'ringing') {
      res.status(204).end();
      return;
    }
    const isHonoured = await honourWish({ store, gateway }, parsed.callId, parsed.event);
    const verdict = await gateway.callEvent(parsed.callId, parsed.event);
    const isHonouredLate = await honourLateHangUp({ store, gateway }, parsed.callId, parsed.event);
    // The provider sends it again later.
    if (verdict === 'unavailable' || !isHonoured || !isHonouredLate)
      throw unavailable('The event could not be passed on; send it again');
    if (verdict === 'unknown_call') {
      log.warn(
        { requestId: requestIdOf(res), callId: parsed.callId, event: parsed.event.kind },
        'event for a call that is not running',
      );
    }
    res.status(204).end();
  };

/** Personal: it goes to the database only, and what was said in a call of nobody's is not kept. */
async function storeTranscript(store: Store, callId: string, turns: Turn[]): Promise<void> {
  const job = await findCallOwner(store, callId);
  if (!job) return;
  await recordTranscript(store, {
    _id: callId,
    OrgID: job.OrgID,
    CampaignID: job.CampaignID,
    JobID: job._id,
    Turns: turns,
    CreatedAt: new Date(),
  });
}
