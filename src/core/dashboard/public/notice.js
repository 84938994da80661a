/** What happened, for eyes and for screen readers: outside of what is exchanged, so that it is not announced twice. */
function region() {
  const known = document.getElementById('live');
  if (known) return known;
  const made = document.createElement('div');
  made.id = 'live';
  made.className = 'live';
  made.setAttribute('role', 'status');
  made.setAttribute('aria-live', 'polite');
  document.body.append(made);
  return made;
}

let timer;

/** Says it, and takes it away after a while. */
export function announce(text) {
  const node = region();
  clearTimeout(timer);
  node.replaceChildren(line(text));
  timer = setTimeout(() => node.replaceChildren(), 20000);
}

/** Says it with a link (`href`) or a button (`onClick`), and leaves it until it is used or withdrawn. */
export function offer(text, { text: action, href, onClick }) {
  const node = region();
  clearTimeout(timer);
  // Said again, it would be read out again.
  if (node.querySelector('a, button')?.textContent === action && node.firstChild.textContent === text) return;
  const control = document.createElement(href ? 'a' : 'button');
  control.textContent = action;
  if (href) control.href = href;
  else {
    control.type = 'button';
    control.addEventListener('click', onClick);
  }
  node.replaceChildren(line(text), control);
}

export function withdraw() {
  clearTimeout(timer);
  document.getElementById('live')?.replaceChildren();
}

function line(text) {
  const node = document.createElement('span');
  node.textContent = text;
  return node;
}
