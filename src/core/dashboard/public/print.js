let attached = false;

/** A report on paper has nothing folded. */
export function attach() {
  if (attached) return;
  attached = true;
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const node of opened) node.open = true;
  });
  addEventListener('afterprint', () => {
    for (const node of opened) node.open = false;
    opened = [];
  });
}
