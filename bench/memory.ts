/** Resident memory of our processes, once a second. */
import { type Measured } from './measured';
import { residentMiB } from './processes';
import { slopeOf } from './statistics';

const EVERY_MS = 1_000;
/** In this first share caches fill and code is compiled. */
const WARM_UP = 1 / 3;
/** Student's t for 95 % with the 6 degrees of freedom that a line through 8 blocks leaves. */
const WITHIN_NOISE = 2.45;

type Role = 'worker' | 'api';

export interface MemorySampling {
  slopes(calls: number): Measured[];
  stop(): void;
}

export function sampleMemory(roles: Role[]): MemorySampling {
  const began = Date.now();
  const samples: { role: Role; seconds: number; value: number }[] = [];
  let failure: Error | undefined;
  const sample = async (): Promise<void> => {
    const resident = await residentMiB(roles);
    const seconds = (Date.now() - began) / 1_000;
    for (const role of roles) samples.push({ role, seconds, value: resident[role] });
  };
  const timer = setInterval(() => void sample().catch((error: Error) => (failure = error)), EVERY_MS);
  return {
    slopes(calls) {
      if (failure !== undefined) throw failure;
      return roles.map((role) => {
        const all = samples.filter((one) => one.role === role);
        const warm = all.slice(Math.ceil(all.length * WARM_UP));
        const { perSecond, standardError, blocks } = slopeOf(warm);
        const perThousand = (1_000 * (Date.now() - began)) / 1_000 / calls;
        const [first, last] = [warm[0]?.value ?? 0, warm.at(-1)?.value ?? 0];
        return {
          work: `memory of the ${role} over ${calls.toLocaleString('en')} calls, after warm-up`,
          ours: `${(perSecond * perThousand).toFixed(2)} ± ${(standardError * perThousand).toFixed(2)} MiB per 1,000 calls`,
          raw: '',
          value: perSecond / standardError,
          unit: 'standard errors',
          bar: { atMost: WITHIN_NOISE },
          note: `From ${first.toFixed(0)} to ${last.toFixed(0)} MiB; the slope through ${blocks} block means is growth when it is above ${WITHIN_NOISE} standard errors (95 %).`,
        };
      });
    },
    stop: () => clearInterval(timer),
  };
}
