/** An API without calls. Its clock stands at a morning in spring, so that what it decides is the same in every run. */
import { randomBytes } from 'node:crypto';
import pino from 'pino';
import { createTwilioProvider } from '../../../activities/providers/twilio/provider';
import { createPayloadCodec } from '../../../stack/config/payload-codec';
import { type Clock } from '../../../store/mongodb/clock';
import { ensureOrganisation } from '../../../store/organisations/organisations';
import { accountSid, authToken } from '../../providers/twilio/server';
import { type RunningApi, startApi } from '../../support/running-api';
import { type World } from './book';
import { ORGANISATION } from './campaign';

/** Ten in the morning of a Tuesday in New York, where the clocks change on the Sunday after. */
const MORNING_MS = Date.parse('2027-03-09T15:02:11.482Z');
const STEP_MS = 7_418;

export interface Office extends World {
  api: RunningApi;
  /** What the other stories go on with. */
  campaign: Made;
  job: Made;
}

export interface Made {
  ID: string;
  CreatedAt: string;
}
const notYet: Made = { ID: '', CreatedAt: '' };

export const PUBLIC_URL = 'https://ringmaster.example';
export async function openOffice(): Promise<Office> {
  let nowMs = MORNING_MS;
  const clock: Clock = {
    now: () => nowMs,
    date: () => new Date(nowMs),
    trouble: () => undefined,
    isSettled: () => true,
    close: () => undefined,
  };
  const api = await startApi({
    clock,
    payloadCodec: createPayloadCodec([{ id: 'spring', secret: randomBytes(32) }]),
    providers: {
      twilio: createTwilioProvider({
        accountSid,
        authToken,
        publicUrl: PUBLIC_URL,
        streamUrl: 'wss://agent.example/stream',
        logger: pino({ level: 'silent' }),
      }),
    },
  });
  await ensureOrganisation(api.store, { ...ORGANISATION, now: clock.date() });
  const key = await api.keyOf(ORGANISATION.id);
  const timePasses = (): void => void (nowMs += STEP_MS);
  return { api, url: api.url, key, timePasses, campaign: notYet, job: notYet };
}
