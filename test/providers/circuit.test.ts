import fc from 'fast-check';
import {
  afterPause,
  afterProbe,
  afterReport,
  afterResume,
  type Circuit,
  circuitLimits as limits,
  isDoubtful,
  isHealthReport,
  isOut,
  newCircuit,
} from '../../domain/providers/circuit';

const start = Date.parse('2030-01-01T00:00:00Z');
const report = (ok: number, failed: number, reason = 'out') => ({ ok, failed, reason });
const answers = { answers: true, note: 'It answers' };
const silent = { answers: false, note: 'It does not answer' };

/** Heard one report a second, from the start on. */
const heard = (...reports: [ok: number, failed: number][]): Circuit =>
  reports.reduce(
    (circuit, [ok, failed], second) => afterReport(circuit, report(ok, failed), start + second * 1_000),
    newCircuit(start),
  );
const opened = (): Circuit => heard([0, limits.minFailures]);

describe('a circuit opens by failures', () => {
  it.each<[string, [number, number][], Circuit['state']]>([
    ['a failure or two are an accident', [[0, 4]], 'closed'],
    ['five of five', [[0, 5]], 'open'],
    ['one at a time, as a narrow campaign makes them', Array<[number, number]>(5).fill([0, 1]), 'open'],
    ['half of ten', [[5, 5]], 'open'],
    ['less than half', [[6, 5]], 'closed'],
    ['one in ten for a minute', Array<[number, number]>(60).fill([9, 1]), 'closed'],
    [
      'a busy provider that has done well a moment before',
      [
        [1_000, 1],
        [0, 40],
      ],
      'open',
    ],
    [
      'failures that are forgotten behind many successes',
      [
        [0, 4],
        [40, 0],
        [0, 4],
      ],
      'closed',
    ],
    ['no request at all', [[0, 0]], 'closed'],
  ])('%s', (_what, reports, state) => {
    expect(heard(...reports).state).toBe(state);
  });

  it('failures older than a minute do not count', () => {
    const before = afterReport(newCircuit(start), report(0, 4), start);
    expect(afterReport(before, report(0, 1), start + limits.windowMs).state).toBe('closed');
    expect(afterReport(before, report(0, 1), start + limits.windowMs - 1).state).toBe('open');
  });

  it('says why, in a line', () => {
    expect(afterReport(newCircuit(start), report(3, 7, 'answered 503'), start).reason).toBe(
      '7 of 10 requests failed: answered 503',
    );
    expect(afterReport(newCircuit(start), report(0, 7, 'x'.repeat(10_000)), start).reason).toHaveLength(200);
  });

  it('is never open after fewer failures than make an outage', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), fc.nat(2)), { maxLength: 50 }), (reports) => {
        const failures = reports.reduce((sum, [, failed]) => sum + failed, 0);
        fc.pre(failures < limits.minFailures);
        expect(heard(...reports).state).toBe('closed');
      }),
    );
  });

  it('is open after a second of nothing but failures, whatever was before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100), fc.nat(100))),
        fc.integer({ min: limits.windowOutcomes, max: 1_000 }),
        (reports, failed) => expect(isOut(heard(...reports, [0, failed]))).toBe(true),
      ),
    );
  });
});

describe('an open circuit', () => {
  it('is probed after 2 s, then half as often each time, and at least every minute', () => {
    let circuit = opened();
    const waits = [];
    for (let i = 0; i < 8; i += 1) {
      const now = circuit.nextProbeMs ?? NaN;
      circuit = afterProbe(circuit, silent, now);
      waits.push((circuit.nextProbeMs ?? NaN) - now);
    }
    expect((opened().nextProbeMs ?? NaN) - start).toBe(2_000);
    expect(waits).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000, 60_000]);
  });

  it('closes by a probe that is answered, and others hear of it under a number of its own', () => {
    const open = opened();
    const closed = afterProbe(open, answers, start + 2_000);
    expect(closed).toMatchObject({
      state: 'closed',
      sinceMs: start + 2_000,
      epoch: open.epoch + 1,
      recent: [],
    });
    expect(closed.nextProbeMs).toBeUndefined();
  });

  it('a straggler that fails or succeeds late changes nothing', () => {
    const open = opened();
    expect(afterReport(open, report(0, 100), start + 1_000)).toBe(open);
    expect(afterReport(open, report(100, 0), start + 1_000)).toBe(open);
  });
});

describe('a circuit that has just closed', () => {
  const closedAt = start + 2_000;
  const closed = (): Circuit => afterProbe(opened(), answers, closedAt);

  it('opens again by two failures while calls grow, and is then probed less often than before', () => {
    const once = afterReport(closed(), report(0, 1), closedAt + 1_000);
    expect(once.state).toBe('closed');
    const again = afterReport(once, report(0, 1), closedAt + 2_000);
    expect(again.state).toBe('open');
    expect((again.nextProbeMs ?? 0) - (closedAt + 2_000)).toBe(4_000);
  });

  it('that only seems well each time is asked ever less, down to once a minute', () => {
    let circuit = opened();
    for (let i = 0; i < 10; i += 1) {
      const now = circuit.nextProbeMs ?? NaN;
      circuit = afterReport(afterProbe(circuit, answers, now), report(0, 2), now + 1_000);
      expect(circuit.state).toBe('open');
    }
    expect(circuit.backOffMs).toBe(limits.mostBackOffMs);
  });

  it('is like any other once calls have grown: as many failures are needed, and probes begin anew', () => {
    const grownAt = closedAt + limits.growthMs;
    expect(afterReport(closed(), report(0, 4), grownAt).state).toBe('closed');
    const open = afterReport(closed(), report(0, 5), grownAt);
    expect((open.nextProbeMs ?? 0) - grownAt).toBe(limits.firstBackOffMs);
  });
});

describe("an operator's word", () => {
  it.each(['+12025550123', '+1 (202) 555-0123', '2025550123', '+44 20 7946 0123'])(
    'is shown without a phone number that is in it: %s',
    (number) => {
      const { reason } = afterPause(newCircuit(start), `complaint of ${number}, until 6`, start);
      expect(reason).toBe('Paused by an operator: complaint of …, until 6');
    },
  );

  it('stops a provider that never failed, and one that is out without changing since when', () => {
    expect(afterPause(newCircuit(start), 'maintenance', start + 5)).toMatchObject({
      state: 'held',
      reason: 'Paused by an operator: maintenance',
      sinceMs: start + 5,
      epoch: 1,
    });
    expect(afterPause(opened(), '', start + 5)).toMatchObject({
      state: 'held',
      reason: 'Paused by an operator',
      sinceMs: start,
      epoch: 2,
    });
  });

  it('given twice it changes nothing', () => {
    const held = afterPause(opened(), 'maintenance', start);
    expect(afterPause(held, 'maintenance', start + 1)).toBe(held);
    const closed = newCircuit(start);
    expect(afterResume(closed, start + 1)).toBe(closed);
  });

  it('resumes what failures had opened', () => {
    expect(afterResume(opened(), start + 9)).toMatchObject({ state: 'closed', sinceMs: start + 9, epoch: 2 });
  });
});

describe('whatever happens, in any order', () => {
  type Happening = (circuit: Circuit, nowMs: number) => Circuit;
  const byNobody = fc.oneof(
    fc.tuple(fc.nat(50), fc.nat(50)).map(
      ([ok, failed]): Happening =>
        (circuit, now) =>
          afterReport(circuit, report(ok, failed), now),
    ),
    fc.boolean().map(
      (well): Happening =>
        (circuit, now) =>
          afterProbe(circuit, well ? answers : silent, now),
    ),
  );
  const byOperator = fc.oneof(
    fc.string().map(
      (why): Happening =>
        (circuit, now) =>
          afterPause(circuit, why, now),
    ),
    fc.constant<Happening>((circuit, now) => afterResume(circuit, now)),
  );
  const happenings = (what: fc.Arbitrary<Happening>) =>
    fc.array(fc.tuple(what, fc.nat(120_000)), { maxLength: 60 });
  /** The circuit after each of them. */
  const story = (from: Circuit, happened: [Happening, number][]): Circuit[] => {
    let now = from.sinceMs;
    let circuit = from;
    return happened.map(([happen, laterMs]) => (circuit = happen(circuit, (now += laterMs))));
  };
  const anything = happenings(fc.oneof(byNobody, byOperator));

  it("an operator's pause is ended by no probe and no report", () => {
    fc.assert(
      fc.property(anything, happenings(byNobody), (before, after) => {
        const held = afterPause(story(newCircuit(start), before).at(-1) ?? newCircuit(start), 'x', start);
        for (const circuit of story(held, after)) expect(circuit).toEqual(held);
      }),
    );
  });

  it('a circuit that is open is probed at a known time within a minute, and closes when that is answered', () => {
    fc.assert(
      fc.property(anything, (happened) => {
        for (const circuit of story(newCircuit(start), happened)) {
          expect(circuit.nextProbeMs !== undefined).toBe(circuit.state === 'open');
          if (circuit.state !== 'open') continue;
          expect(circuit.backOffMs).toBeLessThanOrEqual(limits.mostBackOffMs);
          expect(afterProbe(circuit, answers, circuit.nextProbeMs ?? NaN).state).toBe('closed');
        }
      }),
    );
  });

  it('it is plain JSON, and bounded', () => {
    fc.assert(
      fc.property(anything, (happened) => {
        for (const circuit of story(newCircuit(start), happened)) {
          expect(JSON.parse(JSON.stringify(circuit))).toEqual(circuit);
          expect(circuit.recent.length).toBeLessThanOrEqual(limits.windowOutcomes);
        }
      }),
    );
  });

  it('each change of what others may do has a number above all before', () => {
    fc.assert(
      fc.property(anything, (happened) => {
        let before = newCircuit(start);
        for (const circuit of story(before, happened)) {
          const isChange = circuit.state !== before.state || circuit.reason !== before.reason;
          expect(circuit.epoch).toBe(before.epoch + (isChange ? 1 : 0));
          before = circuit;
        }
      }),
    );
  });
});

it.each([
  [{ ok: 1, failed: 2, reason: 'out' }, true],
  [{ ok: -1, failed: 2, reason: 'out' }, false],
  [{ ok: 0.5, failed: 2, reason: 'out' }, false],
  [{ ok: 0, failed: '2', reason: 'out' }, false],
  [{ ok: 0, failed: 2 }, false],
  [null, false],
  ['out', false],
])('a report %j that is sent by hand is taken: %s', (value, taken) => {
  expect(isHealthReport(value)).toBe(taken);
});

it('a provider is doubtful while it is out, and until calls have grown again', () => {
  const Since = new Date(start);
  expect(isDoubtful({ GlobalPause: true, Since }, start + 3_600_000)).toBe(true);
  expect(isDoubtful({ GlobalPause: false, Since }, start + limits.growthMs - 1)).toBe(true);
  expect(isDoubtful({ GlobalPause: false, Since }, start + limits.growthMs)).toBe(false);
});
