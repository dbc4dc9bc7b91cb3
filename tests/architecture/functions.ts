import { parseSync } from 'vite';
import type { SourceFile } from './source.ts';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** Whether it is `describe(...)`, or `describe.each(...)(...)`, of a file of tests. */
const isDescribe = ({ type, start }: Node, text: string): boolean =>
  type === 'CallExpression' && /^describe\b/.test(text.slice(start, start + 9));

/**
 * Functions, arrow functions and methods that pass `max` lines, as `line: lines`. What stands in a `describe`
 * of a file of tests does not count.
 */
export function longFunctions({ path, text, lines: all }: SourceFile, max: number): readonly string[] {
  if (all <= max) return [];
  const isTest = path.startsWith('tests/');
  const linesIn = (start: number, end: number): number => text.slice(start, end).split('\n').length;
  const found: string[] = [];
  /** Returns how many lines in it belong to describes. */
  const visit = (node: Node, isCallback: boolean): number => {
    const describes = isTest && isDescribe(node, text);
    let inside = 0;
    for (const child of Object.values(node).flat()) if (isNode(child)) inside += visit(child, describes);
    if (describes) return linesIn(node.start, node.end);
    if (isCallback || !FUNCTIONS.includes(node.type)) return inside;
    const lines = linesIn(node.start, node.end) - inside;
    if (lines > max) found.push(`line ${linesIn(0, node.start)}: ${lines} lines`);
    return inside;
  };
  visit(parseSync(path, text).program as Node, false);
  return found;
}
