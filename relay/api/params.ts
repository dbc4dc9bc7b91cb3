import type { z } from 'zod';
import { blobHash, screenshotName, sessionId, shareId, userId } from '../../shared/api/index.ts';
import type { ParamName } from './route.ts';

/** The form of each parameter of a path. Anything else is no address: 404. */
export const PARAMS: Readonly<Record<ParamName, z.ZodType<string>>> = {
  id: sessionId,
  user: userId,
  share: shareId,
  name: screenshotName,
  sha256: blobHash,
};

/** Returns the parameters in a path, in their order. */
export const paramsOf = (path: string): ParamName[] =>
  [...path.matchAll(/:(\w+)/g)].map(match => match[1] as ParamName);
