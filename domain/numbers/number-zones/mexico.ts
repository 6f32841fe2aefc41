import { type Plan } from './plan';

/**
 * Area codes: the IFT's plan, also in mobile numbers. Zones: the law of time zones of 2022; since then only the
 * municipalities at the northern border have summer time.
 */
export const mexico: Plan = {
  callingCode: '52',
  zones: [
    'America/Cancun',
    'America/Mexico_City',
    'America/Chihuahua',
    'America/Matamoros',
    'America/Ojinaga',
    'America/Ciudad_Juarez',
    'America/Mazatlan',
    'America/Hermosillo',
    'America/Tijuana',
  ],
  regions: [
    {
      where: 'the centre, the east and the south',
      areaCodes: [
        '22 23 24 27 28 29 312 313 314 315 316 317 321 326 328 33 34 35 37 38 39 41 42 43 44 45 46 47 48 49',
        '55 56 58 59 618 671 674 675 676 677 71 72 73 74 75 76 77 78 79 81 82 83 84 861 864 870 871 872 892',
        '91 92 93 95 96 97 981 982 985 986 988 990 991 992 993 994 995 996 999',
      ].join(' '),
      zones: ['America/Mexico_City'],
    },
    {
      where: 'Quintana Roo; 983 and 997 are also beyond its border',
      areaCodes: '984 987 998',
      zones: ['America/Cancun'],
    },
    {
      where: 'Quintana Roo and its neighbours',
      areaCodes: '983 997',
      zones: ['America/Cancun', 'America/Mexico_City'],
    },
    {
      where: 'the border of Tamaulipas, Nuevo León and Coahuila, and the country behind it',
      areaCodes: '862 866 867 868 869 873 877 878 891 894 897 899',
      zones: ['America/Matamoros', 'America/Mexico_City'],
    },
    {
      where: 'Chihuahua',
      areaCodes: '614 621 625 627 628 629 635 639 648 649 652 659',
      zones: ['America/Chihuahua'],
    },
    {
      where: 'the border of Chihuahua with Texas',
      areaCodes: '626',
      zones: ['America/Ojinaga', 'America/Chihuahua'],
    },
    {
      where: 'Juárez, Janos and Ascensión at the border, and what is behind them',
      areaCodes: '636 656 657',
      zones: ['America/Ciudad_Juarez', 'America/Chihuahua'],
    },
    {
      where: 'Nayarit, Sinaloa and the south of Baja California',
      areaCodes: '311 319 323 324 325 389 612 613 624 660 667 668 669 672 673 687 69',
      zones: ['America/Mazatlan'],
    },
    {
      where: 'around the Bay of Banderas, where Nayarit keeps the time of Jalisco',
      areaCodes: '322 327 329',
      zones: ['America/Mazatlan', 'America/Mexico_City'],
    },
    {
      where: 'Guerrero Negro, at the border of the two Baja Californias',
      areaCodes: '615',
      zones: ['America/Mazatlan', 'America/Tijuana'],
    },
    {
      where: 'Sonora',
      areaCodes: '622 623 631 632 633 634 637 638 641 642 643 644 645 647 651 653 662',
      zones: ['America/Hermosillo'],
    },
    {
      where: 'Baja California',
      areaCodes: '616 646 661 663 664 665 686',
      zones: ['America/Tijuana'],
    },
    {
      where:
        'Los Algodones, whose shops and offices keep the time of Arizona (cjmoorenews.blogspot.com, 2014-04-05)',
      areaCodes: '658',
      zones: ['America/Tijuana', 'America/Hermosillo'],
    },
  ],
};
