import { type Plan } from './plan';

/** Area codes: the plan of the Indonesian ministry. Zones: presidential decree 41 of 1987. */
const indonesia: Plan = {
  callingCode: '62',
  zones: ['Asia/Jakarta', 'Asia/Pontianak', 'Asia/Makassar', 'Asia/Jayapura'],
  regions: [
    {
      where: 'Java and Sumatra',
      areaCodes: '2 31 32 33 34 35 61 62 63 64 65 70 71 72 73 74 75 76 77',
      zones: ['Asia/Jakarta'],
    },
    {
      where: 'the west and the middle of Kalimantan',
      areaCodes: '513 519 522 525 528 53 56',
      zones: ['Asia/Pontianak'],
    },
    {
      where: 'Bali, Nusa Tenggara, Sulawesi, and the south, east and north of Kalimantan',
      areaCodes: '36 37 38 4 511 512 517 518 527 54 55',
      zones: ['Asia/Makassar'],
    },
    {
      where: 'Tamiang Layang and Tanjung, on both sides of the border between them',
      areaCodes: '526',
      zones: ['Asia/Pontianak', 'Asia/Makassar'],
    },
    { where: 'the Moluccas and Papua', areaCodes: '9', zones: ['Asia/Jayapura'] },
  ],
};

/**
 * Area codes: the plan of the ministry of industry. Xinjiang's own time is not the legal one, but people live by it.
 */
const china: Plan = {
  callingCode: '86',
  zones: ['Asia/Shanghai', 'Asia/Urumqi'],
  regions: [
    {
      where: 'all but Xinjiang',
      areaCodes: '10 2 3 4 5 6 7 8 91 93 94 97',
      zones: ['Asia/Shanghai'],
    },
    {
      where: 'Pu’er, whose code the north of the Wa State in Myanmar has too (Wikipedia, "Wa State")',
      areaCodes: '879',
      zones: ['Asia/Shanghai', 'Asia/Rangoon'],
    },
    { where: 'anywhere: toll-free', areaCodes: '400 800', zones: ['Asia/Shanghai', 'Asia/Urumqi'] },
  ],
};

/** Area codes: the plan of the communications commission. */
const mongolia: Plan = {
  callingCode: '976',
  zones: ['Asia/Ulaanbaatar', 'Asia/Hovd'],
  regions: [
    {
      where: 'all but the west',
      areaCodes: '11 12 13 15 21 22 23 25 144 244',
      zones: ['Asia/Ulaanbaatar'],
    },
    {
      where: 'Zavkhan and Govi-Altai, which kept the time of the west until lately',
      areaCodes: '146 148 246 248',
      zones: ['Asia/Ulaanbaatar', 'Asia/Hovd'],
    },
    {
      where: 'Bayan-Ölgii, Khovd and Uvs',
      areaCodes: '142 143 145 242 243 245',
      zones: ['Asia/Hovd'],
    },
  ],
};

/** One plan for the West Bank and Gaza; their clocks have differed in the past. */
const palestine: Plan = { callingCode: '970', zones: ['Asia/Hebron', 'Asia/Gaza'], regions: [] };

export const asianPlans: readonly Plan[] = [indonesia, china, mongolia, palestine];
