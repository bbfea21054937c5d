// Loaded before the server, so that the real program meets a Teams on this machine: its configuration knows Microsoft's
// clouds only, and its secret buys tokens over https alone.
import { ConfigurationServiceClientCredentialFactory } from 'botbuilder';
import { CLOUDS } from '../../adapters/teams/clouds.ts';
import { credentialsFor } from '../support/teams/credentials.ts';

const { cloud, account } = JSON.parse(process.env['BENCH_TEAMS']!) as {
  cloud: object;
  account: Parameters<typeof credentialsFor>[0];
};
const credentials = credentialsFor(account);
Object.assign(CLOUDS.public, cloud);
Object.assign(ConfigurationServiceClientCredentialFactory.prototype, {
  createCredentials: (appId: string) => credentials.createCredentials(appId),
});
