// Before the first paint, so that the page does not flash: the colours that the reader has chosen. Not a module: those run later.
try {
  const media = { light: 'not all', dark: 'screen' }[localStorage.getItem('oads.scheme')];
  if (media) document.getElementById('dark').media = media;
} catch {
  // no storage: the system's choice
}
