import { asianPlans } from './asia';
import { brazil } from './brazil';
import { europeanPlans } from './europe';
import { islandPlans } from './islands';
import { mexico } from './mexico';
import { type Plan } from './plan';
import { russia } from './russia';
import { southernPlans } from './south';

/** Every country with more than one time, except those that share +1. */
export const plans: readonly Plan[] = [
  mexico,
  brazil,
  russia,
  ...southernPlans,
  ...europeanPlans,
  ...asianPlans,
  ...islandPlans,
];
