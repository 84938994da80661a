// What stands for the licence of a package that names one and ships no text of it.
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the
"Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to
the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF
MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR
ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE
SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that
the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF
MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY
DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION,
ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`;

/** SPDX to text. Of the others, what their terms ask for: a place where the text can be read. */
const TEXTS = {
  MIT,
  ISC,
  'Apache-2.0': 'Licensed under the Apache License, Version 2.0, whose text is that of the file LICENSE of oads.',
  'CC-BY-3.0': 'Creative Commons Attribution 3.0 Unported: https://creativecommons.org/licenses/by/3.0/legalcode',
  'CC0-1.0': 'Creative Commons CC0 1.0 Universal: https://creativecommons.org/publicdomain/zero/1.0/legalcode',
};

/** Throws Error where there is none. */
export function standardText(license, { name, author, lookedUp }) {
  const text = TEXTS[license];
  if (text === undefined)
    throw new Error(`expected a text of the licence ${license} in ${name}, or one in scripts/bom/standard-texts.mjs, got neither`);
  const by = author ? `, author ${author}` : '';
  const told =
    lookedUp === undefined
      ? `It says: ${license}${by}.`
      : `It says: ${lookedUp.says}${by}.\nThat this is ${license} was looked up by hand, ${lookedUp.where}.`;
  return `The package ships no text of its licence. ${told}\n\n${text}`;
}
