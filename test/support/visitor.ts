import { parse, type HTMLElement } from 'node-html-parser';

/** A page as someone without JavaScript has it before them. */
export interface Page {
  readonly status: number;
  readonly path: string;
  readonly html: string;
  readonly root: HTMLElement;
  /** What a person reads, with white space folded. */
  readonly text: string;
}

export interface Visitor {
  get(path: string): Promise<Page>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** Presses the button with this label, in the row or card that holds `near`. */
  press(page: Page, label: string, near?: string): Promise<Page>;
  /** Follows the link with this label. */
  follow(page: Page, label: string, near?: string): Promise<Page>;
  /** Fills the form of this page (the one with `/form` as its action) and sends it. */
  fill(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** Becomes this member, by the demo's bar. */
  choose(page: Page, member: string): Promise<Page>;
  /** Types into the command box of this page. */
  command(text: string): Promise<Page>;
  cookie(): string;
}

const words = (element: HTMLElement): string => element.textContent.replace(/\s+/g, ' ').trim();

function pageOf(status: number, path: string, html: string): Page {
  const root = parse(html);
  for (const hidden of root.querySelectorAll('script, style, template')) hidden.remove();
  return { status, path, html, root, text: words(root) };
}

/** The innermost element of these that holds the text, or the whole page. */
function area(page: Page, near: string | undefined): HTMLElement {
  if (near === undefined) return page.root;
  const holding = page.root
    .querySelectorAll('li, article, section, tr')
    .filter((element) => words(element).includes(near));
  const [smallest] = holding.toSorted((a, b) => words(a).length - words(b).length);
  if (!smallest) throw new Error(`nothing on ${page.path} says "${near}"`);
  return smallest;
}

function fieldsOf(form: HTMLElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const input of form.querySelectorAll('input, textarea')) {
    const name = input.getAttribute('name');
    const type = input.getAttribute('type') ?? 'text';
    if (!name || ((type === 'radio' || type === 'checkbox') && input.getAttribute('checked') === undefined))
      continue;
    fields[name] = input.getAttribute('value') ?? input.textContent;
  }
  for (const select of form.querySelectorAll('select')) {
    const chosen = select.querySelector('option[selected]') ?? select.querySelector('option');
    fields[select.getAttribute('name')!] = chosen?.getAttribute('value') ?? '';
  }
  return fields;
}

/** A person with a browser that has no JavaScript: a cookie jar, links, forms and buttons. */
export function visitor(base: string): Visitor {
  const cookies = new Map<string, string>();
  let current = '/';

  const keep = (response: Response): void => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, value.join('='));
    }
  };
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  async function send(path: string, init: RequestInit, more: Record<string, string> = {}): Promise<Page> {
    let at = new URL(path, base);
    let response = await fetch(at, {
      ...init,
      redirect: 'manual',
      headers: { ...more, cookie: cookie() },
    });
    keep(response);
    let hops = 0;
    for (; response.status >= 300 && response.status < 400 && hops < 5; hops += 1) {
      at = new URL(response.headers.get('location') ?? '/', at);
      response = await fetch(at, { redirect: 'manual', headers: { cookie: cookie() } });
      keep(response);
    }
    if (init.method !== 'POST' || hops > 0) current = at.pathname + at.search;
    return pageOf(response.status, at.pathname + at.search, await response.text());
  }
  const post = (path: string, fields: Readonly<Record<string, string>>): Promise<Page> =>
    send(path, { method: 'POST', body: new URLSearchParams(fields) }, { origin: base });

  return {
    cookie,
    get: (path) => send(path, {}),
    post,
    async press(page, label, near) {
      const button = area(page, near)
        .querySelectorAll('button')
        .find((each) => words(each) === label);
      const form = button?.closest('form');
      if (!button || !form)
        throw new Error(
          `no button "${label}" on ${page.path}${near ? ` near "${near}"` : ''}: ${page.text.slice(0, 400)}`,
        );
      const own = button.getAttribute('name');
      return post(button.getAttribute('formaction') ?? form.getAttribute('action')!, {
        ...fieldsOf(form),
        ...(own ? { [own]: button.getAttribute('value') ?? '' } : {}),
      });
    },
    async follow(page, label, near) {
      const link = area(page, near)
        .querySelectorAll('a')
        .find((each) => words(each) === label);
      if (!link) throw new Error(`no link "${label}" on ${page.path}${near ? ` near "${near}"` : ''}`);
      return send(link.getAttribute('href')!, {});
    },
    async fill(page, fields) {
      const form = page.root.querySelector('form[action="/form"]');
      if (!form) throw new Error(`no form on ${page.path}: ${page.text.slice(0, 400)}`);
      const typed = Object.entries(fields).map(([name, value]) => [`f.${name}`, value]);
      return post('/form', { ...fieldsOf(form), ...Object.fromEntries(typed) });
    },
    async choose(page, member) {
      const form = page.root.querySelector('form.demo-as');
      if (!form) throw new Error(`no demo bar on ${page.path}`);
      return post('/demo/as', { ...fieldsOf(form), member });
    },
    async command(text) {
      const page = await send(current, {});
      // Some buttons send a command of their own: the box is where one types.
      const box = page.root
        .querySelectorAll('form[action="/command"] input')
        .find((input) => input.getAttribute('type') !== 'hidden');
      const form = box?.closest('form');
      if (!box || !form) throw new Error(`no command box on ${page.path}`);
      return post('/command', { ...fieldsOf(form), [box.getAttribute('name')!]: text });
    },
  };
}
