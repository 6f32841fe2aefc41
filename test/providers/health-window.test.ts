import fc from 'fast-check';
import { afterReport, circuitLimits as limits, isOut, newCircuit } from '../../domain/providers/circuit';
import { afterTurn, type HealthWindow, emptyHealthWindow } from '../../domain/providers/health-window';

const start = Date.parse('2030-01-01T00:00:00Z');
type Second = Partial<Pick<HealthWindow, 'ok' | 'failed' | 'dropped'>>;

/** The circuit as one process makes it, after these seconds. */
const heard = (seconds: readonly Second[]) => {
  let circuit = newCircuit(start);
  let evidence: HealthWindow = emptyHealthWindow;
  for (const [second, seen] of seconds.entries()) {
    const turn = afterTurn({ ...evidence, ...seen }, limits);
    evidence = turn.next;
    if (turn.report) circuit = afterReport(circuit, turn.report, start + second * 1_000);
  }
  return circuit;
};
const times = (count: number, second: Second): Second[] => Array<Second>(count).fill(second);

describe('what is said of a provider', () => {
  it('is nothing while nothing fails', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000)), (seconds) => {
        let evidence: HealthWindow = emptyHealthWindow;
        for (const ok of seconds) {
          const turn = afterTurn({ ...evidence, ok }, limits);
          expect(turn.report).toBeUndefined();
          evidence = turn.next;
        }
      }),
    );
  });

  it('is never less than nothing, and every failure once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ok: fc.nat(9), failed: fc.nat(2), dropped: fc.nat(9) })),
        (seconds) => {
          let evidence: HealthWindow = emptyHealthWindow;
          let failures = 0;
          for (const seen of seconds) {
            const { report, next } = afterTurn({ ...evidence, ...seen }, limits);
            evidence = next;
            expect(report?.ok ?? 0).toBeGreaterThanOrEqual(0);
            failures += report?.failed ?? 0;
          }
          expect(failures).toBe(seconds.reduce((sum, { failed, dropped }) => sum + failed + dropped, 0));
        },
      ),
    );
  });
});

describe('a provider that takes every call and carries none is out', () => {
  it.each<[string, Second[]]>([
    ['of a busy campaign, within two seconds', [{ ok: 20 }, { ok: 20, dropped: 20 }]],
    ['of a narrow campaign, by its fifth call', times(5, { ok: 1, dropped: 1 })],
    ['when the calls fail in the second in which they are taken', [{ ok: 5, dropped: 5 }]],
    [
      'after a minute in which all went well, within some twenty calls',
      [...times(60, { ok: 4 }), ...times(6, { ok: 4, dropped: 4 })],
    ],
    [
      'also when it takes half a minute to give a call up',
      [...times(5, { ok: 2 }), ...times(27, {}), ...times(6, { ok: 2, dropped: 2 })],
    ],
  ])('%s', (_when, seconds) => {
    expect(isOut(heard(seconds))).toBe(true);
  });
});

describe('single numbers that cannot be reached do not open the circuit of a provider at work', () => {
  it.each<[string, Second[]]>([
    ['one in ten, for minutes', times(300, { ok: 9 + 9, dropped: 1 })],
    ['a third', times(300, { ok: 3 + 2, dropped: 1 })],
    [
      'some of the first hundred calls of a campaign, which fail together while the others go on',
      [{ ok: 100 }, {}, {}, { ok: 10, dropped: 10 }, {}, { ok: 5, dropped: 5 }],
    ],
    ['four in a row', [...times(4, { ok: 1, dropped: 1 }), ...times(60, { ok: 2 })]],
  ])('%s', (_what, seconds) => {
    for (let upTo = 1; upTo <= seconds.length; upTo += 1)
      expect(isOut(heard(seconds.slice(0, upTo)))).toBe(false);
  });
});
