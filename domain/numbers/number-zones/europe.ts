import { type Plan } from './plan';

const spain: Plan = {
  callingCode: '34',
  zones: ['Europe/Madrid', 'Atlantic/Canary'],
  regions: [
    {
      where: 'the mainland, the Balearic Islands and Ceuta',
      areaCodes: '81 82 83 84 85 86 87 88 91 92 93 94 95 96 97 98',
      zones: ['Europe/Madrid'],
    },
    { where: 'the Canary Islands', areaCodes: '822 828 922 928', zones: ['Atlantic/Canary'] },
  ],
};

const portugal: Plan = {
  callingCode: '351',
  zones: ['Europe/Lisbon', 'Atlantic/Azores'],
  regions: [
    {
      where: 'the mainland and Madeira',
      areaCodes: '21 22 23 24 25 26 27 28 291',
      zones: ['Europe/Lisbon'],
    },
    { where: 'the Azores', areaCodes: '292 295 296', zones: ['Atlantic/Azores'] },
  ],
};

/** Crimea and Sevastopol keep Moscow time, and so do the occupied parts of four other regions. */
const ukraine: Plan = {
  callingCode: '380',
  zones: ['Europe/Kyiv', 'Europe/Simferopol'],
  regions: [
    {
      where: 'regions that no occupied one is in',
      areaCodes: '31 32 33 34 35 36 37 38 41 43 44 45 46 47 48 51 52 53 54 56 57',
      zones: ['Europe/Kyiv'],
    },
  ],
};

export const europeanPlans: readonly Plan[] = [spain, portugal, ukraine];
