/** What comes from word processors and web pages keeps its structure and loses its style (W2). */

/** Lists that Word writes as paragraphs with a class, headings that are bold paragraphs, and what is never shown. */
export function tidy(root: ParentNode): void {
  for (const gone of root.querySelectorAll('script, style, meta, link, title, iframe, object, [hidden]')) gone.remove();
  for (const picture of root.querySelectorAll('img:not([data-picture])')) picture.remove();
  wordLists(root);
}

const isWordItem = (element: Element | null): element is Element =>
  element !== null &&
  /MsoListParagraph/i.test(element.className) &&
  /mso-list/i.test(element.getAttribute('style') ?? '');

function wordLists(root: ParentNode): void {
  const document = root.ownerDocument ?? (root as Document);
  for (const first of root.querySelectorAll('p')) {
    if (!first.parentNode) continue;
    if (!isWordItem(first) || isWordItem(first.previousElementSibling)) continue;
    const made: Element[] = [];
    const levels: { level: number; list: Element }[] = [];
    const anchor = document.createComment('');
    first.before(anchor);
    let item: Element | null = first;
    while (isWordItem(item)) {
      const next: Element | null = item.nextElementSibling;
      const level = Number(/level(\d+)/.exec(item.getAttribute('style') ?? '')?.[1] ?? 1);
      const sign = marker(item);
      while (levels.length && (levels.at(-1)?.level ?? 0) > level) levels.pop();
      if ((levels.at(-1)?.level ?? 0) < level) {
        const list = document.createElement(/^[\dA-Za-z]+[.)]/.test(sign) ? 'ol' : 'ul');
        const above = levels.at(-1)?.list.lastElementChild;
        if (above) above.append(list);
        else made.push(list);
        levels.push({ level, list });
      }
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

/** Takes the sign that Word draws before an item, and gives it. */
function marker(item: Element): string {
  for (const span of item.querySelectorAll<HTMLElement>('span')) {
    if (/mso-list:\s*Ignore/i.test(span.getAttribute('style') ?? '')) {
      const sign = span.textContent.trim();
      span.remove();
      return sign;
    }
  }
  return '';
}
