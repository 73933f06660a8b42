"""Read XML files strictly and print them as JSON: [{tag, attributes, text, children}, ...]"""
import json
import sys
import xml.etree.ElementTree as tree


def plain(e):
    return {"tag": e.tag, "attributes": e.attrib, "text": (e.text or "").strip(),
            "children": [plain(c) for c in e]}


json.dump([plain(tree.parse(name).getroot()) for name in sys.argv[1:]], sys.stdout)
