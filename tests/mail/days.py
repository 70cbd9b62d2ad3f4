"""Reads a calendar file with icalendar, and says as JSON what each of its entries is."""
import json
import sys

import icalendar

calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())


def said(event, name):
    return event.decoded(name).isoformat() if name in event else None


entries = []
for event in calendar.walk("VEVENT"):
    entries.append(
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "description": str(event.get("DESCRIPTION", "")),
            "from": said(event, "DTSTART"),
            "to": said(event, "DTEND"),
            "made": said(event, "DTSTAMP"),
            "faults": [str(fault) for fault in event.errors],
        }
    )
faults = [str(fault) for part in calendar.walk() for fault in part.errors]
print(json.dumps({"version": str(calendar["VERSION"]), "name": str(calendar["X-WR-CALNAME"]), "entries": entries, "faults": faults}))
