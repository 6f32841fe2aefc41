/** The script of the simulated analyst. */
import { z } from 'zod';

/**
 * How one kind of question is answered. `misfits`: wrong until it was told so `Misfits` times; `filtered` and
 * `cut_off`: ended as by a content filter and a length limit; `slow`: fits, after `SlowMs`.
 */
export const analystModes = [
  'fits',
  'misfits',
  'never_fits',
  'not_json',
  'refuses',
  'filtered',
  'cut_off',
  'empty',
  'slow',
  'away',
  'overloaded',
  'unauthorized',
  'unknown_model',
  'rejects',
] as const;

export const analystSettingsSchema = z.strictObject({
  /** For questions whether an objective was met: known by the one property `objectiveMet` of their schema. */
  Objective: z.enum(analystModes),
  /** For all other questions. */
  Analysis: z.enum(analystModes),
  /** The value of a fitting answer to an objective question. */
  ObjectiveMet: z.boolean(),
  Misfits: z.int().min(0).max(10),
  /** At most a minute: past every deadline of a caller, and a test still ends. */
  SlowMs: z.int().min(0).max(60_000),
});
export type AnalystSettings = z.infer<typeof analystSettingsSchema>;

export const defaultAnalystSettings: AnalystSettings = {
  Objective: 'fits',
  Analysis: 'fits',
  ObjectiveMet: true,
  Misfits: 1,
  SlowMs: 2_000,
};
