export { AccessRevalidator } from './access-revalidation.ts';
export { UpgradeHandler } from './upgrade-handler.ts';
