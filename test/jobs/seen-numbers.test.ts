import fc from 'fast-check';
import { SeenNumbers } from '../../api/jobs/seen-numbers';
import { cpuMsOf } from '../support/cpu-time';

it('knows each number that it has seen, and no other', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1_000_000n, max: 999_999_999_999_999n }), { maxLength: 300 }),
      (numbers) => {
        const [seen, known] = [new SeenNumbers(), new Set<bigint>()];
        for (const number of [...numbers, ...numbers]) {
          expect(seen.add(`+${number}`)).toBe(!known.has(number));
          known.add(number);
        }
      },
    ),
  );
});

it('knows half a million numbers that follow one another, in little time', () => {
  const seen = new SeenNumbers();
  const ms = cpuMsOf(() => {
    for (const isNew of [true, false])
      for (let i = 0; i < 500_000; i++)
        if (seen.add(`+1202${5_000_000 + i}`) !== isNew)
          throw new Error(`${i} is ${isNew ? 'known' : 'new'}`);
  });
  // Some 100 ns for each; were they in one row, it would be minutes.
  expect(ms).toBeLessThan(5_000);
});
