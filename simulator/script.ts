/** The dialled number decides the outcome of a call, so a test chooses outcomes by choosing numbers. */

/** The protocol's closed lists, repeated: the simulator stands alone. A test compares them with ours. */
export const endReasons = [
  'completed',
  'voicemail',
  'no_answer',
  'busy',
  'rejected',
  'invalid_number',
  'hung_up',
  'opted_out',
  'failed',
  'hung_up_by_us',
  'unknown',
] as const;
export type EndReason = (typeof endReasons)[number];

export const answeredBy = ['human', 'machine', 'unknown'] as const;
export type AnsweredBy = (typeof answeredBy)[number];

/** The course of an accepted call. */
export interface CallPlan {
  /** Absent: the call is not answered. */
  answeredBy?: AnsweredBy;
  endReason: EndReason;
  /** A busy line and a provider that fails never ring. */
  rings: boolean;
  /** `only_hung_up`: it rings or talks until it is hung up. `never`: a hang-up does not end it either. */
  ends: 'by_itself' | 'only_hung_up' | 'never';
  events: 'in_order' | 'no_end' | 'none' | 'twice' | 'reversed' | 'end_again_later';
  /** When the placement is answered. `never`: the connection is cut instead. The call is placed in every case. */
  answers: 'at_once' | 'after_the_end' | 'slowly' | 'never';
}

export type Fate =
  | { kind: 'carried'; plan: CallPlan }
  | { kind: 'refused'; reason: 'invalid_number' | 'rejected' }
  | { kind: 'unavailable' }
  /** Busy when a campaign dials the number for the first time, completed from then on. */
  | { kind: 'busy_once' };

const carried = (plan: Partial<CallPlan>): Extract<Fate, { kind: 'carried' }> => ({
  kind: 'carried',
  plan: {
    endReason: 'completed',
    rings: true,
    ends: 'by_itself',
    events: 'in_order',
    answers: 'at_once',
    ...plan,
  },
});

const human = { answeredBy: 'human' } as const;

export const fates = {
  completed: carried(human),
  busy: carried({ endReason: 'busy', rings: false }),
  no_answer: carried({ endReason: 'no_answer' }),
  voicemail: carried({ answeredBy: 'machine', endReason: 'voicemail' }),
  hung_up: carried({ ...human, endReason: 'hung_up' }),
  opted_out: carried({ ...human, endReason: 'opted_out' }),
  invalid_number: { kind: 'refused', reason: 'invalid_number' },
  rejected: carried({ endReason: 'rejected' }),
  provider_error: { kind: 'unavailable' },
  failed: carried({ endReason: 'failed', rings: false }),
  lost_end: carried({ ...human, events: 'no_end' }),
  lost_everything: carried({ ...human, events: 'none' }),
  duplicated: carried({ ...human, events: 'twice' }),
  end_before_answer: carried({ ...human, answers: 'after_the_end' }),
  out_of_order: carried({ ...human, events: 'reversed' }),
  late_duplicate: carried({ ...human, events: 'end_again_later' }),
  slow_placement: carried({ ...human, answers: 'slowly' }),
  never_answered: carried({ ends: 'only_hung_up' }),
  talks_for_ever: carried({ ...human, ends: 'only_hung_up' }),
  flaky: { kind: 'busy_once' },
  hang_up_ignored: carried({ ...human, ends: 'never' }),
  refused: { kind: 'refused', reason: 'rejected' },
  cut_off: carried({ ...human, answers: 'never' }),
} as const satisfies Record<string, Fate>;

export type OutcomeName = keyof typeof fates;
export const outcomeNames = Object.keys(fates) as [OutcomeName, ...OutcomeName[]];

export const e164 = /^\+[1-9]\d{6,14}$/;

/** Last two digits of the dialled number. Every other ending is `completed`. docs/simulator.md has the same table. */
export const outcomeByEnding: Readonly<Record<string, OutcomeName>> = {
  '80': 'busy',
  '81': 'no_answer',
  '82': 'voicemail',
  '83': 'hung_up',
  '84': 'opted_out',
  '85': 'invalid_number',
  '86': 'rejected',
  '87': 'provider_error',
  '88': 'failed',
  '89': 'lost_end',
  '90': 'lost_everything',
  '91': 'duplicated',
  '92': 'end_before_answer',
  '93': 'out_of_order',
  '94': 'late_duplicate',
  '95': 'slow_placement',
  '96': 'never_answered',
  '97': 'talks_for_ever',
  '98': 'flaky',
  '99': 'hang_up_ignored',
};

export const outcomeOfNumber = (to: string, script: Readonly<Record<string, OutcomeName>>): OutcomeName =>
  script[to] ?? outcomeByEnding[to.slice(-2)] ?? 'completed';
