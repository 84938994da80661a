import { isSecretKey } from '../../schema/secret-names.ts';
import { wordsOf } from './read-name.ts';

const PERSONAL: readonly (readonly [RegExp, string])[] = [
  [/^e ?mail|email|e mail( address)?$/, 'an e-mail address'],
  [/\b(phone|mobile|telephone|tel|telefon|fax|msisdn|cell ?phone|handy)\b/, 'a phone number'],
  [
    /\b(first|last|full|given|family|middle|maiden|sur|passenger|patient|customer|employee|person|contact|beneficiary|user|driver|pilot|owner) ?name\b|\b(surname|username|vorname|nachname)\b/,
    'the name of a person',
  ],
  [
    /\b(passport|ssn|social security|national id|tax id|iban|card number|birth ?date|date of birth|dob|birthday)\b/,
    'an identity or a birth date',
  ],
  [/\b(credit ?card|debit ?card|card (no|nr|num|pan))\b|\bcard$|^pan$/, 'a card'],
  [/\b(street|home address|postal address|address|adresse|ip address)\b|\bip(v[46])?$|^ip\b/, 'an address'],
  [/\b(pwd|passwort|pin|login|credentials?|session id|cookie|cvv|cvc)$/, 'a secret or a login'],
];

/** Whose texts are mostly names, or what stands for them; a number of this name mostly counts something. */
const PERSON =
  /\b(driver|courier|pilot|captain|agent|employee|worker|staff|owner|user|customer|client|passenger|patient|guest|member|person|contact|recipient|sender|assignee|author|dispatcher|crew|kunde|kundin|fahrer|fahrerin|mitarbeiter|mitarbeiterin|besitzer|conducteur|chauffeur|cliente|conductor|empleado)$/;

/** Two words with capitals are no person where the name says that they are one of these. */
const THINGS =
  /\b(places?|city|town|village|airports?|stations?|ports?|hubs?|carriers?|airlines?|products?|items?|country|countries|region|state|province|district|county|adm ?\d?|admin ?\d?|market|commodity|category|sectors?|activity|activities|status|mode|type|class|classification|group|form|terms?|brand|vendor|supplier|manufacturer|organi[sz]ations?|org|company|site|location|origin|dest|destination|route|via|currency|units?|material|model|title|description|desc|department|project|program(me)?|cluster|line|designation|molecule|reason|cause|phase|stage|priority|weather|language|food|service|equipment|aircraft|vessel|warehouse|facility)\b/;

/** What personal or secret thing the name speaks of, whatever the values are; undefined for none. */
export function readPersonal(name: string): string | undefined {
  const words = wordsOf(name).join(' ');
  if (isSecretKey(words.replaceAll(' ', '_'))) return 'a secret or a login';
  return PERSONAL.find(([pattern]) => pattern.test(words))?.[1];
}

export function isCalledLikePerson(name: string): boolean {
  return PERSON.test(wordsOf(name).join(' '));
}

export function isCalledLikeThing(name: string): boolean {
  return THINGS.test(wordsOf(name).join(' '));
}
