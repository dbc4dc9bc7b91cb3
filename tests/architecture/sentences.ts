import { parseSync } from 'vite';

/** What people read, found in the source of a file. */

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Found {
  readonly line: number;
  /** As the file has it. */
  readonly source: string;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

type Look = (node: Node, around: readonly Node[], sourceOf: (node: unknown) => string) => boolean;

/** Every node that `look` wants; `around` are those that it is in, the outermost first. */
function find(path: string, text: string, look: Look): Found[] {
  const all: Found[] = [];
  const sourceOf = (node: unknown): string => (isNode(node) ? text.slice(node.start, node.end) : '');
  const visit = (node: Node, around: readonly Node[]): void => {
    if (look(node, around, sourceOf)) {
      const line = text.slice(0, node.start).split('\n').length;
      all.push({ line, source: sourceOf(node).trim().replace(/\s+/g, ' ') });
    }
    const inner = [...around, node];
    for (const each of Object.values(node).flat()) if (isNode(each)) visit(each, inner);
  };
  const program: unknown = parseSync(path, text).program;
  if (isNode(program)) visit(program, []);
  return all;
}

/** Types hold no strings that are shown. */
const IS_TYPE = /^TS(?!As|Satisfies|NonNull)/;
/** Calls whose strings are for developers, logs and documents. */
const UNSHOWN_CALLS = /^(?:Error|assert|fail|console\..*|.*\.(?:querySelector(?:All)?|closest|matches))$/;
const HOLDER = /^(?:JSXAttribute|Property|VariableDeclarator)$/;
/** A string directly under one of these names is shown, however short it is. */
const SHOWN = /^(?:title|alt|placeholder|aria-label|aria-valuetext|label|detail|question|answer|hint)$/;
/** Strings under these are never shown: how something looks, which keys are meant, what a file may be. */
const UNSHOWN = /^(?:\w*[cC]lass(?:Name)?|style|d|viewBox|transform|cssText|font|accept|keys?|shown)$/;
/** Style sheets, media queries, selectors, fonts, shaders and drawings. */
const CODE = /^@|^\([\w-]+: |\[|sans-serif|;\n|^M\d/;
const UNITS = /(?<!\p{L})(?:px|r?em|deg|solid)\b/gu;
/** States and keys that look like words. */
const TAGS = ['not here', 'additions text', 'Delete', 'Backspace', 'Escape', 'Files'];
/** Two words, or one beside a gap that something is put into. */
const PHRASE = /\p{L}{2,}[,.:;!?’'”]*\s+[“‘(]?\p{L}|^\s+\p{L}{2,}|\p{L}{2,}[,.:]?\s+$/u;
const CAPITALISED = /^\p{Lu}\p{Ll}+[.!?…]?$/u;

/** The string itself, of a literal or of a piece of a template. */
function stringOf({ type, value }: Node): string | undefined {
  if (type === 'Literal') return typeof value === 'string' ? value : undefined;
  const isPiece = type === 'TemplateElement' && typeof value === 'object' && value !== null;
  return isPiece && 'cooked' in value ? String(value.cooked) : undefined;
}

/** Strings that people read: words in JSX, phrases, capitalised words, and whatever a label or title says. */
export const sentencesIn = (path: string, text: string): Found[] =>
  find(path, text, (node, around, sourceOf) => {
    if (node.type === 'JSXText') return /\p{L}/u.test(String(node.value));
    const string = stringOf(node);
    const parent = around.at(-1);
    if (string === undefined || CODE.test(string) || TAGS.includes(string)) return false;
    if (parent?.key === node || parent?.source === node) return false;
    if (around.some(({ type, callee }) => IS_TYPE.test(type) || UNSHOWN_CALLS.test(sourceOf(callee))))
      return false;
    const holder = [...around].reverse().find(({ type }) => HOLDER.test(type));
    const name = sourceOf(holder?.name ?? holder?.key ?? holder?.id).replace(/['"]/g, '');
    if (UNSHOWN.test(name)) return false;
    if (PHRASE.test(string.replace(UNITS, ''))) return true;
    if (/^(?:BinaryExpression|SwitchCase|MemberExpression|TemplateLiteral)$/.test(parent?.type ?? ''))
      return false;
    return CAPITALISED.test(string) || (parent === holder && SHOWN.test(name) && /\p{L}{2}/u.test(string));
  });

/** Where the door of texts is read as the module is loaded: before anybody can have chosen a language. */
export const textsReadAtLoad = (path: string, text: string): Found[] =>
  find(
    path,
    text,
    ({ type, object }, around, sourceOf) =>
      type === 'MemberExpression' &&
      sourceOf(object) === 'texts' &&
      !around.some(
        each => /Function/.test(each.type) || (each.type === 'PropertyDefinition' && !each.static),
      ),
  );
