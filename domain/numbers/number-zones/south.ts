/** Africa and the south of America. */
import { type Plan } from './plan';

const chile: Plan = {
  callingCode: '56',
  zones: ['America/Santiago', 'America/Punta_Arenas', 'Pacific/Easter'],
  regions: [
    {
      where: 'Arica to Puerto Montt',
      areaCodes: '2 33 34 35 41 42 43 45 51 52 53 55 57 58 63 64 65 71 72 73 75',
      zones: ['America/Santiago'],
    },
    {
      where: 'Valparaíso, and Easter Island far out at sea',
      areaCodes: '32',
      zones: ['America/Santiago', 'Pacific/Easter'],
    },
    {
      where: 'Magallanes since 2017 and Aysén since 2025: no winter time',
      areaCodes: '61 67',
      zones: ['America/Punta_Arenas'],
    },
  ],
};

const ecuador: Plan = {
  callingCode: '593',
  zones: ['America/Guayaquil', 'Pacific/Galapagos'],
  regions: [
    {
      where: 'the mainland; 5 is Manabí, Los Ríos and the Galápagos',
      areaCodes: '2 3 4 6 7',
      zones: ['America/Guayaquil'],
    },
    {
      where: 'anywhere: over the internet',
      areaCodes: '289 389 489 689 789',
      zones: ['America/Guayaquil', 'Pacific/Galapagos'],
    },
  ],
};

/** It has too few landlines for a table: the border of the zones goes through the old provinces. */
const congo: Plan = { callingCode: '243', zones: ['Africa/Kinshasa', 'Africa/Lubumbashi'], regions: [] };

/** The stations of the French Southern and Antarctic Lands have the code too (Wikipedia: "préfixe tél. +262"). */
const reunionAndMayotte: Plan = {
  callingCode: '262',
  zones: ['Indian/Reunion', 'Indian/Mayotte', 'Indian/Kerguelen', 'Antarctica/DumontDUrville'],
  regions: [
    { where: 'Réunion', areaCodes: '262 263 692 693', zones: ['Indian/Reunion'] },
    { where: 'Mayotte', areaCodes: '269 639', zones: ['Indian/Mayotte'] },
  ],
};

export const southernPlans: readonly Plan[] = [chile, ecuador, congo, reunionAndMayotte];
