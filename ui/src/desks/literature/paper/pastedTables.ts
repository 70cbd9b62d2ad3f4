/** Tables of pages and word processors, made what a sheet can hold. */

/** How many cells one may reach over; pages write nonsense there. */
const WIDEST = 64;

/**
 * Each cell becomes one line of words, and what reaches over several leaves the others empty; but a heading that reaches over
 * some columns stands over each of them, and one over all of them is the words before the table. A table that only places
 * things on a page (marked so, or of one column) is no table: its blocks stay.
 */
export function evenTable(table: Element, blocks: string): void {
  const document = table.ownerDocument;
  const rows = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
  const wide = rows.some((row) => row.children.length > 1);
  const inCell = table.parentElement?.closest('td, th');
  if (!wide || inCell || /^(presentation|none)$/.test(table.getAttribute('role') ?? '')) {
    const parts = rows
      .flatMap((row) => [...row.children])
      .map((cell) => {
        const part = document.createElement('div');
        part.append(...cell.childNodes);
        return part;
      });
    table.replaceWith(...parts);
    return;
  }
  const caption = table.querySelector('caption');
  before(table, caption);
  caption?.remove();
  const title = rows.length > 2 && rows[0]?.children.length === 1 ? rows[0] : undefined;
  if (title?.firstElementChild && span(title.firstElementChild, 'colspan') >= Math.max(...rows.map(columns))) {
    oneLine(title.firstElementChild, blocks);
    before(table, title.firstElementChild);
    title.remove();
    rows.shift();
  }
  const over: number[] = [];
  for (const row of rows) {
    let column = 0;
    const empty = () => {
      const cell = document.createElement('td');
      over[column] = (over[column] ?? 0) - 1;
      column += 1;
      return cell;
    };
    for (const cell of [...row.children]) {
      while ((over[column] ?? 0) > 0) cell.before(empty());
      const across = span(cell, 'colspan');
      const down = span(cell, 'rowspan') - 1;
      cell.removeAttribute('colspan');
      cell.removeAttribute('rowspan');
      oneLine(cell, blocks);
      over[column] = down;
      column += 1;
      const more: Element[] = [];
      for (let at = 1; at < across; at += 1) {
        over[column] = down + 1;
        const next = empty();
        if (row === rows[0]) next.append(...[...cell.childNodes].map((one) => one.cloneNode(true)));
        more.push(next);
      }
      cell.after(...more);
    }
    while ((over[column] ?? 0) > 0) row.append(empty());
  }
  sides(rows);
  for (const row of rows) {
    if (row.textContent.trim() === '' && !row.querySelector('img, [data-field]')) row.remove();
  }
}

/** What is said over a table stands before it. */
function before(table: Element, said: Element | null): void {
  if (!said?.textContent.trim()) return;
  const words = table.ownerDocument.createElement('p');
  words.append(...said.childNodes);
  table.before(words);
}

const columns = (row: Element) => [...row.children].reduce((sum, cell) => sum + span(cell, 'colspan'), 0);
const span = (cell: Element, name: string) => Math.min(WIDEST, Math.max(1, Number(cell.getAttribute(name) ?? 1) || 1));

/** A column stands on the side that its cells agree upon: the head of it says so for all. */
function sides(rows: Element[]): void {
  const [head, ...body] = rows.map((row) => [...row.children]);
  head?.forEach((cell, at) => {
    const said = new Set(body.map((row) => row[at]?.getAttribute('align')).filter((side) => side));
    if (said.size === 1 && !cell.hasAttribute('align')) cell.setAttribute('align', [...said][0] ?? '');
  });
}

/** Blocks and breaks within a cell become words with a blank between them. */
function oneLine(cell: Element, blocks: string): void {
  const side = [cell, ...cell.querySelectorAll<HTMLElement>('[align], [style*="text-align"]')]
    .map((one) => one.getAttribute('align') ?? (one as HTMLElement).style.textAlign)
    .find((one) => one === 'right' || one === 'center');
  if (side) cell.setAttribute('align', side);
  for (const one of [...cell.querySelectorAll('*')]) {
    if (one.tagName.toLowerCase() === 'o:p') one.replaceWith(...one.childNodes);
  }
  for (const br of cell.querySelectorAll('br')) br.replaceWith(' ');
  for (const block of [...cell.querySelectorAll(`${blocks}, li, dl, dt, dd`)].reverse()) {
    block.replaceWith(' ', ...block.childNodes, ' ');
  }
}
