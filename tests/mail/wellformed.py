"""Reads a page with html5lib (the HTML standard's own algorithm), and says as JSON what that finds wrong, which scripts are in it, what would be
fetched from elsewhere, and what the page says about itself."""
import json
import sys

import html5lib

parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
page = parser.parse(open(sys.argv[1], encoding="utf-8").read())
faults = [f"{place}: {code} {values}" for place, code, values in parser.errors]

metas, scripts, facts = {}, [], None
for element in page.iter():
    if not isinstance(element.tag, str):
        continue
    faults += [f"{element.tag} has {name}" for name in element.attrib if name.startswith("on")]
    if element.tag == "meta" and "content" in element.attrib:
        metas[element.attrib.get("name") or element.attrib.get("property") or element.attrib.get("http-equiv")] = element.attrib["content"]
    if element.tag == "script":
        scripts.append(element.attrib.get("type", ""))
        if scripts[-1] == "application/ld+json" and "src" not in element.attrib:
            facts = json.loads(element.text)
    fetched = element.attrib.get("src") if element.tag != "a" else None
    fetched = fetched or (element.attrib.get("href") if element.tag == "link" else None)
    if fetched and not fetched.startswith("data:image/"):
        faults.append(f"{element.tag} is fetched from {fetched}")

html = page if page.tag == "html" else page.find("html")
print(json.dumps({
    "faults": faults,
    "scripts": scripts,
    "metas": metas,
    "facts": facts,
    "title": (page.findtext(".//title") or ""),
    "lang": html.attrib.get("lang"),
    "dir": html.attrib.get("dir"),
    "words": " ".join("".join(page.find(".//body").itertext()).split()),
}))
