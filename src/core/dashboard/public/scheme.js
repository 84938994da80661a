import { readStored, store } from './stored.js';

const MEDIA = { auto: 'screen and (prefers-color-scheme: dark)', light: 'not all', dark: 'screen' };
let scheme = readStored('scheme');

/** Dark or light: as the system has it, or as the reader wants it. Those who draw by script are told by the event `oads:scheme`. */
export function attach() {
  const select = document.querySelector('.settings [name=scheme]');
  if (!select) return;
  select.form.hidden = false;
  select.value = scheme in MEDIA ? scheme : 'auto';
  select.onchange = () => {
    scheme = select.value;
    store('scheme', scheme);
    document.getElementById('dark').media = MEDIA[scheme];
    document.dispatchEvent(new Event('oads:scheme'));
  };
}
