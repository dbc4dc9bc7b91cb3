import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** The repository as the rules see it: its TypeScript files and their import lines. */

export const REPOSITORY = join(import.meta.dirname, '../..');

export interface SourceFile {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

export interface Import {
  /** As written: a package, or a relative path. */
  readonly from: string;
  /** For a relative import: the file it names, relative to the repository. */
  readonly file: string | undefined;
  /** `import type` and `export type` vanish when compiled, but they are still a dependency of the reader. */
  readonly line: number;
}

const STATEMENT =
  /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

function parse(path: string): SourceFile {
  const text = readFileSync(join(REPOSITORY, path), 'utf8');
  const imports = [...text.matchAll(STATEMENT)].map(match => {
    const from = (match[1] ?? match[2] ?? match[3]) as string;
    const file = from.startsWith('.') ? normalize(join(dirname(path), from)).replace(/\?.*$/, '') : undefined;
    return { from, file, line: text.slice(0, match.index + match[0].search(/\S/)).split('\n').length };
  });
  return { path, text, lines: text.split('\n').length - 1, imports };
}

/** Every TypeScript and JavaScript file that git knows or would add. */
export function sources(): readonly SourceFile[] {
  const list = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.ts', '*.tsx', '*.mjs'],
    {
      cwd: REPOSITORY,
      encoding: 'utf8',
    },
  );
  return list
    .split('\n')
    .filter(path => path !== '')
    .flatMap(path => {
      try {
        return [parse(path)];
      } catch (error) {
        // A file that was deleted and is not yet committed is still in the index.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    });
}

export const repositoryFiles = (pattern: string): readonly string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', pattern], {
    cwd: REPOSITORY,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(path => path !== '');
