import { SaxesParser, type SaxesTagNS } from 'saxes';
import { XML_LIMITS } from './xml-limits.ts';

export const AIDX_NAMESPACE = 'http://www.iata.org/IATA/2007/00';
export const AIDX_ROOT = 'IATA_AIDX_FlightLegNotifRQ';

/** What a document holds that none may: the file is refused. */
export class ForbiddenXml extends Error {}
/** Not well-formed: this message cannot be read, the next one can. */
export class MalformedXml extends Error {}
/** Well-formed so far, but no AIDX message. */
export class ForeignXml extends Error {}

export interface Element {
  /** Local names from the root to the element, those of AIDX only: `LegData/OperationTime` below a flight leg. */
  readonly path: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
}

export interface DocumentEvents {
  root(attributes: ReadonlyMap<string, string>): void;
  openLeg(): void;
  /** An element of the leg at hand that holds no others, or one of them whose text follows its attributes. */
  element(element: Element): void;
  closeLeg(): void;
}

const LEAF_CHARS = 1000;

/**
 * Parses one message piece by piece. DOCTYPE and processing instructions are refused, so that no entity but the five of XML exists; depth,
 * counts and sizes are limited before anything is kept.
 */
export class DocumentReader {
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #path: string[] = [];
  readonly #attributes: ReadonlyMap<string, string>[] = [];
  #depth = 0;
  #foreign = 0;
  #elements = 0;
  #attributeCount = 0;
  #text = '';
  /** Characters written before the last event: what lies behind it is one token that has not ended. */
  #written = 0;
  #lastEvent = 0;

  constructor(events: DocumentEvents) {
    const parser = this.#parser;
    parser.on('error', (error) => {
      throw new MalformedXml(error.message.replaceAll(/\s+/g, ' ').slice(0, 200));
    });
    parser.on('doctype', () => {
      throw new ForbiddenXml('no DOCTYPE (entities and external files are never read), got one');
    });
    parser.on('processinginstruction', () => {
      throw new ForbiddenXml('no processing instructions, got one');
    });
    parser.on('opentagstart', () => {
      this.#attributeCount = 0;
      this.#sign();
      if (++this.#depth > XML_LIMITS.depth) throw new ForbiddenXml(`elements at most ${XML_LIMITS.depth} deep, got more`);
      if (++this.#elements > XML_LIMITS.elements)
        throw new ForbiddenXml(`at most ${XML_LIMITS.elements} elements in a flight leg, got more`);
    });
    parser.on('attribute', () => {
      this.#sign();
      if (++this.#attributeCount > XML_LIMITS.attributes) throw new ForbiddenXml(`at most ${XML_LIMITS.attributes} attributes, got more`);
    });
    parser.on('opentag', (tag) => this.#open(tag, events));
    parser.on('closetag', () => this.#close(events));
    parser.on('text', (text) => this.#addText(text));
    parser.on('cdata', (text) => this.#addText(text));
    parser.on('comment', () => this.#sign());
  }

  write(text: string): void {
    this.#written += text.length;
    this.#parser.write(text);
    if (this.#written - this.#lastEvent > XML_LIMITS.tokenChars) {
      throw new ForbiddenXml(`an attribute, text or name of at most ${XML_LIMITS.tokenChars} characters, got a longer one`);
    }
  }

  end(): void {
    this.#parser.close();
  }

  #sign(): void {
    this.#lastEvent = this.#written;
  }

  #addText(text: string): void {
    this.#sign();
    if (this.#text.length < LEAF_CHARS) this.#text += text.slice(0, LEAF_CHARS);
  }

  #open(tag: SaxesTagNS, events: DocumentEvents): void {
    this.#sign();
    this.#text = '';
    if (this.#foreign > 0 || (this.#depth > 1 && tag.uri !== AIDX_NAMESPACE) || tag.local === 'TPA_Extension') {
      this.#foreign++;
      return;
    }
    const attributes = new Map(Object.values(tag.attributes).map(({ local, uri, value }) => [uri ? `{${uri}}${local}` : local, value]));
    if (this.#depth === 1) {
      if (tag.local !== AIDX_ROOT) throw new ForeignXml(`a root element ${AIDX_ROOT}, got ${tag.local.slice(0, 80)}`);
      if (tag.uri !== AIDX_NAMESPACE) throw new ForeignXml(`the namespace ${AIDX_NAMESPACE}, got ${tag.uri.slice(0, 80) || 'none'}`);
      events.root(attributes);
    }
    this.#path.push(tag.local);
    this.#attributes.push(attributes);
    if (this.#path.length === 2 && tag.local === 'FlightLeg') {
      this.#elements = 0;
      events.openLeg();
    }
  }

  #close(events: DocumentEvents): void {
    this.#sign();
    this.#depth--;
    if (this.#foreign > 0) {
      this.#foreign--;
      return;
    }
    const isInLeg = this.#path[1] === 'FlightLeg';
    const path = this.#path.slice(2).join('/');
    const attributes = this.#attributes.pop()!;
    this.#path.pop();
    if (isInLeg && path !== '') events.element({ path, attributes, text: this.#text.trim() });
    else if (isInLeg) {
      this.#elements = 0;
      events.closeLeg();
    }
    this.#text = '';
  }
}
