"""A reader of as much XML Schema as the Common Alerting Protocol’s needs: sequences with their
occurrences, enumerations, patterns, and the simple types that it names.

It takes the schema itself as its rules; no validator is among Veille’s packages.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

XS = "{http://www.w3.org/2001/XMLSchema}"
UNBOUNDED = 10**9


class Schema:
    def __init__(self, path: Path) -> None:
        root = ET.parse(path).getroot()
        self.namespace = f"{{{root.get('targetNamespace')}}}"
        self._top = {each.get("name", ""): each for each in root.findall(f"{XS}element")}

    def faults(self, document: bytes) -> list[str]:
        """What the schema does not allow, each with where it stands; [] of a valid document."""
        root = ET.fromstring(document)
        name = root.tag.removeprefix(self.namespace)
        if name not in self._top:
            return [f"<{root.tag}> is no element of the schema"]
        return list(self._of_element(root, self._top[name], name))

    def _of_element(self, element: ET.Element, rule: ET.Element, where: str) -> Iterator[str]:
        rule = self._top[rule.get("ref", "").partition(":")[2]] if rule.get("ref") else rule
        sequence = rule.find(f"{XS}complexType/{XS}sequence")
        if sequence is not None:
            yield from self._of_sequence(element, sequence, where)
            return
        if len(element):
            yield f"{where}: holds elements"
        yield from _of_text(element.text or "", rule, where)

    def _of_sequence(self, element: ET.Element, rule: ET.Element, where: str) -> Iterator[str]:
        children = list(element)
        for each in rule.findall(f"{XS}element"):
            name = each.get("name") or each.get("ref", "").partition(":")[2]
            least, most = int(each.get("minOccurs", "1")), each.get("maxOccurs", "1")
            at_most = UNBOUNDED if most == "unbounded" else int(most)
            found = 0
            while children and children[0].tag == self.namespace + name:
                found += 1
                yield from self._of_element(children.pop(0), each, f"{where}/{name}")
            if not least <= found <= at_most:
                yield f"{where}: {found} times <{name}>, where {least} to {most} may be"
        yield from (f"{where}: <{left.tag}> may not stand here" for left in children)


def _of_text(text: str, rule: ET.Element, where: str) -> Iterator[str]:
    restriction = rule.find(f"{XS}simpleType/{XS}restriction")
    kind = rule.get("type") or (restriction.get("base") if restriction is not None else "") or ""
    if kind == "xs:dateTime":
        try:
            datetime.fromisoformat(text)
        except ValueError:
            yield f"{where}: “{text}” is no moment"
    if kind == "xs:language" and not re.fullmatch(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", text):
        yield f"{where}: “{text}” is no language"
    if kind == "xs:anyURI" and (" " in text or not text):
        yield f"{where}: “{text}” is no address"
    if restriction is None:
        return
    words = [each.get("value") for each in restriction.findall(f"{XS}enumeration")]
    if words and text not in words:
        yield f"{where}: “{text}” is none of {', '.join(filter(None, words))}"
    for pattern in restriction.findall(f"{XS}pattern"):
        if not re.fullmatch(pattern.get("value", ""), text):
            yield f"{where}: “{text}” is not {pattern.get('value')}"
