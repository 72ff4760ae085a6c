/** An XForm made ready for the browser; what is stored of it stays as it is. */

/** The form begins in the language of the page: its translation is made the default one. */
const NAMES: Readonly<Record<string, RegExp>> = { zh: /\(zh\)|中文|chinese/i, en: /\(en\)|english/i };

export function speaking(xform: string, language: string): string {
  const wanted = NAMES[language];
  const document = new DOMParser().parseFromString(xform, "text/xml");
  const spoken = [...document.getElementsByTagName("translation")];
  const own = spoken.find((each) => wanted?.test(each.getAttribute("lang") ?? ""));
  if (!own) return xform;
  for (const each of spoken) each.removeAttribute("default");
  own.setAttribute("default", "true()");
  return new XMLSerializer().serializeToString(document);
}

/** Where a position is asked for it can be set on the map: an office has no place of its own. */
export function placed(xform: string): string {
  const document = new DOMParser().parseFromString(xform, "text/xml");
  const binds = [...document.getElementsByTagName("bind")];
  const points = binds.filter((each) => each.getAttribute("type") === "geopoint").map((each) => each.getAttribute("nodeset"));
  for (const input of document.getElementsByTagName("input")) {
    if (!points.includes(input.getAttribute("ref")) || /map/.test(input.getAttribute("appearance") ?? "")) continue;
    input.setAttribute("appearance", `${input.getAttribute("appearance") ?? ""} placement-map`.trim());
  }
  return new XMLSerializer().serializeToString(document);
}
