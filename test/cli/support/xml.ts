/** Reads XML strictly, as far as reports use it: declaration, elements, attributes, text. Throws where it is not well formed. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

export function readXml(xml: string): Element {
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(xml);
  if (illegal !== null) throw new Error(`a character that XML has not, at ${illegal.index}`);
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/, '');
  const token = /<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  const top: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  while (token.lastIndex < body.length) {
    const at = token.lastIndex;
    const found = token.exec(body);
    if (found === null) throw new Error(`not well formed at: ${body.slice(at, at + 80)}`);
    const [, closing, name, attributes, empty, text] = found;
    const inside = open[open.length - 1];
    if (text !== undefined) inside.text += plainText(text);
    else if (closing === '/') {
      if (inside.name !== name) throw new Error(`</${name}> closes <${inside.name}>`);
      open.pop();
    } else {
      const read = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        plainText(value),
      ]);
      const element: Element = { name, attributes: Object.fromEntries(read), children: [], text: '' };
      inside.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  if (open.length !== 1 || top.children.length !== 1)
    throw new Error('an element is left open, or there is not one root');
  return top.children[0];
}

function plainText(text: string): string {
  return text.replace(/&(#?\w*;?)/g, (whole, name: string) => {
    const known: Record<string, string> = { 'amp;': '&', 'lt;': '<', 'gt;': '>', 'quot;': '"', 'apos;': "'" };
    if (Object.hasOwn(known, name)) return known[name];
    const code = /^#(\d+);$/.exec(name);
    if (code === null) throw new Error(`a bare & or an unknown entity: ${whole}`);
    return String.fromCodePoint(Number(code[1]));
  });
}
