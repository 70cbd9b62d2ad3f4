/**
 * What comes from word processors and web pages keeps its structure and loses its style (W2): headings, lists, quotes,
 * tables, links, stress. What a page draws but nobody wrote (styles, markers, spacing) does not come along.
 */
import { evenTable } from './pastedTables';
import { plainOffice } from './word';

const GONE = [
  'script, style, meta, link, title, iframe, object, embed, noscript, template, xml, [hidden]',
  'svg, canvas, video, audio, form input, form select, form button, select, textarea',
  '[aria-hidden="true"]:not(br)',
].join(', ');
const BLOCKS =
  'p, div, section, article, header, footer, main, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, hr, figure';

/**
 * Tidied as text, before anybody reads its styles: an unknown one, by which Word tells its lists, would not survive that.
 * What was copied from a sheet is as it should be.
 */
export function tidied(html: string): string {
  if (html.includes('data-pm-slice')) return html;
  const page = new DOMParser().parseFromString(html, 'text/html');
  tidy(page.body);
  return written(page);
}

/** The page as text again, for the sheet's own reading. */
export const written = (page: Document): string => new XMLSerializer().serializeToString(page.body);

/** Makes what was pasted what somebody wrote. Pictures that are not the document's own are taken out. */
export function tidy(root: ParentNode): void {
  for (const gone of root.querySelectorAll(GONE)) if (!gone.matches('[data-picture], [data-field]')) gone.remove();
  for (const element of root.querySelectorAll<HTMLElement>('[style]')) {
    if (element.style.display === 'none' || /mso-hide:\s*all/i.test(styleOf(element))) element.remove();
  }
  // What WebKit wrote in the place of a blank.
  for (const blank of root.querySelectorAll('span.Apple-converted-space')) {
    blank.replaceWith(blank.textContent.replace(/\u00a0/g, ' '));
  }
  plainOffice(root);
  for (const picture of root.querySelectorAll('img:not([data-picture])')) picture.remove();
  nestedLists(root);
  for (const pre of root.querySelectorAll('pre:not([data-raw])')) fenced(pre);
  // From the innermost table out: a table within a cell is words of that cell.
  for (const table of [...root.querySelectorAll('table')].reverse()) evenTable(table, BLOCKS);
  for (const heading of root.querySelectorAll('h1, h2, h3, h4, h5, h6')) plainHeading(heading);
  brokenLines(root);
  for (const block of root.querySelectorAll('p, h1, h2, h3, h4, h5, h6')) {
    const says = block.textContent.replace(/[\s\u00a0\u200b]/g, '') !== '';
    if (!says && !block.querySelector('img, [data-field], [data-html]') && !block.closest('blockquote')) block.remove();
  }
}

/** The style as it was written: what browsers do not know is in no `style` object. */
export const styleOf = (element: Element): string => element.getAttribute('style') ?? '';

/** Puts what is in an element in its place. */
export function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

/** A list that stands right in a list (Google's, Word's) belongs to the item before it. */
function nestedLists(root: ParentNode): void {
  for (const list of root.querySelectorAll('ul > ul, ul > ol, ol > ul, ol > ol')) {
    const before = list.previousElementSibling;
    if (before?.tagName === 'LI') {
      before.append(list);
    } else {
      const item = list.ownerDocument.createElement('li');
      list.replaceWith(item);
      item.append(list);
    }
  }
}

/** A heading is no stronger for being bold. */
function plainHeading(heading: Element): void {
  for (const bold of heading.querySelectorAll('b, strong')) unwrap(bold);
  for (const styled of [heading, ...heading.querySelectorAll<HTMLElement>('[style]')]) styled.removeAttribute('style');
}

/** Code of a page is code of the text: it is kept as source, between fences. */
function fenced(pre: Element): void {
  const code = pre.textContent.replace(/\s+$/, '');
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((found) => found[0].length));
  const fence = '`'.repeat(longest + 1);
  pre.replaceChildren(`${fence}\n${code}\n${fence}`);
  pre.setAttribute('data-raw', 'code');
}

/** A break between blocks is spacing; two breaks within words are a new paragraph. */
function brokenLines(root: ParentNode): void {
  for (const br of root.querySelectorAll('br')) {
    const beside = [br.previousElementSibling, br.nextElementSibling];
    const between = beside.some((one) => one?.matches(BLOCKS)) && !br.parentElement?.closest('p, li, td, th');
    if (between || br.classList.contains('Apple-interchange-newline')) br.remove();
  }
  for (const block of root.querySelectorAll('p, div')) {
    if (block.querySelector(BLOCKS)) continue;
    const parts: ChildNode[][] = [[]];
    let breaks: ChildNode[] = [];
    for (const child of [...block.childNodes]) {
      if (child.nodeName === 'BR') {
        breaks.push(child);
      } else if (breaks.length && child.nodeType === 3 && child.textContent?.trim() === '') {
        continue;
      } else {
        if (breaks.length > 1) parts.push([]);
        else parts.at(-1)?.push(...breaks);
        breaks = [];
        parts.at(-1)?.push(child);
      }
    }
    if (parts.length < 2) continue;
    const made = parts.map((nodes) => {
      const paragraph = block.ownerDocument.createElement('p');
      paragraph.append(...nodes);
      return paragraph;
    });
    block.replaceWith(...made);
  }
}

/** A picture that came with what was pasted. */
export interface Pasted {
  file: File;
  alt: string;
}

/**
 * The pictures in what was pasted: those that are in it, or beside it on the clipboard in the same number, each with a
 * mark in its place; and how many cannot be had because they lie in another program's folder or on the web.
 */
export function picturesOf(root: ParentNode, beside: File[]): { pictures: Pasted[]; missing: number } {
  const all = [...root.querySelectorAll<HTMLImageElement>('img:not([data-picture])')].filter((one) => !isPixel(one));
  const elsewhere = all.filter((one) => !one.getAttribute('src')?.startsWith('data:'));
  const files = beside.filter((file) => file.type.startsWith('image/'));
  const fit = files.length > 0 && files.length === elsewhere.length;
  const pictures: Pasted[] = [];
  let missing = 0;
  for (const image of all) {
    const src = image.getAttribute('src') ?? '';
    const file = src.startsWith('data:') ? fileOf(src, pictures.length + 1) : fit ? files.shift() : undefined;
    if (!file) {
      missing += 1;
      continue;
    }
    image.setAttribute('data-pasted', String(pictures.length));
    pictures.push({ file, alt: (image.getAttribute('alt') ?? '').replace(/\s+/g, ' ').trim() });
  }
  return { pictures, missing };
}

/** What pages draw to count readers. */
const isPixel = (image: HTMLImageElement) =>
  ['width', 'height'].some((side) => /^[01](px)?$/.test(image.getAttribute(side) ?? ''));

const ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

function fileOf(src: string, number: number): File | undefined {
  const [, type = '', data = ''] = /^data:([\w/+.-]+)(?:;[\w=-]+)*;base64,([\s\S]*)$/.exec(src) ?? [];
  const ending = ENDINGS[type.toLowerCase()];
  if (!ending) return undefined;
  try {
    const bytes = Uint8Array.from(atob(data.replace(/\s/g, '')), (letter) => letter.charCodeAt(0));
    return new File([bytes], `picture-${number}.${ending}`, { type });
  } catch {
    return undefined;
  }
}
