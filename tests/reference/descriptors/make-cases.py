#!/usr/bin/env python3
"""Writes cases.json: fields of Table Schema with cells, schemas with rows; others decide what is right (expect.js)."""
import json

cases = []


def case(name, field, cells, ours=None, missing=None):
    one = {"name": name, "field": dict({"name": "f"}, **field), "cells": cells}
    if ours:
        one["ours"] = ours  # cells where we differ on purpose: cell -> [valid or invalid, why]
    if missing:
        one["missingValues"] = missing
    cases.append(one)


NUMBERS = ["1", "-1", "+1", "1.5", ".5", "-0.25", "1e3", "1E-2", "abc", "1,5", "1 000", "12kg", "--1", "1.2.3"]
NAN = {"NaN": ["invalid", "no amount of an extract"], "INF": ["invalid", "no amount of an extract"],
       "-INF": ["invalid", "no amount of an extract"]}
case("number", {"type": "number"}, NUMBERS, {"1 000": ["invalid", "no groupChar is declared"]})
case("number by default format", {"type": "number", "format": "default"}, ["1", "x"])
case("number: not a number", {"type": "number"}, ["NaN", "INF", "-INF"], NAN)
for mark in [",", ";", "'"]:
    case("number: decimalChar " + mark, {"type": "number", "decimalChar": mark},
         ["1%s5" % mark, "1", "-0%s25" % mark, "x"])
case("number: decimalChar , leaves the point",
     {"type": "number", "decimalChar": ","}, ["1.5"], {"1.5": ["invalid", "the point is no mark here"]})
for mark in [",", " ", "'", "_", "."]:
    case("number: groupChar " + repr(mark), dict({"type": "number", "groupChar": mark},
         **({"decimalChar": ";"} if mark == "." else {})),
         ["1%s000" % mark, "12%s345%s678" % (mark, mark), "1000", "-1%s000" % mark, "x%s000" % mark])
case("number: group and decimal", {"type": "number", "groupChar": ".", "decimalChar": ","},
     ["1.234,50", "12.345.678,90", "1234,5", "1,5"])
case("number: group and decimal turned", {"type": "number", "groupChar": ",", "decimalChar": "."},
     ["1,234.50", "12,345,678.90", "0.5"])
case("number: misplaced groups", {"type": "number", "groupChar": "."},
     ["12.5", "1.00", "1.0000", ".100", "1..000"],
     {c: ["invalid", "a separator of thousands stands where thousands are: 12.5 is not 125"]
      for c in ["12.5", "1.00", "1.0000", ".100", "1..000"]})
case("number: lakhs", {"type": "number", "groupChar": ","}, ["12,34,567", "1,00,000"])
case("number: not bare", {"type": "number", "bareNumber": False},
     ["EUR 95", "95%", "$95", "95 EUR", "95.5EUR", "95", "EUR", "1 EUR 2"],
     {"EUR": ["invalid", "there is no number"]})
case("number: not bare, with groups", {"type": "number", "bareNumber": False, "groupChar": ",", "decimalChar": "."},
     ["EUR 1,234.50", "1,000 kg", "kg"], {"kg": ["invalid", "there is no number"]})
case("number: not bare, negative", {"type": "number", "bareNumber": False}, ["-95%", "-EUR 5"],
     {"-EUR 5": ["invalid", "whose minus it is, is not said"]})
case("number: bare", {"type": "number", "bareNumber": True}, ["EUR 95", "95%", "95"])
case("integer", {"type": "integer"}, ["1", "-1", "0", "007", "1.5", "1.0", "abc", "1e3", "1 000", "12kg"],
     {"007": ["valid", "leading zeros are legal in XML Schema, whose integer it is"]})
case("integer: not bare", {"type": "integer", "bareNumber": False}, ["95%", "EUR 95", "95", "EUR"])
case("integer: large", {"type": "integer"}, ["1234567890123", "12345678901234"])
case("boolean", {"type": "boolean"}, ["true", "false", "True", "FALSE", "1", "0", "yes", "no", "2", "TRue"])
case("boolean: oui, non", {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
     ["oui", "non", "true", "1", "Oui"])
case("boolean: trueValues alone", {"type": "boolean", "trueValues": ["ja", "j"]}, ["ja", "j", "false", "0", "true"])
case("boolean: falseValues alone", {"type": "boolean", "falseValues": ["nein"]}, ["nein", "true", "1", "false"])
case("string", {"type": "string"}, ["a", " ", "1", "true", "ä"])
case("string: email", {"type": "string", "format": "email"}, ["a@b.eu", "a.b@c.d.eu", "a", "@b.eu", "a@", "a b@c.eu"])
case("string: uri", {"type": "string", "format": "uri"},
     ["http://europa.eu", "https://europa.eu/x?y=1", "europa", "://x", "http:// x"])
case("string: uuid", {"type": "string", "format": "uuid"},
     ["95ecc380-afe9-11e4-9b6c-751b66dd541e", "95ecc380afe911e49b6c751b66dd541e", "x",
      "95ecc380-afe9-11e4-9b6c-751b66dd541g"])
case("string: binary", {"type": "string", "format": "binary"}, ["dGVzdA==", "YWJj", "YW"])
case("any", {"type": "any"}, ["a", "1", "-"])
case("date", {"type": "date"}, ["2017-07-14", "2017-02-28", "2016-02-29", "2017-02-29", "2017-13-01", "14.07.2017",
                                "2017-7-14", "2017/07/14", "x", "2017-07-14T00:00:00Z"])
FORMS = [("%d/%m/%Y", ["14/07/2017", "31/06/2017", "2017-07-14", "29/02/2016"]),
         ("%d.%m.%Y", ["14.07.2017", "14-07-2017", "32.01.2017"]),
         ("%m/%d/%Y", ["07/14/2017", "14/07/2017"]), ("%Y%m%d", ["20170714", "20171301", "2017-07-14"]),
         ("%d.%m.%y", ["14.07.17", "14.07.2017"]), ("%d %b %Y", ["14 Jul 2017", "14 Juli 2017", "14 07 2017"]),
         ("%d %B %Y", ["14 July 2017", "1 January 2018", "14 Jol 2017", "14 2017"]),
         ("%B %d, %Y", ["July 14, 2017", "14 July 2017"]), ("%Y/%j", ["2017/195", "2017/366", "2016/366"]),
         ("%Y-%m-%d", ["2017-07-14", "14-07-2017"])]
for form, cells in FORMS:
    case("date: " + form, {"type": "date", "format": form}, cells,
         {"1 January 2018": ["valid", "a day may have one digit, as strptime reads it"]} if "%B %Y" in form else None)
case("datetime", {"type": "datetime"}, ["2017-07-14T10:30:00Z", "2017-07-14T10:30:00", "2017-07-14", "10:30:00", "x",
                                        "2017-07-14T25:00:00Z"],
     {"2017-07-14T10:30:00": ["valid", "v2 of the standard: the time zone is optional"]})
for form, cells in [("%d/%m/%Y %H:%M", ["14/07/2017 10:30", "14/07/2017", "14/07/2017 25:30"]),
                    ("%Y-%m-%d %H:%M:%S", ["2017-07-14 10:30:00", "2017-07-14 10:61:00", "2017-07-14"]),
                    ("%d.%m.%Y %I:%M %p", ["14.07.2017 10:30 PM", "14.07.2017 22:30"]),
                    ("%d %B %Y %H:%M", ["14 July 2017 10:30", "14 July 2017"])]:
    case("datetime: " + form, {"type": "datetime", "format": form}, cells)
case("time", {"type": "time"}, ["10:30:00", "25:00:00", "10:30", "x", "23:59:59"])
for form, cells in [("%H:%M", ["10:30", "24:01", "x"]), ("%H.%M.%S", ["10.30.00", "10:30:00"])]:
    case("time: " + form, {"type": "time", "format": form}, cells)
case("year", {"type": "year"}, ["2017", "17", "20177", "x", "2017-01"])
case("yearmonth", {"type": "yearmonth"}, ["2017-07", "2017-13", "2017", "x", "07-2017"])

WHOLE = "a pattern is of the whole cell, as in XML Schema"
DIFFER = {
    "999,9": ["valid", "999,9 is 999.9: the group character is looked for before the mark is turned"],
    "DE0011": ["invalid", WHOLE], "xDE001": ["invalid", WHOLE], "ac": ["invalid", WHOLE], "1234567": ["invalid", WHOLE],
    "03": ["valid", "03 is 3"], "2017-07-14": ["valid", "it is that day: they compare objects"],
}
CONSTRAINTS = [
    ({"type": "number"}, {"minimum": 1}, ["0", "1", "2", "0.999"]),
    ({"type": "number"}, {"maximum": 100}, ["150", "100", "99.5", "100.01"]),
    ({"type": "number"}, {"minimum": -1, "maximum": 1}, ["-2", "-1", "0", "1", "1.5"]),
    ({"type": "number"}, {"minimum": "0.5"}, ["0.4", "0.5"]),
    ({"type": "number", "decimalChar": ","}, {"maximum": "1,5"}, ["1,4", "1,5", "1,6"]),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, {"maximum": 1000}, ["1.000", "1.001", "999,9"]),
    ({"type": "integer"}, {"minimum": 1}, ["0", "1", "-5"]),
    ({"type": "integer"}, {"maximum": 10}, ["10", "11"]),
    ({"type": "date"}, {"minimum": "2017-01-01"}, ["2016-12-31", "2017-01-01", "2017-01-02"]),
    ({"type": "date"}, {"maximum": "2017-12-31"}, ["2017-12-31", "2018-01-01"]),
    ({"type": "date", "format": "%d.%m.%Y"}, {"minimum": "01.07.2017", "maximum": "30.09.2017"},
     ["30.06.2017", "01.07.2017", "30.09.2017", "01.10.2017"]),
    ({"type": "datetime"}, {"minimum": "2017-01-01T00:00:00Z"}, ["2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z"]),
    ({"type": "time"}, {"maximum": "12:00:00"}, ["12:00:00", "12:00:01"]),
    ({"type": "year"}, {"minimum": 2017}, ["2016", "2017", "2018"]),
    ({"type": "yearmonth"}, {"minimum": "2017-02"}, ["2017-01", "2017-02", "2016-12"]),
    ({"type": "string"}, {"minLength": 2}, ["a", "ab", "ä", "abc"]),
    ({"type": "string"}, {"maxLength": 2}, ["a", "ab", "abc", "äöü", "äö"]),
    ({"type": "string"}, {"minLength": 2, "maxLength": 3}, ["a", "ab", "abc", "abcd"]),
    ({"type": "string"}, {"pattern": "[A-Z]{2}[0-9]{3}"}, ["DE001", "XX1", "DE0011", "xDE001"]),
    ({"type": "string"}, {"pattern": "a|bc"}, ["a", "bc", "ac", "xy"]),
    ({"type": "string"}, {"pattern": "^[0-9]+$"}, ["123", "12a"]),
    ({"type": "string"}, {"pattern": "[0-9]{6}|[0-9]{8}|[0-9]{10}"}, ["123456", "1234567", "12345678", "1234567890"]),
    ({"type": "string"}, {"enum": ["H1", "H7", "I1"]}, ["H1", "H7", "h1", "H11"]),
    ({"type": "integer"}, {"enum": [1, 2, 3]}, ["1", "4", "03"]),
    ({"type": "number"}, {"enum": ["1.0", "2.5"]}, ["1", "1.0", "2.50", "3"]),
    ({"type": "date"}, {"enum": ["2017-07-14"]}, ["2017-07-14", "2017-07-15"]),
    ({"type": "boolean"}, {"enum": [True]}, ["true", "1", "false"]),
    ({"type": "string"}, {"required": True}, ["", "a"]),
    ({"type": "number"}, {"required": True}, ["", "1"]),
    ({"type": "date"}, {"required": True, "minimum": "2017-01-01"}, ["", "2016-01-01", "2018-01-01"]),
    ({"type": "number"}, {"required": False, "minimum": 5}, ["", "4", "5"]),
    ({"type": "string"}, {"pattern": "[a-z]+", "enum": ["ab", "cd"], "minLength": 2}, ["ab", "AB", "cd", "ef", "a"]),
]
for field, constraints, cells in CONSTRAINTS:
    case("constraints: %s %s" % (field["type"], json.dumps(constraints)),
         dict(field, constraints=constraints), cells,
         {c: DIFFER[c] for c in cells if c in DIFFER}
         if "enum" in constraints or "pattern" in constraints or "999,9" in cells else None)

case("missingValues", {"type": "number", "constraints": {"required": True}}, ["-", "n.a.", "1", "--"],
     missing=["", "-", "n.a."])
case("missingValues of a date", {"type": "date"}, ["9999", "2017-07-14", "x"], missing=["", "9999"])
case("missingValues with minimum", {"type": "integer", "constraints": {"minimum": 0}}, ["-1", "-2", "3"],
     missing=["", "-1"])
case("missingValues without the empty text", {"type": "integer"}, ["", "-", "1"], missing=["-"],
     ours={"": ["valid", "an empty cell is missing, whatever the list says"]})

case("number: groupChar nbsp", {"type": "number", "groupChar": "\u00a0"}, ["1\u00a0000", "1\u00a0000\u00a0000"])
case("integer: signs", {"type": "integer"}, ["+5", "-5", "5-", "+-5"],
     {"+5": ["valid", "XML Schema has a sign"]})
case("a title changes nothing", {"type": "integer", "title": "Count", "description": "of items"}, ["1", "x"])
case("rdfType and example change nothing", {"type": "date", "rdfType": "http://schema.org/Date", "example": "x"},
     ["2017-07-14", "x"])
case("date: %d-%b-%Y", {"type": "date", "format": "%d-%b-%Y"}, ["14-Jul-2017", "14-07-2017", "31-Apr-2017"])
case("date: %Y.%m.%d", {"type": "date", "format": "%Y.%m.%d"}, ["2017.07.14", "2017-07-14"])
case("datetime: %Y%m%d%H%M%S", {"type": "datetime", "format": "%Y%m%d%H%M%S"}, ["20170714103000", "2017071410"])
case("time: %I:%M %p", {"type": "time", "format": "%I:%M %p"}, ["10:30 AM", "22:30"])


def table(name, schema, rows, relations=None, ours=None):
    one = {"name": name, "schema": schema, "rows": rows}
    if relations:
        one["relations"] = relations
    if ours:
        one["ours"] = ours
    cases.append(one)


AB = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
table("unique", {"fields": [{"name": "a", "type": "string", "constraints": {"unique": True}}, AB[1]]},
      [["x", "1"], ["y", "1"], ["x", "2"], ["x", "3"], ["z", "4"]])
table("unique of numbers", {"fields": [AB[0], {"name": "b", "type": "integer", "constraints": {"unique": True}}]},
      [["x", "1"], ["y", "01"], ["z", "2"]])
table("unique of missing values", {"fields": [{"name": "a", "type": "string", "constraints": {"unique": True}}, AB[1]]},
      [["", "1"], ["", "2"], ["x", "3"]])
table("unique of dates", {"fields": [{"name": "a", "type": "date", "format": "%d.%m.%Y", "constraints": {"unique": True}},
      AB[1]]}, [["14.07.2017", "1"], ["15.07.2017", "2"], ["14.07.2017", "3"]])
table("primaryKey", {"fields": AB, "primaryKey": "a"}, [["x", "1"], ["y", "2"], ["x", "3"]])
table("primaryKey as a list", {"fields": AB, "primaryKey": ["a"]}, [["x", "1"], ["x", "2"], ["y", "3"]])
table("primaryKey of two", {"fields": AB, "primaryKey": ["a", "b"]}, [["x", "1"], ["x", "2"], ["x", "1"], ["y", "1"]])
table("primaryKey and unique", {"fields": [dict(AB[0], constraints={"unique": True}), AB[1]], "primaryKey": ["a"]},
      [["x", "1"], ["x", "2"]])
KEY = {"fields": "a", "reference": {"resource": "codes", "fields": "code"}}
CODES = {"codes": {"fields": [{"name": "code", "type": "string"}, {"name": "n", "type": "integer"}],
                   "rows": [["x", "1"], ["y", "2"]]}}
table("foreignKeys", {"fields": AB, "foreignKeys": [KEY]}, [["x", "1"], ["z", "2"], ["y", "3"]], CODES)
table("foreignKeys of missing values", {"fields": AB, "foreignKeys": [KEY]}, [["", "1"], ["x", "2"]], CODES)
table("foreignKeys of two", {"fields": AB, "foreignKeys": [{"fields": ["a", "b"],
      "reference": {"resource": "codes", "fields": ["code", "n"]}}]}, [["x", "1"], ["x", "2"], ["y", "02"]], CODES,
      {"y": ["valid", "02 is 2"]})
table("foreignKeys to itself", {"fields": [AB[0], {"name": "b", "type": "string"}],
      "foreignKeys": [{"fields": "b", "reference": {"resource": "", "fields": "a"}}]},
      [["x", ""], ["y", "x"], ["z", "q"], ["w", "z"]])
table("missingValues of a schema", {"fields": [AB[0], dict(AB[1], constraints={"required": True})],
      "missingValues": ["", "-"]}, [["x", "-"], ["y", "1"], ["-", "2"]])

with open("cases.json", "w") as out:
    json.dump(cases, out, indent=1, ensure_ascii=False)
    out.write("\n")
print(len(cases), "cases,", sum(len(c.get("cells", c.get("rows"))) for c in cases), "cells and rows")
