/**
 * Every word that Twilio and the simulator have for the end of a call, against the domain's own. Nothing is understood
 * by default.
 */
import { errorCodes, failedPlacement } from '../../../activities/providers/twilio/errors';
import {
  answerers,
  sipFailures,
  sipHundreds,
  stageOf,
  stages,
} from '../../../activities/providers/twilio/statuses';
import { ProviderMisconfigured } from '../../../activities/ports/voice-provider';
import { answeredBy, conversationResults } from '../../../domain/calls/call';
import { type EndReason, endReasons, outcomeOf, outcomes } from '../../../domain/calls/outcome';
import { fates } from '../../../simulator/script';

/** As Twilio's documentation lists them on 2026-11-25; `initiated` is an event only. */
const callStatuses = 'queued initiated ringing in-progress completed busy failed no-answer canceled'.split(
  ' ',
);
/** With the record's own `machine`, and its nothing. */
const answererWords = [
  '',
  ...'human machine machine_start machine_end_beep machine_end_silence machine_end_other fax unknown'.split(
    ' ',
  ),
];
/** As IANA's registry of SIP response codes lists them: the ones that end a call without an answer. */
const sipCodes = [
  '300 301 302 305 380',
  '400 401 402 403 404 405 406 407 408 410 412 413 414 415 416 417 420 421 422 423 424 425 428 429 430 433',
  '436 437 438 439 440 469 470 480 481 482 483 484 485 486 487 488 489 491 493 494',
  '500 501 502 503 504 505 513 555 580 600 603 604 606 607 608',
]
  .join(' ')
  .split(' ');

const failed = (details: Parameters<typeof stageOf>[1]) => stageOf('failed', details);
const reasonsOf = (status: string, details: Parameters<typeof stageOf>[1][]): EndReason[] =>
  details.flatMap((detail) => {
    const stage = stageOf(status, detail);
    return stage.kind === 'ended' ? [stage.reason] : [];
  });

/** Everything that Twilio's reports can make of a call. */
const fromTwilio = new Set([
  ...[...callStatuses, 'daydreaming'].flatMap((status) =>
    reasonsOf(status, [
      {},
      { isHungUpByUs: true },
      { isOver: true },
      ...[...answerers.values()].map((by) => ({ answeredBy: by })),
      ...sipCodes.map((sipResponseCode) => ({ sipResponseCode })),
      ...[...errorCodes.keys()].map((code) => ({ errorCode: String(code) })),
    ]),
  ),
]);

describe('the end of a call', () => {
  it('has every reason of ours from Twilio, or from the voice agent beside it', () => {
    expect([...new Set([...fromTwilio, ...conversationResults])].toSorted()).toEqual(
      [...endReasons].toSorted(),
    );
  });

  it('has an outcome, whichever reason Twilio or the simulator gives', () => {
    const fromSimulator = Object.values(fates).flatMap((fate) =>
      fate.kind === 'carried' ? [fate.plan.endReason] : fate.kind === 'refused' ? [fate.reason] : [],
    );
    expect(fromTwilio.size).toBeGreaterThan(6);
    for (const reason of [...fromTwilio, ...fromSimulator]) expect(outcomes).toContain(outcomeOf(reason, {}));
  });
});

describe('Twilio’s word for', () => {
  it('a call’s status is one of the documented ones, each with its own meaning', () => {
    expect([...stages.keys()].toSorted()).toEqual(callStatuses.toSorted());
    const endOf = (status: string) => stageOf(status, {});
    expect(Object.fromEntries(callStatuses.map((status) => [status, endOf(status)]))).toEqual({
      queued: { kind: 'waiting' },
      initiated: { kind: 'waiting' },
      ringing: { kind: 'ringing' },
      'in-progress': { kind: 'answered' },
      completed: { kind: 'ended', reason: 'completed' },
      busy: { kind: 'ended', reason: 'busy' },
      failed: { kind: 'ended', reason: 'failed' },
      'no-answer': { kind: 'ended', reason: 'no_answer' },
      canceled: { kind: 'ended', reason: 'hung_up_by_us' },
    });
  });

  it.each(['', 'Completed', 'answered', 'constructor', 'failed '])('a status is not %j', (status) => {
    expect(stageOf(status, {})).toEqual({ kind: 'unheard_of' });
    expect(stageOf(status, { isOver: true })).toEqual({ kind: 'ended', reason: 'unknown' });
  });

  it('who answered is one of the documented ones, and one of ours', () => {
    expect([...answerers.keys()].toSorted()).toEqual(answererWords.toSorted());
    expect([...new Set(answerers.values())].toSorted()).toEqual([...answeredBy].toSorted());
  });
});

describe('the SIP answer of a failed call', () => {
  const outsideOf = {
    invalid_number: '404 410 484 604',
    rejected: '403 603 607 608',
    busy: '486 600',
    no_answer: '480',
  };
  const expected = (code: string): string =>
    Object.entries(outsideOf).find(([, codes]) => codes.includes(code))?.[0] ?? 'failed';

  it('is one of IANA’s registry, each with a row', () => {
    expect([...sipFailures.keys()].toSorted()).toEqual(sipCodes.toSorted());
    for (const code of sipCodes)
      expect([code, failed({ sipResponseCode: code })]).toEqual([
        code,
        { kind: 'ended', reason: expected(code) },
      ]);
  });

  it('that is new means what its hundred means, and is said to have no row', () => {
    let seen = 0;
    for (let code = 300; code < 700; code += 1) {
      const sipResponseCode = String(code);
      if (sipFailures.has(sipResponseCode)) continue;
      seen += 1;
      const reason = code >= 600 ? 'rejected' : 'failed';
      expect([code, failed({ sipResponseCode })]).toEqual([
        code,
        { kind: 'ended', reason, unlisted: 'SipResponseCode' },
      ]);
    }
    expect(seen).toBe(400 - sipCodes.length);
    expect([...sipHundreds.keys()]).toEqual(['3', '4', '5', '6']);
  });

  it.each(['200', '183', '0', '4040', '0404', '-404', 'abc', '404 ', '6', 'constructor'])(
    'that is none (%j) blames nobody, and is said to have no row',
    (sipResponseCode) => {
      expect(failed({ sipResponseCode })).toEqual({
        kind: 'ended',
        reason: 'failed',
        unlisted: 'SipResponseCode',
      });
    },
  );

  it.each([undefined, ''])('that did not come (%j) blames nobody', (sipResponseCode) => {
    expect(failed({ sipResponseCode })).toEqual({ kind: 'ended', reason: 'failed' });
  });
});

describe('an error code', () => {
  it.each([...errorCodes])(
    '%i, %s, says of a failed call whom not to call again, and else the SIP answer does',
    (code, verdict) => {
      const blamesCallee = verdict === 'invalid_number' || verdict === 'rejected';
      const errorCode = String(code);
      expect(failed({ errorCode })).toEqual({ kind: 'ended', reason: blamesCallee ? verdict : 'failed' });
      expect(failed({ errorCode, sipResponseCode: '486' })).toEqual({
        kind: 'ended',
        reason: blamesCallee ? verdict : 'busy',
      });
    },
  );

  it.each(['', '0', '31002', 'abc', '-1'])(
    'that is not on placements or not known (%j) leaves it to the SIP answer',
    (errorCode) => {
      expect(failed({ errorCode, sipResponseCode: '604' })).toEqual({
        kind: 'ended',
        reason: 'invalid_number',
      });
      expect(failed({ errorCode })).toEqual({ kind: 'ended', reason: 'failed' });
    },
  );
});

/** What becomes of a placement, and whether a warning is logged. */
function placement(fault: Parameters<typeof failedPlacement>[0]): { kind: string; warned: boolean } {
  let warned = false;
  try {
    const answer = failedPlacement(fault, () => (warned = true));
    return { kind: answer.kind === 'refused' ? answer.reason : answer.kind, warned };
  } catch (error) {
    if (!(error instanceof ProviderMisconfigured)) throw error;
    return { kind: 'misconfigured', warned };
  }
}

describe('a placement that was not taken', () => {
  it.each([...errorCodes])('with code %i is %s', (code, verdict) => {
    const kind = verdict === 'caller_id' ? 'refused_caller_id' : verdict;
    expect(placement({ status: 400, code })).toEqual({ kind, warned: false });
  });

  it('without a listed code goes by its status; one without a code of Twilio’s own is no refusal, and one without a name is always logged', () => {
    const away = [429, 503];
    const misconfigured = [401, 403, 404, 405];
    for (const code of [undefined, 0, 99_999, 'ERR_BAD_REQUEST']) {
      for (let status = 200; status < 600; status += 1) {
        const kind = away.includes(status)
          ? 'away'
          : misconfigured.includes(status) || (status >= 300 && status < 400)
            ? 'misconfigured'
            : status < 300 || status === 408 || status >= 500
              ? 'ambiguous'
              : code === 99_999
                ? 'failed'
                : 'away';
        const fault = { status, ...(code === undefined ? {} : { code }) };
        expect([fault, placement(fault)]).toEqual([fault, { kind, warned: kind === 'failed' }]);
      }
    }
  });
});
