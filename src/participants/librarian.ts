import MiniSearch from 'minisearch';
import type { Participant } from '../engine/participant.ts';
import { findingText } from '../model/evolve-books.ts';
import type { StoryBrief } from '../model/plan.ts';
import type { Finding, View } from '../model/view.ts';

/** As much of what others found goes into one prompt. */
const MOST_FINDINGS = 10;
const MOST_CHARACTERS = 4000;

/** Turns what a story or a planning phase read and searched into findings, with their source, for the others. */
export const librarian: Participant = {
  name: 'librarian',
  reads: ({ unread }) => [unread],
  *decide({ unread }) {
    for (const { id, source, digest } of unread)
      yield {
        type: 'finding.recorded',
        id,
        source,
        text: findingText(source.path, digest),
      };
  },
};

/** The findings of others that bear on a story, best first (BM25), held to a size. */
export function relevantFindings({ findings }: View, brief: StoryBrief, since = 0): readonly Finding[] {
  if (findings.length === 0) return [];
  const query = [brief.title, brief.description, ...brief.touches, ...brief.acceptance].join(' ');
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const isNews = (finding: Finding | undefined) =>
    finding !== undefined && finding.seq > since && finding.source.storyId !== brief.id;
  const best = indexOf(findings)
    .search(query, { tokenize: words, filter: ({ id }) => isNews(byId.get(id)) })
    .flatMap(({ id }) => byId.get(id) ?? []);
  return within(best.slice(0, MOST_FINDINGS));
}

const indexes = new WeakMap<readonly Finding[], MiniSearch<Finding>>();

/** Made once for all stories that are prepared while nothing more is found. */
function indexOf(findings: readonly Finding[]): MiniSearch<Finding> {
  const known = indexes.get(findings);
  if (known) return known;
  const index = new MiniSearch<Finding>({ fields: ['text'], tokenize: words });
  index.addAll(findings);
  indexes.set(findings, index);
  return index;
}

/** A finding with where it comes from: a fact to check, not an instruction. */
export const formatFinding = ({ source, text }: Finding) =>
  `${text} (found by ${source.storyId ?? source.phase})`;

function within(findings: readonly Finding[]): readonly Finding[] {
  let left = MOST_CHARACTERS;
  return findings.filter(({ text }) => {
    left -= text.length;
    return left > 0;
  });
}

/** Paths and camelCase fall apart into the words they are made of. */
const words = (text: string) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
