"""Writes second-opinion.txt: the public holidays that another library knows, for second-opinion.test.ts to compare with ours.

    pip install holidays==0.109
    python3 test/dialling/holidays/second-opinion.py > test/dialling/holidays/second-opinion.txt
"""

import holidays

YEARS = range(2024, 2037)  # Further ahead neither library knows what will be proclaimed.

# Our calendar: country and part in that library. Those that our rule sets use (but Spain's parts), and a few more.
CALENDARS = {
    **{f"GB-{part}": ("GB", part) for part in ("ENG", "WLS", "SCT", "NIR")},
    **{island: (island, None) for island in ("JE", "GG", "IM")},
    "FR": ("FR", None), "FR-67": ("FR", "6AE"), "FR-57": ("FR", "57"),
    "FR-GP": ("FR", "971"), "FR-MQ": ("FR", "972"), "FR-GF": ("FR", "973"), "FR-RE": ("FR", "974"), "FR-YT": ("FR", "976"),
    # Spain's parts publish their days anew each year, and neither library has them for the years to come.
    "ES": ("ES", None),
    "AU": ("AU", None),
    **{f"AU-{part}": ("AU", part) for part in "ACT NSW NT QLD SA TAS VIC WA".split()},
    "ZA": ("ZA", None),
    "CO": ("CO", None),
    "US": ("US", None),
    **{f"US-{part}": ("US", part) for part in "AL LA MS OK PA RI SD UT".split()},
    "CA": ("CA", None),
    **{f"CA-{part}": ("CA", part) for part in "AB BC MB NB NL NS NT NU ON PE QC SK YT".split()},
    "NZ": ("NZ", None),
    "IE": ("IE", None),
    "DE": ("DE", None),
}

print(f"# Public holidays by PyPI's holidays {holidays.__version__}: calendar, year, days. Made by second-opinion.py.")
for calendar, (country, part) in CALENDARS.items():
    for year in YEARS:
        days = holidays.country_holidays(country, subdiv=part, years=year)
        print(calendar, year, *(day.strftime("%m-%d") for day in sorted(days) if day.year == year))
