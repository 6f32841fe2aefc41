/** The provider protocol's messages (docs/provider-protocol.md) and how they are read and written. */
import type http from 'node:http';
import { z } from 'zod';
import { type Clock } from './clock';
import { type Call } from './switchboard';

/** A Script of 10,000 numbers fits; no valid body is larger. */
export const bodyLimit = 1_048_576;

export const placementSchema = z.object({
  // Printable ASCII: it is part of a path.
  CallID: z.string().regex(/^[\x21-\x7e]{1,200}$/, 'is 1 to 200 printable ASCII characters without spaces'),
  CampaignID: z.string().min(1).max(200),
  // Any text: one that is no number is refused as invalid_number.
  To: z.string().max(100),
  From: z.string().max(100),
  MaxRingSeconds: z.number().positive(),
  MaxCallSeconds: z.number().positive(),
  Record: z.boolean(),
  BotName: z.string().max(1_000),
  EventsURL: z.url({ protocol: /^https?$/ }),
  NotAfter: z.iso.datetime({ offset: true }),
});

export interface Answer {
  status: number;
  body?: unknown;
}

export const problem = (status: number, Reason: string, Message: string): Answer => ({
  status,
  body: { Reason, Message },
});

export const invalid = (Reason: string, error: z.ZodError): Answer =>
  problem(400, Reason, error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; '));

export const viewOf = ({ id, status, answeredAtMs, answeredBy, end, transcript }: Call, clock: Clock) => ({
  CallID: id,
  Status: status,
  ...(answeredAtMs !== undefined && {
    AnsweredAt: clock.text(answeredAtMs),
    AnsweredBy: answeredBy,
  }),
  ...(end && {
    EndedAt: clock.text(end.atMs),
    EndReason: end.reason,
    ConversationSeconds: end.conversationSeconds,
  }),
  ...(transcript && { Transcript: transcript }),
});

/** `undefined` when the body is larger than the limit. */
export const readBody = (request: http.IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
