/** A contact calls: announces the call as the protocol says, and does what the answer says. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { e164, endReasons } from './script';
import { type Clock } from './clock';
import { sign, signatureHeader } from './signature';
import { inboundCampaign, type Switchboard } from './switchboard';
import { type Tally } from './tally';

const number = z.string().regex(e164, 'is E.164, like +12025550180');

/** The inbound call that a test asks for. */
export const inboundCallSchema = z.strictObject({
  /** Absent: the caller withholds it. */
  From: number.optional(),
  To: number,
  /** Where to announce it; absent: beside the address to which events of an earlier call went. */
  URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The simulator's id of the call. Absent: a new one. The same id repeats the announcement. */
  CallID: z.string().min(1).max(200).optional(),
  /** How long it talks, once accepted; absent: `CallMs`. At most a day, as calls are. */
  Seconds: z.number().min(0).max(86_400).optional(),
  EndReason: z.enum(endReasons).default('completed'),
});
export type InboundCallRequest = z.infer<typeof inboundCallSchema>;

/** As long as an event may take. The caller hears nothing until then. */
const answerWithinMs = 5_000;

const answerSchema = z.discriminatedUnion('Action', [
  z.object({
    Action: z.literal('accept'),
    CallID: z.string().min(1).max(200),
    BotName: z.string(),
    MaxCallSeconds: z.number().positive(),
    Record: z.boolean(),
  }),
  z.object({ Action: z.literal('reject'), Message: z.string().min(1) }),
  z.object({ Action: z.literal('busy') }),
]);

/** The result. Without an answer by the protocol the call was not taken, and `Problem` says why. */
export type InboundResult = { ProviderCallID: string; AnsweredInMs: number } & (
  z.infer<typeof answerSchema> | { Action: 'none'; Problem: string }
);

export async function callIn(
  request: InboundCallRequest,
  world: { url: URL; secret: string; callMs: number; switchboard: Switchboard; tally: Tally; clock: Clock },
): Promise<InboundResult> {
  const { url, secret, switchboard, tally } = world;
  const ProviderCallID = request.CallID ?? randomUUID();
  const body = JSON.stringify({ CallID: ProviderCallID, From: request.From, To: request.To });
  const startedAt = performance.now();
  const answer = await announce(
    url,
    sign(secret, world.clock.now(), 'POST', url.pathname + url.search, body),
    body,
  );
  const told = { ProviderCallID, AnsweredInMs: performance.now() - startedAt, ...answer };
  tally.announced(inboundCampaign, answer.Action);
  if (answer.Action === 'accept')
    switchboard.accepted({
      callId: answer.CallID,
      eventsUrl: new URL('events', url),
      talkMs: request.Seconds === undefined ? world.callMs : request.Seconds * 1_000,
      endReason: request.EndReason,
    });
  return told;
}

type Answered = z.infer<typeof answerSchema> | { Action: 'none'; Problem: string };

async function announce(url: URL, signature: string, body: string): Promise<Answered> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [signatureHeader]: signature,
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await response.text();
    if (response.status !== 200) return { Action: 'none', Problem: `answered ${response.status}` };
    const parsed = answerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : { Action: 'none', Problem: z.prettifyError(parsed.error) };
  } catch (error) {
    return { Action: 'none', Problem: error instanceof Error ? error.message : 'no answer' };
  }
}
