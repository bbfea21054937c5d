import { contractOf } from './contract.ts';
import { SLACK } from './contract-slack.ts';
import { TEAMS } from './contract-teams.ts';
import { WEB } from './contract-web.ts';

for (const driver of [SLACK, TEAMS, WEB]) contractOf(driver);
