import { formatUsd } from '../model/money.ts';
import { formatDuration } from '../model/pace.ts';
import { codeSpan } from '../model/plain.ts';
import { type Proposal, passRate, proposeRouting, type Score, scoresOf } from '../model/scoreboard.ts';
import { readHistory } from './history.ts';
import { markdownTable } from './markdown-table.ts';
import type { Compared } from './seam.ts';
import type { Site } from './site.ts';

/** How every route has done in this repository, and what that proposes. */
export async function scoreboard(site: Site): Promise<Compared> {
  const scores = scoresOf(await readHistory(site));
  const routing = proposeRouting(scores);
  return {
    markdown: scoreboardMarkdown(scores, routing),
    json: { scores: scores.map((score) => ({ ...score, passRate: passRate(score) })), routing },
  };
}

function scoreboardMarkdown(scores: readonly Score[], routing: readonly Proposal[]): string {
  if (scores.length === 0) return '# Scoreboard\n\nNo attempt has ended in this repository yet.';
  const head = ['Route', 'Tier', 'Runs', 'Attempts', 'Passed', 'Retries', 'p50', 'p90', 'Cost p50', 'Cost'];
  const chosen = routing.filter(({ route }) => route !== undefined);
  return [
    '# Scoreboard',
    markdownTable([head, ...scores.map(cells)]),
    '- Attempts that a provider or a crash ended, or another overtook, are left out. Cost is at list price, whoever pays; – is unknown, never zero.',
    '## The routing that this proposes',
    markdownTable(
      [
        ['Tier', 'Route', 'Why'],
        ...routing.map(({ tier, route, why }) => [tier, route ? codeSpan(route) : '–', why]),
      ],
      'left',
    ),
    ...(chosen.length > 0
      ? [`    --tier-map ${chosen.map(({ tier, route }) => `${tier}=${route}`).join(',')}`]
      : []),
  ].join('\n\n');
}

const cells = (score: Score) => [
  codeSpan(score.route),
  score.tier,
  `${score.runs}`,
  `${score.attempts}`,
  `${score.passed} (${Math.round(passRate(score) * 100)} %)`,
  `${score.retries}`,
  score.p50Ms === undefined ? '–' : formatDuration(score.p50Ms),
  score.p90Ms === undefined ? '–' : formatDuration(score.p90Ms),
  score.p50Usd === undefined ? '–' : formatUsd(score.p50Usd),
  score.sumUsd === undefined ? '–' : formatUsd(score.sumUsd),
];
