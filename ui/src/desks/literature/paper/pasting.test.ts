import { afterEach, describe, expect, test, vi } from 'vitest';

import type { PaperContent } from '../../../ipc/bindings';
import { tidy, type Pasted } from './paste';
import google from './samples/google.clip?raw';
import webkit from './samples/word-webkit.clip?raw';
import word from './samples/word.clip?raw';
import { caret, closeSheet, openSheet, para, press, said, sheet, type Listening } from './testing';

afterEach(closeSheet);

function paste(html: string, more: { plain?: string; files?: File[] } = {}) {
  const event = new Event('paste', { bubbles: true, cancelable: true }) as ClipboardEvent;
  const data = { 'text/html': html, 'text/plain': more.plain ?? '' } as Record<string, string>;
  Object.defineProperty(event, 'clipboardData', {
    value: { getData: (type: string) => data[type] ?? '', files: more.files ?? [], types: Object.keys(data) },
  });
  if (html) sheet().editor.view.pasteHTML(html, event);
  else sheet().editor.view.pasteText(more.plain ?? '', event);
}
function blank(listening: Partial<Listening> = {}) {
  openSheet([para('')], listening);
  sheet().editor.commands.setTextSelection(sheet().editor.state.doc.content.size - 1);
}
const kinds = () => said().map((content) => content.kind);
const plain = (content: PaperContent | undefined): string =>
  [...JSON.stringify(content ?? null).matchAll(/"text":"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1]).join('');

describe('from Word', () => {
  // As Word wrote it, and as WebKit hands that on: without a style that it does not know.
  test.each([
    ['itself', word],
    ['WebKit', webkit],
  ])('structure comes, style does not: %s', (_, html) => {
    const missing = vi.fn();
    blank({ onmissing: missing });
    paste(html);
    expect(kinds()).toEqual(['heading', 'paragraph', 'heading', 'list', 'list', 'quote', 'table', 'paragraph']);
    const [title, lead, heading, list, numbers, quote, table, end] = said();
    expect(plain(title)).toBe('The lens is back');
    expect(plain(lead)).toBe('“After four years”, the lens of 1874 turns again – and the tower’s light with it.');
    expect(JSON.stringify(lead)).toContain('"marks":[{"mark":"strong"}]');
    expect(JSON.stringify(lead)).toContain('"marks":[{"mark":"emphasis"}]');
    expect(heading).toEqual({
      kind: 'heading',
      level: 2,
      id: null,
      class: null,
      words: [{ what: { is: 'text', text: 'What happens' }, marks: [] }],
    });
    expect(list).toEqual({
      kind: 'list',
      start: null,
      items: [
        [para('Press view'), { kind: 'list', start: null, items: [[para('with the keeper'), para('who lights it.')]] }],
        [para('Opening')],
      ],
    });
    expect(numbers).toEqual({ kind: 'list', start: 3, items: [[para('Third, by number')]] });
    expect(quote?.kind === 'quote' && quote.blocks).toEqual([para('A lighthouse is a promise kept every night.')]);
    const cells = table?.kind === 'table' ? [table.head, ...table.rows] : [];
    expect(cells.map((row) => row.map((cell) => plain({ kind: 'paragraph', words: cell }).trim()))).toEqual([
      ['Day', 'Visitors', 'Visitors'],
      ['Friday and Saturday', '1,200', 'guests'],
      ['', '900', 'more'],
    ]);
    expect(table?.kind === 'table' && table.align).toEqual([null, 'right', null]);
    expect(plain(end)).toBe('Dear , see the programme[1].');
    expect(JSON.stringify(end)).toContain('"field":{"name":"first_name","fallback":"editor"}');
    expect(JSON.stringify(end)).toContain('https://harbourtrust.example.org/lens');
    expect(JSON.stringify(said())).not.toMatch(/mso|Arial|C00000|hidden|never|remark|IC1|clip_image|·|\\u00a0/i);
    expect(missing).toHaveBeenCalledWith(1);
  });

  test('a heading right behind, a list that never ends and a list alone are no trouble', () => {
    const page = new DOMParser().parseFromString(
      `<p class="MsoListParagraphCxSpFirst" style="mso-list:l0 level1"><span style="mso-list:Ignore">1.</span>a</p>
       <p class="MsoNormal" style="mso-list:l0 level1"><span style="mso-list:Ignore">2.</span>b</p><p>c</p>
       <p class="MsoListParagraph" style="mso-list:l0 level3"><span style="mso-list:Ignore">·</span>deep at once</p>`,
      'text/html',
    );
    tidy(page);
    expect(page.querySelectorAll('ol > li')).toHaveLength(2);
    expect([...page.body.children].map((one) => one.tagName)).toEqual(['OL', 'P', 'UL']);
  });
});

describe('from Google Docs', () => {
  test('structure comes, its pictures become the document’s, style does not', async () => {
    const onpasted = vi.fn((pictures: Pasted[]) => Promise.resolve(pictures.map((one) => one.file.name)));
    blank({ onpasted });
    paste(google);
    await vi.waitFor(() => expect(kinds()).toContain('table'));
    expect(kinds()).toEqual(['heading', 'paragraph', 'list', 'table', 'paragraph']);
    const [heading, words, list, table, picture] = said();
    expect(JSON.stringify(heading)).not.toContain('strong');
    const marked = (mark: string) => ({ marks: [{ mark }] });
    expect(words).toMatchObject({
      words: [
        { what: { text: 'The wing ' }, marks: [] },
        { what: { text: 'opens' }, ...marked('strong') },
        { what: { text: ' at ten' }, ...marked('emphasis') },
        { what: { text: ' or nine' }, ...marked('strike') },
        { what: { is: 'break' } },
        { what: { text: 'and closes late.' }, marks: [] },
      ],
    });
    expect(list).toEqual({
      kind: 'list',
      start: null,
      items: [[para('Press view'), { kind: 'list', start: null, items: [[para('at nine')]] }], [para('Opening')]],
    });
    expect(table?.kind === 'table' && [table.head.length, table.rows.length]).toEqual([2, 1]);
    expect(picture).toMatchObject({ words: [{ what: { is: 'image', src: 'picture-1.png', alt: '' } }] });
    const first = onpasted.mock.calls[0]?.[0][0];
    expect([first?.file.type, first?.file.size]).toEqual(['image/png', 70]);
  });

  test('a picture that the document refuses leaves the words', async () => {
    blank({ onpasted: (pictures) => Promise.resolve(pictures.map(() => undefined)) });
    paste(google);
    await vi.waitFor(() => expect(kinds()).toEqual(['heading', 'paragraph', 'list', 'table']));
  });
});

describe('from a web page', () => {
  test('what nobody wrote stays away, code stays code, breaks make paragraphs', () => {
    const missing = vi.fn();
    blank({ onmissing: missing });
    paste(`<html><body><div>First line<br><br>second paragraph<br>with a break</div>
      <script>alert(1)</script><style>p{}</style><span aria-hidden="true">§</span>
      <table role="presentation"><tr><td><h3>Laid <b>out</b></h3><p>by a table</p></td><td><p>beside</p></td></tr></table>
      <pre><code>a  b\n\`\`\`\nc</code></pre>
      <p><a href="javascript:alert(1)">bad</a> <a href="https://example.org" title="junk">good</a></p>
      <p><img src="https://track.example/p.gif" width="1" height="1"><img src="https://example.org/photo.jpg"></p>
      <form><input value="x"><button>Send</button></form><p> &nbsp; </p></body></html>`);
    expect(said().map((content) => [content.kind, plain(content).replace(/\s+/g, ' ').trim()])).toEqual([
      ['paragraph', 'First line'],
      ['paragraph', 'second paragraphwith a break'],
      ['heading', 'Laid out'],
      ['paragraph', 'by a table'],
      ['paragraph', 'beside'],
      ['raw', '````\\na b\\n```\\nc\\n````'],
      ['paragraph', 'bad good'],
    ]);
    expect(JSON.stringify(said())).not.toMatch(/javascript|junk|alert|Send/);
    expect(missing).toHaveBeenCalledWith(1);
  });

  test('a heading over some columns stands over each, one over all of them before the table', () => {
    blank();
    paste(`<html><body><table>
      <tr><td colspan="3"><p><b>Visitors</b></p></td></tr>
      <tr><th>Site</th><th colspan="2">Open in <i>winter</i></th></tr>
      <tr><td>Skerry Point</td><td>Mon to Fri</td><td>Sat</td></tr></table></body></html>`);
    expect(kinds()).toEqual(['paragraph', 'table']);
    const [title, table] = said();
    expect(plain(title).trim()).toBe('Visitors');
    const head = table?.kind === 'table' ? table.head : [];
    expect(
      head.map((cell) =>
        JSON.stringify(cell)
          .match(/(?<="text":")[^"]*/g)
          ?.join(''),
      ),
    ).toEqual(['Site', 'Open in winter', 'Open in winter']);
  });

  test('a picture alone is a file, whatever markup stands around it', () => {
    const onfiles = vi.fn();
    blank({ onfiles });
    const photo = new File([new Uint8Array(4)], 'image.png', { type: 'image/png' });
    paste('<p><span><img src="https://example.org/photo.png"></span></p>', { files: [photo] });
    expect(onfiles).toHaveBeenCalledWith([photo]);
  });

  test('many pages come in at once', () => {
    blank();
    const page = Array.from(
      { length: 150 },
      (_, at) =>
        `<p class="MsoListParagraph" style="mso-list:l${at % 7} level${1 + (at % 3)} lfo1"><span style="mso-list:Ignore">${at}.</span>${'word '.repeat(25)}</p><p>${'word '.repeat(25)}</p>`,
    ).join('');
    paste(page);
    expect(said().length).toBeGreaterThan(200);
  });
});

describe('merge fields', () => {
  test('become tokens with whatever quotes, known or not: the unknown ones are pointed at later', () => {
    blank();
    paste('', { plain: "{{greeting}} {{ First_Name | 'dear' }} {{ vorname | „Redaktion“ }} {{ 1x }} {{ broken" });
    const fields = JSON.stringify(said()).match(/"field":\{[^}]*\}/g);
    expect(fields).toEqual([
      '"field":{"name":"greeting","fallback":null}',
      '"field":{"name":"first_name","fallback":"dear"}',
      '"field":{"name":"vorname","fallback":"Redaktion"}',
    ]);
    expect(plain(said()[0])).toContain('{{ 1x }} {{ broken');
  });
});

describe('into lines and cells', () => {
  const table: PaperContent = {
    kind: 'table',
    align: [null, null],
    head: [[], []],
    rows: [[[], []]],
  };

  test('a headline takes one line of words', () => {
    openSheet([para('lead')]);
    sheet().editor.commands.setTextSelection(1);
    paste('<p><b>Two</b></p><p>lines</p><ul><li>and {{ city | "town" }}</li></ul>');
    expect(sheet().read().lines.headline).toEqual([
      { what: { is: 'text', text: 'Two lines and ' }, marks: [] },
      { what: { is: 'field', field: { name: 'city', fallback: 'town' } }, marks: [] },
    ]);
  });

  test('cells of a sheet of figures go over cells, words into one', () => {
    openSheet([table, para('after')]);
    sheet().editor.commands.setTextSelection(sheet().cellStart(0, 1, 1));
    paste('<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>');
    const [now] = said();
    const rows = now?.kind === 'table' ? [now.head, ...now.rows] : [];
    expect(rows.map((row) => row.map((cell) => plain({ kind: 'paragraph', words: cell })))).toEqual([
      ['', '', ''],
      ['', '1', '2'],
      ['', '3', '4'],
    ]);
    paste('<p>one</p><p>two</p>');
    expect(plain(said()[0])).toContain('one two');
    expect(kinds()).toEqual(['table', 'paragraph']);
    caret('after');
    press('Backspace');
    expect(kinds()).toEqual(['table', 'paragraph']);
  });
});
