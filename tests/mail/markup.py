"""Reads a mail's HTML with Python's own parser and names what mail programs do not support, after mail_clients.json.

markup.py mail_clients.json MAIL [ADDRESS…]: pictures may be fetched from these addresses, and from no other."""
import html.parser
import json
import re
import sys
import urllib.parse

CLIENTS = json.load(open(sys.argv[1], encoding="utf-8"))
PROPERTIES = {row["property"]: row for row in CLIENTS["properties"]}
FETCHED = set(sys.argv[3:])
# A side, a width or a colour of a border or a margin is of its kind.
KINDS = re.compile(r"^(border|margin|padding)-(top|bottom|left|right|width|style|color)(-width|-style|-color)?$")
VOID = {"meta", "img", "hr", "br"}
# A comment that Outlook for Windows alone reads.
OUTLOOK = re.compile(r"^\[if mso\]>(.*)<!\[endif\]$", re.S)
# Elements, classes and one within the other: what every program knows that reads styles at all.
SELECTOR = re.compile(r"^[a-z0-9]*(\.[a-z]+)?( [a-z0-9]*(\.[a-z]+)?)*$")
# Where links may lead; a value of a person stands in the address by the time a mail goes.
LEADS = re.compile(r"^(https?://|mailto:|tel:|#)", re.I)


class Judge(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults, self.open, self.used, self.styles, self.of_outlook = [], [], set(), [], []

    def handle_starttag(self, tag, attributes):
        if tag not in CLIENTS["elements"]:
            self.faults.append(f"element {tag}")
        at = dict(attributes)
        if len(at) < len(attributes):
            self.faults.append(f"<{tag}> has an attribute twice")
        for name in at:
            if name not in CLIENTS["attributes"]:
                self.faults.append(f"attribute {name}")
        if tag == "style":
            self.styles.append("")
            if "head" not in self.open:
                self.faults.append("<style> outside of the head, where Gmail and Outlook pass it over")
        if tag == "table" and at.get("role") != "presentation" and "data" not in (at.get("class") or ""):
            self.faults.append("a table of layout that says it is one of data")
        if tag == "a" and not LEADS.match(at.get("href") or ""):
            self.faults.append(f"a link to {at.get('href')}")
        if tag == "img":
            self.picture(at)
        for declaration in (at.get("style") or "").split(";"):
            self.declared(declaration)
        if tag not in VOID:
            self.open.append(tag)

    def picture(self, at):
        src = at.get("src") or ""
        if "alt" not in at:
            self.faults.append("a picture without words for who does not see it")
        if src.startswith("https://"):
            if src not in FETCHED:
                self.faults.append(f"a picture from elsewhere: {src}")
            if urllib.parse.urlsplit(src).query:
                self.faults.append(f"a picture whose address may tell who fetched it: {src}")
            if not (at.get("alt") or "").strip():
                self.faults.append("a fetched picture without words for who does not fetch it")
        elif not re.match(r"^(cid:|data:image/)", src):
            self.faults.append(f"a picture from elsewhere: {src}")
        if not (at.get("width") or "").isdigit():
            self.faults.append("a picture whose width Outlook does not know")

    def declared(self, declaration, by_night=False):
        if ":" not in declaration:
            if declaration.strip():
                self.faults.append(f"{declaration.strip()} declares nothing")
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
        if by_night and name not in CLIENTS["by_night"]:
            self.faults.append(f"property {name} by night: whoever does not know nights misses more than colours")
        if re.search(r"-?\d*\.?\d+rem\b|calc\(|var\(|url\(|(^|\s)-\d", value) or name == "margin" and "auto" in value:
            self.faults.append(f"value {name}: {value}")

    def styled(self, css):
        """The rules of a head: colours by night and nothing else, since not everybody reads them."""
        css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
        if len(css) > 8192:
            self.faults.append("more than 8192 letters of styles, which Gmail leaves out")
        while css.strip():
            block = re.match(r"\s*(@[^{]*|)\{", css) or re.match(r"\s*([^{};]*)[{;]", css)
            if not block:
                self.faults.append(f"styles that are no rules: {css.strip()[:40]}")
                return
            name, css = block.group(1).strip(), css[block.end():]
            if name != "@media (prefers-color-scheme:dark)":
                self.faults.append(f"{name or 'a rule'} in the head, which not everybody reads: its place is in the elements")
            depth, end = 1, 0
            while depth and end < len(css):
                depth += {"{": 1, "}": -1}.get(css[end], 0)
                end += 1
            inner, css = css[:end - 1], css[end:]
            if depth:
                self.faults.append("a rule that is never closed")
            if name.startswith("@"):
                self.used.add(name.split("{")[0].strip())
                for selectors, body in re.findall(r"([^{}]*)\{([^{}]*)\}", inner):
                    self.rule(selectors, body)
                if re.sub(r"[^{}]*\{[^{}]*\}", "", inner).strip():
                    self.faults.append(f"something between rules: {inner.strip()[:40]}")

    def rule(self, selectors, body):
        for selector in selectors.split(","):
            if not selector.strip() or not SELECTOR.match(selector.strip()):
                self.faults.append(f"a rule for {selector.strip()}")
        for declaration in body.split(";"):
            if declaration.strip() and "!important" not in declaration:
                self.faults.append(f"{declaration.strip()} gives way to what stands in the element")
            self.declared(declaration.replace("!important", ""), by_night=True)

    def handle_comment(self, comment):
        alone = OUTLOOK.match(comment)
        if not alone:
            self.faults.append(f"a comment that everybody gets: {comment.strip()[:40]}")
            return
        inner = Outlook(self.of_outlook)
        inner.feed(alone.group(1))
        inner.close()
        self.faults += inner.faults

    def handle_data(self, text):
        if self.open and self.open[-1] == "style":
            self.styles[-1] += text

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing that is open")
        if tag == "style" and self.styles:
            self.styled(self.styles[-1])


class Outlook(html.parser.HTMLParser):
    """What Outlook alone reads: a table around what others hold together by a width. It may end in another comment."""

    def __init__(self, open_tags):
        super().__init__()
        self.open, self.faults = open_tags, []

    def handle_starttag(self, tag, attributes):
        if tag not in {"table", "tr", "td"}:
            self.faults.append(f"element {tag} for Outlook alone")
        self.faults += [f"attribute {name} for Outlook alone" for name, _ in attributes if name not in CLIENTS["attributes"]]
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing that is open for Outlook")

    def handle_data(self, text):
        if text.strip():
            self.faults.append(f"words for Outlook alone: {text.strip()[:40]}")


judge = Judge()
text = open(sys.argv[2], encoding="utf-8").read()
judge.feed(text)
judge.close()
judge.faults += [f"<{tag}> is never closed" for tag in judge.open]
judge.faults += [f"<{tag}> for Outlook is never closed" for tag in judge.of_outlook]
if len(re.sub(r"data:image/[^\"]*", "", text).encode()) >= 100_000:
    judge.faults.append("more than 100 KB: Gmail cuts it at 102")
print("\n".join(sorted(set(judge.faults))))
print("used: " + " ".join(sorted(judge.used)), file=sys.stderr)
