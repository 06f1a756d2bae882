/** What `baro --help` says; it fits into 80 columns. */
export const HELP = `baro: type a goal, approve a plan, come back to a pull request you can trust

  baro "<goal>"                   plan it, ask, work on it, open a pull request
  baro run --goal-file GOAL.md    the same, with the goal from a file
  baro resume [RUN]               go on with a run, or the newest unfinished one;
                                  --budget and --timeout-minutes raise what is
                                  used up, --yes approves a plan that waits
  baro rerun RUN STORY --route R  work on a story once more, on another route
                                  --persist: in the same worktree until its
                                  commands are green or --budget is used up
  baro rerun RUN --route R        the same plan once more, every story on R
                                  two --route or more race: the first with all
                                  of it verified stops the others; each run has
                                  the whole budget
  baro runs                       the runs of the repository
  baro show RUN                   one of them
  baro compare RUN RUN…           runs side by side
  baro compare                    how each route has done here, and the routing
                                  that this proposes
  baro stop RUN                   stop a run, wherever it runs; resume goes on
  baro clean                      remove what past runs left behind
  baro doctor                     what is installed, signed in and reachable
  baro demo                       a whole run on a sample repository, without AI

Everywhere
  --repo DIR             the repository; the folder you are in without it
  --json                 JSON on stdout and nothing else there; of a run, every
                         entry of its log as a line

The run
  --base REF             where to start from; HEAD without it
  --include-changes      start from what is not committed, too
  --plan plan.json       a plan of your own instead of the Planner's
  --trust                run the participants in the repository's .baro/ inside
                         Baro, with your keys
  --yes, -y              approve the plan without asking
  --quick                one story, without Architect, Critic and Surgeon
  --continue             go on from the newest finished run, onto the same branch
                         and pull request
  --plan-only            stop when there is a plan, and print it
  --local-only           neither push nor open a pull request
  --parallel N           stories at once (3)
  --attempts N           attempts at a story before the plan is changed (3)
  --budget USD           pause and ask when this many dollars are spent; no limit
                         without it
  --timeout-minutes N    pause and ask after so many minutes

Who thinks
  --llm PRESET           claude, codex, openai, anthropic, hybrid, scripted, or a
                         backend or route; without it the best of what is signed in
  --model NAME           for every phase
  --PHASE-llm BACKEND, --PHASE-model NAME, --PHASE-effort EFFORT
                         PHASE is architect, planner, story, critic or surgeon
  --tier-map light=ROUTE,standard=ROUTE,heavy=ROUTE
                         for the stories of each tier
  --ladder ROUTE,ROUTE   where a story goes next when it fails on its own route
  --openai-base-url URL  an OpenAI-compatible server (Chat Completions)
  --endpoint NAME=URL    a server that routes name; its key is BARO_KEY_NAME
  --script FILE          the recorded answers of the backend "scripted", which is
                         no AI

A route is written backend:model[@endpoint][#effort]. A story's own route goes
before its phase's, that before the tier map, --model and the preset.

Presets, prices and capabilities of your own are in settings.json in BARO_HOME.
Keys come from the environment: OPENAI_API_KEY, ANTHROPIC_API_KEY, GITHUB_TOKEN.
So do OPENAI_BASE_URL, ANTHROPIC_BASE_URL and GITHUB_API_URL; BARO_CLAUDE_PATH
and BARO_CODEX_PATH, where these are not on the PATH; BARO_ACP_COMMAND, the
command line of an agent that speaks ACP; and BARO_ALLOW_ENV=A,B, the variables
that a story's commands see besides the usual ones.

Exit status: 0 all integrated and verified, 1 short of that or waiting for a
person, 2 nothing was started, 130 stopped by a signal; resume goes on.
`;
