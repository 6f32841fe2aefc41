"""Makes the workbooks beside it, and says in expected.json what was written into their first visible sheet.

Two programs that are not ours write them: python3 -m pip install openpyxl==3.1.5 xlsxwriter==3.3.1
"""

import datetime as dt
import json
import pathlib
import random

import openpyxl
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HERE = pathlib.Path(__file__).parent
RANDOM = random.Random(17)
expected = {}


def text(value):
    """As the import reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def tell(name, rows):
    expected[name] = [
        {"line": line, "cells": [text(value) for value in row]} for line, row in rows if any(v is not None for v in row)
    ]


def contacts():
    yield 1, ["Phone", "Name", "Visited", "Call at", "Opens", "Test", "Share"]
    names = ["Zoé", "Søren Ægir", "李小龍", "आर्या", "O'Hara & <Sons>", 'Said "hi"', "two\nlines", " spaces ", "🎉", "under_score"]
    for n in range(40):
        phone = RANDOM.randrange(10**6, 10 ** RANDOM.randint(7, 15))
        when = dt.datetime(2027, 1, 1) + dt.timedelta(minutes=RANDOM.randrange(10**6))
        yield n + 2, [
            phone,
            names[n % len(names)],
            when.date(),
            when,
            when.time(),
            RANDOM.random() < 0.5,
            RANDOM.randrange(1, 10**6) / 1000,
        ]


CONTACTS = list(contacts())


def by_openpyxl(name, epoch=None, iso_dates=False):
    book = openpyxl.Workbook()
    book.iso_dates = iso_dates
    if epoch:
        book.epoch = epoch
    notes = book.active
    notes.title = "Notes"
    notes.sheet_state = "hidden"
    notes.append(["not this one"])
    book.create_chartsheet("Chart")
    sheet = book.create_sheet("Contacts")
    book.create_sheet("Other list").append(["the other"])
    book.active = 2
    for _, row in CONTACTS:
        sheet.append(row)
    book.save(HERE / name)
    tell(name, CONTACTS)


def by_xlsxwriter(name, options):
    book = xlsxwriter.Workbook(HERE / name, options)
    sheet = book.add_worksheet("Contacts")
    day, moment, time = (book.add_format({"num_format": f}) for f in ("dd/mm/yyyy", "yyyy-mm-dd hh:mm", "[$-409]h:mm AM/PM"))
    for line, row in CONTACTS:
        for column, value in enumerate(row):
            if isinstance(value, dt.datetime):
                sheet.write_datetime(line - 1, column, value, moment)
            elif isinstance(value, dt.date):
                sheet.write_datetime(line - 1, column, value, day)
            elif isinstance(value, dt.time):
                sheet.write_datetime(line - 1, column, value, time)
            else:
                sheet.write(line - 1, column, value)
    book.close()
    tell(name, CONTACTS)


def odd(name):
    """Formulas, errors, formats, gaps, text in several formats."""
    book = xlsxwriter.Workbook(HERE / name)
    bold = book.add_format({"bold": True})
    formats = {code: book.add_format({"num_format": code}) for code in ("00000", '"+"0', "[h]:mm", "0.00E+00", "#,##0", "@")}
    sheet = book.add_worksheet("Odd")
    sheet.write_rich_string("A1", "Pho", bold, "ne", " number")
    sheet.write_formula("C1", '="Na"&"me"', None, "Name")
    sheet.write_number("A3", 2134, formats["00000"])
    sheet.write_number("B3", 917000000002, formats['"+"0'])
    sheet.write_number("C3", 1.5, formats["[h]:mm"])
    sheet.write_number("D3", 917000000002, formats["0.00E+00"])
    sheet.write_number("E3", 917000000002, formats["#,##0"])
    sheet.write_string("F3", "0917", formats["@"])
    sheet.write_formula("A7", "=1/0", None, "#DIV/0!")
    sheet.write_formula("B7", "=NA()", None, "#N/A")
    sheet.write_formula("C7", "=6*7", None, 42)
    sheet.write_formula("D7", "=TRUE", None, True)
    sheet.write_number("E7", 12345678901234567890)
    # It escapes what would be read as an "A".
    sheet.write_string("F7", "a_x0041_b")
    sheet.write_blank("AA7", None, bold)
    sheet.write_string("AB7", "far")
    sheet.write_blank("A9", None, bold)
    book.close()
    tell(
        name,
        [
            (1, ["Phone number", None, "Name"]),
            (3, ["02134", "+917000000002", 1.5, 917000000002, 917000000002, "0917"]),
            # xlsxwriter writes 16 digits of a number.
            (7, ["#DIV/0!", "#N/A", 42, True, "1.234567890123457E+19", "a_x0041_b", *[None] * 21, "far"]),
        ],
    )


def people():
    """A small list with number cells, for the stories of an import."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Contacts"
    sheet.append(["Phone", "First Name", "Last Name", "Renews on", "Notes"])
    sheet.append([917000000001, "Leela", "Rao", dt.date(2030, 1, 31)])
    sheet.append([917000000002, "Arun", None, dt.date(2030, 2, 28), "'=1+1"])
    more = book.create_sheet("More")
    more.append(["Phone"])
    more.append(["+12025550111"])
    book.save(HERE / "contacts.xlsx")


by_openpyxl("openpyxl.xlsx")
by_openpyxl("openpyxl-1904.xlsx", epoch=CALENDAR_MAC_1904)
by_openpyxl("openpyxl-iso-dates.xlsx", iso_dates=True)
by_xlsxwriter("xlsxwriter.xlsx", {})
by_xlsxwriter("xlsxwriter-inline.xlsx", {"constant_memory": True})
by_xlsxwriter("xlsxwriter-1904.xlsx", {"date_1904": True})
odd("xlsxwriter-odd.xlsx")
people()
(HERE / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", encoding="utf-8")
