import fc from 'fast-check';
import { circuitLimits } from '../../domain/providers/circuit';
import { allowedAfterResumption, allowedByProviders, providersOf } from '../../domain/providers/providers';

describe('the providers of a campaign', () => {
  it.each([
    ['only calls', { AnalysisSchema: {} }, ['http']],
    ['an objective', { AnalysisSchema: {}, CampaignObjectivePrompt: 'Did they agree?' }, ['http', 'analyst']],
    ['an empty objective', { AnalysisSchema: {}, CampaignObjectivePrompt: '' }, ['http']],
    ['an analysis', { AnalysisSchema: { type: 'object' } }, ['http', 'analyst']],
  ])('%s', (_what, data, providers) => {
    expect(providersOf(data, 'http')).toEqual(providers);
  });
});

describe('after a resumption', () => {
  const resumedAtMs = Date.parse('2030-01-01T00:00:00Z');
  const after = (maxActiveCalls: number, ms: number): number =>
    allowedAfterResumption({ maxActiveCalls, resumedAtMs, nowMs: resumedAtMs + ms });

  it('calls begin with one and grow to the cap within half a minute', () => {
    expect(after(101, 0)).toBe(1);
    expect(after(101, 15_000)).toBe(51);
    expect(after(101, 30_000)).toBe(101);
    expect(after(101, -5_000)).toBe(1);
    expect(after(0, 15_000)).toBe(0);
  });

  it('more are allowed by the moment, and never more than the cap', () => {
    const ms = fc.nat(2 * circuitLimits.growthMs);
    fc.assert(
      fc.property(fc.nat(5_000), ms, ms, (cap, elapsed, later) => {
        expect(after(cap, elapsed)).toBeLessThanOrEqual(cap);
        expect(after(cap, elapsed + later)).toBeGreaterThanOrEqual(after(cap, elapsed));
      }),
    );
  });

  it('no call is allowed while one provider is out, and the one that came back last decides then', () => {
    const nowMs = resumedAtMs + 15_000;
    const at = (sinceMs: number, GlobalPause = false) => ({ GlobalPause, Since: new Date(sinceMs) });
    const allowed = (...states: ReturnType<typeof at>[]) =>
      allowedByProviders(states, { maxActiveCalls: 101, nowMs });
    expect(allowed()).toBe(101);
    expect(allowed(at(0), at(resumedAtMs, true))).toBe(0);
    expect(allowed(at(0))).toBe(101);
    expect(allowed(at(0), at(resumedAtMs))).toBe(51);
    expect(allowed(at(nowMs), at(resumedAtMs))).toBe(1);
  });
});
