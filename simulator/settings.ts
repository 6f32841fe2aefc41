/** What a test may change of the simulated world while it runs. */
import { z } from 'zod';
import { analystSettingsSchema, defaultAnalystSettings } from './analyst-settings';
import { e164, outcomeNames } from './script';

const hourMs = 3_600_000;
/** A minute: past every deadline of a client, and a test still ends. */
const minuteMs = 60_000;
const ms = (max: number) => z.int().min(0).max(max);

export const settingsSchema = z.strictObject({
  /** How long an answered call talks. 0: the call takes no time at all, it does not even ring. */
  CallMs: ms(24 * hourMs),
  RingMs: ms(hourMs),
  /** Talk time that answered calls report; null: the real time. 86,400: the protocol's most. */
  ConversationSeconds: z.number().min(0).max(86_400).nullable(),
  /** Every request of the protocol but hang-up and look-up is answered 503, and events wait. */
  Outage: z.boolean(),
  /** Requests of the protocol are taken and not answered (see outage.ts), and events wait. */
  Hang: z.boolean(),
  /** Whether the end of a conversation comes with its transcript. */
  Transcripts: z.boolean(),
  /** A slow network: a placement waits this long before it is checked. */
  PlacementDelayMs: ms(minuteMs),
  /** How long `slow_placement` keeps its answer back. */
  SlowPlacementMs: ms(minuteMs),
  /** How long after the end `late_duplicate` sends it again. */
  LateEventMs: ms(hourMs),
  /** First wait before an event is sent again; doubled each time. */
  EventRetryMs: z.int().min(1).max(10_000),
  /**
   * How far the provider's clock is ahead of this machine's, or behind if negative. A day is past every bound of a
   * client.
   */
  ClockOffsetMs: z
    .int()
    .min(-24 * hourMs)
    .max(24 * hourMs),
  /** How the analyst answers. */
  Analyst: analystSettingsSchema,
  /** Outcomes for whole numbers, before those by ending. */
  Script: z
    .record(z.string(), z.enum(outcomeNames))
    // A test names the numbers it dials; for a million of them use the endings.
    .refine((script) => Object.keys(script).length <= 10_000, 'has at most 10,000 numbers')
    .refine(
      (script) => Object.keys(script).every((number) => e164.test(number)),
      'names numbers in E.164, like +12025550180',
    ),
});

/** Fields that are left out keep their values, also in the analyst's settings. */
export const settingsChangeSchema = settingsSchema
  .extend({ Analyst: analystSettingsSchema.partial() })
  .partial();

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = {
  CallMs: 2_000,
  RingMs: 300,
  ConversationSeconds: null,
  Outage: false,
  Hang: false,
  Transcripts: true,
  PlacementDelayMs: 0,
  // More than the 4 s after which our adapter stops waiting.
  SlowPlacementMs: 6_000,
  LateEventMs: 5_000,
  // With 8 tries: 0.5 + 1 + 2 + … + 32 s, about a minute.
  EventRetryMs: 500,
  ClockOffsetMs: 0,
  Analyst: defaultAnalystSettings,
  Script: {},
};
