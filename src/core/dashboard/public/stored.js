/** What the reader chose here before; null where nothing is kept, or the browser keeps nothing. */
export function readStored(name) {
  try {
    return localStorage.getItem(`oads.${name}`);
  } catch {
    return null;
  }
}

export function store(name, value) {
  try {
    localStorage.setItem(`oads.${name}`, value);
  } catch {
    // chosen until the page is left
  }
}
