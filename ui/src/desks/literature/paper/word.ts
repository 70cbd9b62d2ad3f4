/** What Word and its kin put on the clipboard: lists as paragraphs, styles as classes, notes as links. */
import { styleOf, unwrap } from './paste';

/** Lists that Word writes as paragraphs, titles and quotes that it writes as classes, and what it writes for itself. */
export function plainOffice(root: ParentNode): void {
  for (const own of root.querySelectorAll('*')) {
    const prefix = /^([a-z]\d?):/i.exec(own.localName)?.[1];
    if (prefix === undefined) continue;
    // A drawing's fallback picture is shown beside it; a paragraph's end mark holds nothing of its own.
    if (/^v$/i.test(prefix)) own.remove();
    else unwrap(own);
  }
  for (const element of root.querySelectorAll('[style*="mso-element"]')) {
    if (/mso-element:\s*(comment-list|header|footer)/i.test(styleOf(element))) element.remove();
  }
  const word = root.querySelector('[class*="Mso"]') !== null;
  // What Word marks as deleted is gone; what it strikes out it writes otherwise.
  for (const gone of root.querySelectorAll('.MsoCommentReference, .MsoCommentText')) gone.remove();
  if (word) for (const gone of root.querySelectorAll('del')) gone.remove();
  wordLists(root);
  for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6, p')) markerOf(heading)?.remove();
  renamed(root, 'p.MsoTitle', 'h2');
  renamed(root, 'p.MsoSubtitle', 'h3');
  for (const words of root.querySelectorAll('p.MsoQuote, p.MsoIntenseQuote')) {
    const quote = words.ownerDocument.createElement('blockquote');
    words.before(quote);
    quote.append(words);
  }
}

function renamed(root: ParentNode, what: string, tag: string): void {
  for (const element of root.querySelectorAll(what)) {
    const made = element.ownerDocument.createElement(tag);
    made.append(...element.childNodes);
    element.replaceWith(made);
  }
}

/**
 * The sign that Word draws before an item. Its style says so, unless a browser threw away what it does not know: then it
 * is the words at the head whose blanks behind are set small.
 */
function markerOf(item: Element): Element | undefined {
  for (const span of item.querySelectorAll('span')) {
    if (/mso-list:\s*Ignore/i.test(styleOf(span))) return span;
    const sign = span.parentElement;
    const blanks = /font(-size)?:[^;]*\b7(\.0)?pt/i.test(styleOf(span)) && span.textContent.trim() === '';
    if (!blanks || sign?.tagName !== 'SPAN') continue;
    const head = item.textContent.trimStart();
    if (sign.textContent.trim() !== '' && head.startsWith(sign.textContent.trim())) return sign;
  }
  return undefined;
}

interface Item {
  /** Which list it is of, where that is known. */
  list: string | undefined;
  level: number;
  /** The sign before it. */
  sign: string;
}

const POINTS: Record<string, number> = { pt: 1, cm: 28.35, mm: 2.835, in: 72, px: 0.75 };
/** How far Word indents each level, in points. */
const STEP = 36;

function itemOf(element: Element | null): Item | undefined {
  if (element?.tagName !== 'P') return undefined;
  const marker = markerOf(element);
  const said = /mso-list:\s*([a-z]\w*)\s+level(\d+)/i.exec(styleOf(element));
  if (!said && !marker) return undefined;
  const sign = marker?.textContent.trim() ?? '';
  if (said) return { list: said[1], level: Number(said[2]), sign };
  const [, much = '', unit = ''] = /margin-left:\s*([\d.]+)(pt|cm|mm|in|px)/i.exec(styleOf(element)) ?? [];
  const indent = much ? Number(much) * (POINTS[unit.toLowerCase()] ?? 1) : STEP;
  return { list: undefined, level: Math.max(1, Math.round(indent / STEP)), sign };
}

const isNumber = (sign: string) => /^\(?[\dA-Za-z]{1,5}[.)]/.test(sign);

/** A further paragraph of an item. */
const goesOn = (element: Element): boolean => /MsoListParagraph/i.test(element.className) && !itemOf(element);

function wordLists(root: ParentNode): void {
  const document = root.ownerDocument ?? (root as Document);
  for (const first of root.querySelectorAll('p')) {
    const begins = first.parentNode ? itemOf(first) : undefined;
    if (!begins) continue;
    const made: Element[] = [];
    const levels: { level: number; list: Element; numbered: boolean }[] = [];
    const anchor = document.createComment('');
    first.before(anchor);
    let item: Element | null = first;
    while (item) {
      const next: Element | null = item.nextElementSibling;
      const said = itemOf(item);
      if (!said) {
        if (!goesOn(item) || !levels.length) break;
        levels.at(-1)?.list.lastElementChild?.append(item);
        item = next;
        continue;
      }
      while (levels.length && (levels.at(-1)?.level ?? 0) > said.level) levels.pop();
      const numbered = isNumber(said.sign);
      const above = levels.at(-1);
      // Another list begins; its deeper levels may have a name of their own.
      const other = said.list !== begins.list || (above?.level === said.level && above.numbered !== numbered);
      if (levels.length && other && said.level <= begins.level) break;
      if (above?.level === said.level && above.numbered !== numbered) levels.pop();
      if ((levels.at(-1)?.level ?? 0) < said.level) {
        const list = document.createElement(numbered ? 'ol' : 'ul');
        const number = /^\(?(\d+)[.)]/.exec(said.sign)?.[1];
        if (number && number !== '1') list.setAttribute('start', number);
        const around = levels.at(-1)?.list.lastElementChild;
        if (around) around.append(list);
        else made.push(list);
        levels.push({ level: said.level, list, numbered });
      }
      markerOf(item)?.remove();
      const li = document.createElement('li');
      const words = document.createElement('p');
      words.append(...item.childNodes);
      li.append(words);
      levels.at(-1)?.list.append(li);
      item.remove();
      item = next;
    }
    anchor.before(...made);
    anchor.remove();
  }
}
