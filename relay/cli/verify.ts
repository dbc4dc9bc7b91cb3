import { ok } from '../../shared/errors.ts';
import { verifyFolder } from '../lifecycle/index.ts';
import { storeSentence } from '../sentences.ts';
import { type Command, failed } from './command.ts';
import { dataIn, settings } from './data.ts';

export const verify: Command = {
  name: 'verify',
  params: [],
  options: { json: { type: 'boolean', help: 'as JSON: counts, and the findings' } },
  summary: 'Reads everything in the data folder and says what is not as it should be.',
  help: [
    'Every session is loaded, every file and archive opened to its end, every record looked for what it belongs to. Nothing is changed.',
    'It ends with 1 where something was found. The relay must be stopped.',
  ].join('\n'),
  run: async ({ flag }, terminal) => {
    const config = settings();
    if (!config.ok) return config;
    const folder = dataIn(config.value);
    if (!folder.ok) return folder;
    const verified = await verifyFolder({
      folder: folder.value,
      masterKey: config.value.masterKey,
      onProgress: sessions => terminal.progress('Sessions read', sessions, Number.POSITIVE_INFINITY),
    });
    if (!verified.ok) return failed(storeSentence(verified.error, folder.value));
    const { sessions, archives, blobs, findings, strays } = verified.value;
    if (flag('json')) terminal.print(JSON.stringify(verified.value, null, 2));
    else {
      for (const { place, problem } of findings) terminal.print(`${place}: ${problem}`);
      terminal.print(`${sessions} sessions, ${archives} of them archived, and ${blobs} files were read.`);
      if (strays) {
        terminal.print(
          `In strays/ ${strays.count} things (${strays.bytes} bytes) are kept that belong to no session here; that is no damage.`,
        );
      }
    }
    if (findings.length === 0) return ok(undefined);
    return failed(`${findings.length} things are not as they should be.`);
  },
};
