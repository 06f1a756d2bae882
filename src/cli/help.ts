/** What `baro --help` says. */
export const HELP = `baro: type a goal, approve a plan, come back to a pull request you can trust

  baro "<goal>"                      plan it, ask, work on it, open a pull request
  baro run --goal-file GOAL.md       the same, with the goal from a file
  baro resume [RUN]                  go on with the newest unfinished run, or with this one;
                                     --budget and --timeout-minutes raise what is used up,
                                     --yes approves the plan that waits
  baro rerun RUN STORY --route R     work on a story once more, on another route
  baro rerun RUN --route R           the same approved plan once more, every story on this route
  baro runs | show RUN               the runs of the repository | one of them
  baro compare RUN RUN…              runs side by side
  baro compare                       how every route has done here, and the routing that it proposes
  baro stop RUN                      stop a run, wherever it runs; resume goes on
  baro clean                         remove what past runs left behind
  baro doctor                        what is installed, signed in and reachable
  baro demo                          a whole run on a sample repository, without any model

The run
  --repo DIR            the repository; here without it
  --base REF            where to start from; HEAD without it
  --plan plan.json      a plan of your own instead of the Planner's
  --yes, -y             approve the plan without asking
  --quick               one story, without Architect, Critic and Surgeon
  --continue            go on from the newest finished run, onto the same branch and pull request
  --plan-only           stop when there is a plan
  --local-only          neither push nor open a pull request
  --parallel N          stories at once (3)
  --attempts N          attempts at a story before the plan is changed (3)
  --budget USD          pause and ask when so many dollars are spent
  --timeout-minutes N   pause and ask after so many minutes
  --json                every log entry as a line on stdout, and nothing else there

Who thinks
  --llm PRESET          claude, codex, openai, anthropic, copilot, hybrid, scripted, or a backend
  --model NAME          for every phase
  --PHASE-llm BACKEND   --PHASE-model NAME   --PHASE-effort EFFORT
                        PHASE is architect, planner, story, critic or surgeon
  --tier-map light=ROUTE,standard=ROUTE,heavy=ROUTE
  --openai-base-url URL an OpenAI-compatible server (Chat Completions)
  --endpoint NAME=URL   a named server; its key is BARO_KEY_NAME
  --script FILE         the recorded answers of the scripted backend, which is no AI

A route is written backend:model[@endpoint][#effort]. Keys come from the environment; so do
BARO_CLAUDE_PATH and BARO_CODEX_PATH, where these CLIs are not on the PATH, and BARO_ACP_COMMAND, the command line
of an agent that speaks ACP.
Exit status: 0 all integrated and verified, 1 short of that or waiting for a person, 2 nothing was started,
130 stopped by a signal; resume goes on.
`;
