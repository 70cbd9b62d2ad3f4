"""Reads a mail's HTML with Python's own parser and names what mail programs do not support, after mail_clients.json."""
import html.parser
import json
import re
import sys

CLIENTS = json.load(open(sys.argv[1], encoding="utf-8"))
PROPERTIES = {row["property"]: row for row in CLIENTS["properties"]}
# A side, a width or a colour of a border or a margin is of its kind.
KINDS = re.compile(r"^(border|margin|padding)-(top|bottom|left|right|width|style|color)(-width|-style|-color)?$")
VOID = {"meta", "img", "hr", "br"}


class Judge(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults, self.open, self.used = [], [], set()

    def handle_starttag(self, tag, attributes):
        if tag not in CLIENTS["elements"]:
            self.faults.append(f"element {tag}")
        at = dict(attributes)
        for name in at:
            if name.startswith("on"):
                self.faults.append(f"attribute {name}")
        if tag == "table" and at.get("role") != "presentation" and "data" not in (at.get("class") or ""):
            self.faults.append("a table of layout that says it is one of data")
        if tag == "img":
            if "alt" not in at:
                self.faults.append("a picture without words for who does not see it")
            if not re.match(r"^(cid:|data:image/)", at.get("src") or ""):
                self.faults.append(f"a picture from elsewhere: {at.get('src')}")
            if not (at.get("width") or "").isdigit():
                self.faults.append("a picture whose width Outlook does not know")
        for declaration in (at.get("style") or "").split(";"):
            self.declared(declaration)
        if tag not in VOID:
            self.open.append(tag)

    def declared(self, declaration):
        if ":" not in declaration:
            return
        name, value = (part.strip().lower() for part in declaration.split(":", 1))
        kind = KINDS.match(name)
        name = kind.group(1) if kind else name
        row = PROPERTIES.get(name)
        self.used.add(name)
        if row is None:
            self.faults.append(f"property {name}, of which nothing is known")
        elif "n" in (row["gmail"], row["outlook"], row["apple"]) and not row.get("without"):
            self.faults.append(f"property {name}, which is not known everywhere")
        if re.search(r"-?\d*\.?\d+rem\b|calc\(|var\(|url\(|(^|\s)-\d", value) or name == "margin" and "auto" in value:
            self.faults.append(f"value {name}: {value}")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing that is open")


judge = Judge()
text = open(sys.argv[2], encoding="utf-8").read()
judge.feed(text)
judge.close()
judge.faults += [f"<{tag}> is never closed" for tag in judge.open]
if len(re.sub(r"data:image/[^\"]*", "", text).encode()) >= 100_000:
    judge.faults.append("more than 100 KB: Gmail cuts it at 102")
print("\n".join(sorted(set(judge.faults))))
print("used: " + " ".join(sorted(judge.used)), file=sys.stderr)
