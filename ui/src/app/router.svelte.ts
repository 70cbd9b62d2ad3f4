/** Where the user is: desk, record and filter live in the address (`#/contacts/17?q=heritage`), so that Back works. */
export interface Place {
  desk: string;
  /** What follows the desk: a record's id, then a page of it. */
  path: string[];
  query: URLSearchParams;
}

function read(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [desk = 'today', ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { desk, path: rest, query: new URLSearchParams(query) };
}

class Router {
  place = $state.raw<Place>(read(typeof location === 'undefined' ? '' : location.hash));

  listen(): () => void {
    const update = () => (this.place = read(location.hash));
    update();
    addEventListener('hashchange', update);
    return () => removeEventListener('hashchange', update);
  }
}

export const router = new Router();

/** The address of a place. */
export function href(desk: string, path: (string | number)[] = [], query: Record<string, string> = {}): string {
  const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString();
  return `#/${[desk, ...path].map(encodeURIComponent).join('/')}${words ? `?${words}` : ''}`;
}

/** Goes to a place; `replace` leaves no step for Back (a filter that is being typed). */
export function go(address: string, replace = false): void {
  if (location.hash === address) return;
  if (replace) {
    history.replaceState(null, '', address);
    router.place = read(address);
  } else {
    location.hash = address;
  }
}
