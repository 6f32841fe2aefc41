"""What JSON Schema cannot say of valid requests, where they go, and what no answer may contain."""

import os
import re
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import schemathesis
from hypothesis import strategies as st

CAMPAIGNS = os.environ["STRANGER_CAMPAIGNS"].split(",")
FOREIGN_CAMPAIGN = os.environ["STRANGER_FOREIGN_CAMPAIGN"]
FOREIGN_JOB = os.environ["STRANGER_FOREIGN_JOB"]
FOREIGN_MARK = os.environ["STRANGER_FOREIGN_MARK"]
CURSOR = os.environ["STRANGER_CURSOR"]

# Numbers that are kept for fiction.
NUMBERS = [f"+1202555{n:04d}" for n in range(100, 200)] + ["+442079460123", "+493023125000"]
schemathesis.openapi.format("phone-number", st.sampled_from(NUMBERS))

LONGEST = {"s": 31_622_400, "m": 527_040, "h": 8_784, "d": 366}


def durations(units, least):
    return st.sampled_from(units).flatmap(
        lambda unit: st.integers(least, LONGEST[unit]).map(lambda count: f"{count}{unit}")
    )


schemathesis.openapi.format("duration-with-unit", durations("smhd", 0))
schemathesis.openapi.format("duration-of-a-minute-or-more", durations("mhd", 1))
ZONES = ["UTC", "Europe/London", "America/Denver", "Asia/Tokyo"]
schemathesis.openapi.format("time-zone", st.sampled_from(ZONES))
CALENDARS = ["ZA", "US", "GB-ENG", "US-LA", "CA", "DE", "FR", "ES", "AU", "NZ"]
schemathesis.openapi.format("holiday-calendar", st.sampled_from(CALENDARS))
schemathesis.openapi.format("cursor", st.just(CURSOR))
schemathesis.openapi.format("country", st.sampled_from(["US", "GB", "DE"]))
schemathesis.openapi.format("json-object-of-texts", st.sampled_from(["{}", '{"1":"ContactPhoneNumber"}', '{"1":"ignore"}']))
schemathesis.openapi.format(
    "date-time",
    st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(9998, 12, 30)).map(
        lambda at: f"{at.year:04d}-{at:%m-%dT%H:%M:%S}Z"
    ),
)

# A file of rows; `before_call` writes it, as it knows what the rows are about.
schemathesis.openapi.media_type("text/csv", st.integers(1, 20).map(lambda rows: f"csv {rows}".encode()))
schemathesis.openapi.media_type("application/x-ndjson", st.integers(1, 20).map(lambda rows: f"ndjson {rows}".encode()))

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
schemathesis.openapi.media_type(WORKBOOK, st.just((Path(__file__).parents[2] / "files/workbooks/contacts.xlsx").read_bytes()))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """The examples of files are texts, and where the rows are made here only bytes are taken. A test of ours sends them."""
    for methods in raw_schema["paths"].values():
        for operation in methods.values():
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                if kind in ("text/csv", "application/x-ndjson"):
                    content.pop("examples", None)


def file_of(path, kind, rows):
    field = "PhoneNumber" if path.startswith("/opt-outs") else "ContactPhoneNumber"
    numbers = [NUMBERS[(rows * 7 + row) % len(NUMBERS)] for row in range(rows)]
    if kind == "csv":
        return "\n".join([field, *numbers])
    return "\n".join(f'{{"{field}":"{number}"}}' for number in numbers)


@schemathesis.hook
def before_call(context, case, kwargs):
    """Makes a request valid that is meant to be; one that is meant to be refused is sent as it is."""
    go_where_campaigns_are(case)
    if case.meta is not None and case.meta.generation.mode.is_negative:
        return
    number = (case.path_parameters or {}).get("phoneNumber")
    if number is not None:
        # It comes encoded; a plus sign needs no encoding in a path.
        number = acceptable(unquote(number))
        case.path_parameters["phoneNumber"] = number
    if case.query:
        case.query = acceptable(case.query)
        read_as_it_is(case.query)
    body = case.body
    if isinstance(body, bytes):
        kind, _, rows = body.decode(errors="replace").partition(" ")
        if kind in ("csv", "ndjson") and rows.isdigit():
            case.body = file_of(case.operation.path, kind, int(rows))
    elif isinstance(body, (dict, list)):
        case.body = acceptable(body)
        if number is not None and isinstance(case.body, dict) and "PhoneNumber" in case.body:
            case.body["PhoneNumber"] = number


# Any object, but one that is a JSON schema.
SCHEMA = {"type": "object", "properties": {"mood": {"type": "string"}}}
SCHEMA_FIELDS = ("AnalysisSchema", "JobDataSchema", "JobMetadataSchema")
ZONE_FIELDS = ("TimeZone", "ContactTimeZone")
LARGEST = 2**53 - 1


def acceptable(value):
    """Keeps what is of a wrong type: that is the schema's to refuse."""
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-LARGEST, min(LARGEST, value))
    if isinstance(value, float):
        return max(-1e15, min(1e15, value))
    if isinstance(value, str) and re.fullmatch(r"\+[0-9]{7,15}", value) and value not in NUMBERS:
        return NUMBERS[sum(value.encode()) % len(NUMBERS)]
    if isinstance(value, list):
        return [acceptable(item) for item in value]
    if not isinstance(value, dict):
        return value
    # Names that are refused at any depth.
    named = {name: item for name, item in value.items() if name not in ("__proto__", "_bsontype")}
    its = {acceptable(name): acceptable(item) for name, item in named.items()}
    for field in ZONE_FIELDS:
        if isinstance(its.get(field), str) and its[field] not in ZONES:
            its[field] = ZONES[0]
    if isinstance(its.get("Holidays"), list):
        its["Holidays"] = CALENDARS[: len(its["Holidays"])]
    for field in SCHEMA_FIELDS:
        if isinstance(its.get(field), dict):
            its[field] = SCHEMA
    if are_texts(its, "NotBefore", "NotAfter") and its["NotBefore"] >= its["NotAfter"]:
        del its["NotAfter"]
    if are_texts(its, "Start", "End") and its["Start"] == its["End"]:
        its["End"] = "24:00"
    if are_texts(its, "ContactCountry", "ContactPostalCode"):
        if len(its["ContactCountry"]) == 2 and 0 < len(its["ContactPostalCode"]) <= 12:
            its["ContactCountry"], its["ContactPostalCode"] = "US", "90210"
    return its


def read_as_it_is(query):
    """What a file shows by itself is not said otherwise."""
    if "withoutPlus" in query:
        query.pop("region", None)
    for name in ("delimiter", "encoding", "header", "sheet", "columns"):
        query.pop(name, None)


def are_texts(value, *names):
    return all(isinstance(value.get(name), str) for name in names)


def go_where_campaigns_are(case):
    """Most requests go to campaigns that there are, and some to those of somebody else."""
    its = case.path_parameters or {}
    campaign = its.get("campaignID")
    if not isinstance(campaign, str) or not re.fullmatch("[0-9a-f]{24}", campaign) or campaign in CAMPAIGNS:
        return
    choice = (CAMPAIGNS + [FOREIGN_CAMPAIGN])[sum(campaign.encode()) % (len(CAMPAIGNS) + 1)]
    its["campaignID"] = choice
    if choice == FOREIGN_CAMPAIGN and "jobID" in its:
        its["jobID"] = FOREIGN_JOB


@schemathesis.check
def nothing_of_another_organisation(context, response, case):
    # A workbook is no text.
    if FOREIGN_MARK.encode() in response.content:
        raise AssertionError("The answer has data of another organisation")
