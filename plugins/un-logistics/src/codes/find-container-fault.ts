const SHAPE = /^[A-Z]{3}[UJZ]\d{7}$/;

/** ISO 6346, annex A: letters count from 10, without the multiples of 11; place i weighs 2^i. */
export function containerCheckDigit(number: string): number {
  let sum = 0;
  for (let place = 0; place < 10; place++) sum += weigh(number[place]) * 2 ** place;
  return (sum % 11) % 10;
}

/** What is wrong with a container's number, such as `CSQU3054383`; blanks, dashes and case do not count. */
export function findContainerFault(text: string): string | undefined {
  const number = text.replace(/[\s-]/g, '').toUpperCase();
  if (!SHAPE.test(number)) return 'expected 3 letters of the owner, U, J or Z, and 7 digits';
  const expected = containerCheckDigit(number);
  return expected === Number(number[10]) ? undefined : `expected the check digit ${expected}, got ${number[10]}`;
}

function weigh(character: string): number {
  if (/\d/.test(character)) return Number(character);
  const letter = character.charCodeAt(0) - 65;
  return 10 + letter + Math.floor((letter + 9) / 10);
}
