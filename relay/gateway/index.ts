export { AccessRevalidator } from './access-revalidation.ts';
export { Upgrades } from './upgrade.ts';
