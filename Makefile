## Django katas: each day a broken module and strict tests.
##
##   make kata day=7         run a day's tests on your answer        task=N, test=NAME a part of them
##                             seed=N replays a run's data
##   make watch day=7        run it on every save, the red task first
##   make dojo               lesson and verdict in the browser, on every save
##                             day=N opens that day, port=N, open=1 opens a browser
##   make hint day=7         the next of three hints                 task=N for that task
##   make progress           what you have reached, and your best figures
##   make reset day=7        the starter again; your answer is kept    day=all for every day
##   make undo day=7         your answer again
##   make compare day=7      what your answer costs, and others' mistakes    force=1 before green
##   make lab day=7          pictures of starter, yours and reference, in .katas/lab/; without day: all
##   make submit             your answers in one zip for the instructor    day=N  name=yours
##   make doctor             is this machine fit for the katas?
##   make setup              prepare .venv: the other commands do it by themselves
##
##   python=3.13             with any of these: use that Python, in an environment of its own
##   db=postgres             with kata, watch, hint, compare: on PostgreSQL instead of SQLite, on the
##                             server that DATABASE_URL names, else on one of the command's own
##
## Exit status: 0 is green. make's own "Error" line after a red run is no further fault.

#!
#! For instructors:
#!
#!   make grade submissions=DIR   grade a cohort, each answer in a sandbox (needs Linux)
#!                             day=N or day=3,7 out=DIR jobs=N; again after a stop: it goes on
#!                             roster=FILE late=policy.toml groups=FILE anonymous=1
#!                             release="NAME; NAME" whose feedback goes back to the LMS
#!                             db=postgres the days' tests on PostgreSQL, one in each sandbox
#!                             unsafe=1 without a sandbox, for code that you trust
#!                             executor=dask cluster=ADDRESS on a cluster (solutions/grading/CLUSTER.md)
#!   make cohort             60 made-up students to try it on     out=DIR, dist/inbox by default
#!   make handout            pack the student edition                out=DIR, dist by default
#!                             references=1-3 with the references of days that are over
#!   make gradescope day=6   pack an autograder for Gradescope       out=DIR; without day: all
#!
#! For authors of days:
#!
#!   make test               lint, the project's own checks, and the soundness of every day
#!                             turns=2 every second wrong answer and a third of the long checks,
#!                             others with the next commit
#!                             db=postgres the days alone, there: also soundness takes it
#!   make new day=8 name=transactions answer=transfers
#!                             lay out a day: whole, red and sound (.github/CONTRIBUTING.md)
#!   make soundness day=6    judge the tests by right and wrong answers
#!                             repeat=N machine=N load=K jobs=J seed=N only=NAME turns=N
#!                             update=1 records the messages anew, carries patches over
#!                             exam=1 asks from outside, as the grader does
#!   make chaff day=6        the wrong answers: name=NAME shows one, with run=1 as its learner sees it
#!                             out=DIR writes it whole; new=NAME from=FILE makes one of a copy of
#!                             the reference (or of base=wheats/IDEA)
#!   make versions           the days on every Python that is installed, each with its Django: a table
#!                             day=N turns=N only=NAME jobs=J db=sqlite or postgres, else both
#!   make mutants day=6      right answers changed in one place each: what no test sees
#!                             only=NAME jobs=J
#!   make checks             the project's own checks alone
#!   make lint               ruff, mypy and which package may import which
#!   make bench              the harness timed, as ratios            day=N watch=1 only the watch
#!                             dojo=1 only the dojo, grade=1 only the grader, against a loop of pytest

VENV := .venv$(addprefix -,$(strip $(python)))
RUN := $(VENV)/bin/python -m
# $(call option,seed) is --seed 'N' if seed=N was given; $(call flag,force) is --force if force=1 was.
option = $(if $(strip $($(1))),--$(1) '$(subst ','\'',$(strip $($(1))))')
flag = $(if $(filter-out 0 no,$($(1))),--$(1))
DAY = $(if $(strip $(day)),'$(strip $(day))')

COMMANDS := help setup kata watch dojo hint progress reset undo compare lab submit doctor \
	handout gradescope grade cohort new chaff soundness versions mutants lint checks test bench
# What each command takes. An option that it does not know is refused, and the nearest one is named.
takes_setup := db
takes_kata := day task test seed db
takes_watch := day db
takes_dojo := day port open
takes_hint := day task db
takes_reset := day
takes_undo := day
takes_compare := day force db
takes_lab := day force
takes_submit := day name
takes_handout := out references
takes_gradescope := day out
takes_cohort := out
takes_new := day name answer
takes_chaff := day name out new from base run
takes_test := turns db
takes_soundness := day turns repeat machine load jobs seed only update exam db
takes_versions := day turns only jobs db
takes_mutants := day only jobs
takes_bench := day watch dojo grade
takes_grade := db day submissions roster out jobs late groups release unsafe anonymous executor cluster insecure
goals := $(or $(MAKECMDGOALS),help)
known := $(strip python $(sort $(foreach goal,$(goals),$(takes_$(goal)))))
others := A% B% C% D% E% F% G% H% I% J% K% L% M% N% O% P% Q% R% S% T% U% V% W% X% Y% Z% -%
given := $(foreach name,$(.VARIABLES),$(if $(filter line,$(origin $(name))),$(name)))
# Day=7 is one of ours, CFLAGS=-O2 is not.
cased := $(foreach name,$(filter $(others),$(given)),$(if $(filter $(known),$(shell echo '$(name)' | tr A-Z a-z)),$(name)))
unknown := $(firstword $(filter-out $(known) $(others),$(given)) $(cased))
# $(call nearest,word,sign,else,words): the nearest of the words with that sign behind it, or what else to say.
NEAREST = import difflib, sys; w, sign, other, *k = sys.argv[1:]; n = difflib.get_close_matches(w.lower(), k, 1, 0.5); \
	print("The nearest is " + n[0] + sign if n else other)
nearest = $(shell python3 -c '$(NEAREST)' '$(subst ','\'',$(1))' '$(2)' '$(3)' $(4))
ifeq ($(filter-out $(COMMANDS),$(goals)),)
ifneq ($(unknown),)
$(error make $(goals) knows no option $(unknown)=. $(call nearest,$(unknown),=,It takes $(known),$(known)))
endif
endif
lost := $(firstword $(foreach goal,$(filter-out $(COMMANDS) environment solutions,$(goals)),$(if $(wildcard $(goal)),,$(goal))))
ifneq ($(lost),)
$(error There is no command make $(lost). $(call nearest,$(lost),,make alone lists them,$(COMMANDS)))
endif

# The commands may say what make's closing line means.
export KATAS_MAKE := 1
# What was given here is not for a make that a command starts in its turn.
MAKEOVERRIDES :=
# Left over from another project, each of these breaks a run in a way that is hard to see.
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH PYTHONOPTIMIZE DJANGO_SETTINGS_MODULE PYTEST_ADDOPTS PYTEST_PLUGINS

.PHONY: $(COMMANDS) environment solutions
.NOTPARALLEL:

help:
	@sed -n 's/^## \{0,1\}//p' Makefile
	@! test -d solutions/checks || sed -n 's/^#! \{0,1\}//p' Makefile

setup: environment
	@echo "Ready: $(VENV). Next: make kata$(if $(db), db=$(db)), which lists the days."

kata: environment
	@$(RUN) katas kata $(DAY) $(foreach word,task test seed db,$(call option,$(word)))

# The modes of the terminal are put back here too, in case the watch gets SIGKILL.
watch: environment
	@if [ -t 0 ]; then modes=$$(stty -g); fi; $(RUN) katas watch $(DAY) $(call option,db); status=$$?; \
		[ -z "$$modes" ] || stty "$$modes"; exit $$status

dojo: environment
	@$(RUN) katas dojo $(DAY) $(call option,port) $(call flag,open)

hint: environment
	@$(RUN) katas hint $(DAY) $(call option,task) $(call option,db)

progress: environment
	@$(RUN) katas progress

reset undo: environment
	@$(RUN) katas $@ $(DAY)

compare: environment
	@$(RUN) katas compare $(DAY) $(call flag,force) $(call option,db)

lab: environment
	@$(RUN) katas lab $(DAY) $(call flag,force)

submit: environment
	@$(RUN) katas submit $(DAY) $(call option,name)

doctor: environment
	@$(RUN) katas doctor

bench: solutions environment
	@$(RUN) solutions bench $(DAY) $(call flag,watch) $(call flag,dojo) $(call flag,grade)

handout: solutions environment
	@$(RUN) solutions handout $(call option,out) $(call option,references)

cohort: solutions environment
	@$(RUN) solutions.checks.tools.sample_cohort $(call option,out)

gradescope: solutions environment
	@$(RUN) solutions gradescope $(DAY) $(call option,out)

new: solutions environment
	@$(RUN) solutions new $(DAY) $(foreach word,name answer,$(call option,$(word)))

chaff: solutions environment
	@$(RUN) solutions chaff $(DAY) $(foreach word,name out new from base,$(call option,$(word))) $(call flag,run)

soundness: solutions environment
	@$(RUN) solutions soundness $(DAY) $(foreach word,turns repeat machine load jobs seed only db,$(call option,$(word))) $(call flag,update) $(call flag,exam)

versions: solutions environment
	@$(RUN) solutions versions $(DAY) $(foreach word,turns only jobs db,$(call option,$(word)))

mutants: solutions environment
	@$(RUN) solutions mutants $(DAY) $(foreach word,only jobs,$(call option,$(word)))

grade: solutions environment
	@$(RUN) solutions grade $(DAY) $(foreach word,submissions roster out jobs late groups release db executor cluster,$(call option,$(word))) $(call flag,insecure) $(call flag,unsafe) $(call flag,anonymous)

lint versions mutants checks test bench grade cohort: extras = --dev

lint: solutions environment
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports --no-logo

checks: solutions environment
	@$(RUN) solutions checks

test: $(if $(filter postgres,$(db)),solutions environment,lint)
	@$(RUN) solutions test $(call option,turns) $(call option,db)

environment:
	@command -v python3 >/dev/null || { echo "There is no python3 on PATH: install Python 3.11 or newer (on Windows: inside WSL)." >&2; exit 3; }
	@python3 -I katas/harness/environment.py $(extras) $(if $(filter-out hint,$(goals)),$(if $(filter postgres,$(db)),--postgres)) $(call option,python)

# The project's own checks live in solutions/, which a hand-out does not have.
solutions:
	@test -d solutions/checks || { printf '%s\n' \
		"The project's own checks live in solutions/, which is not part of a hand-out." \
		"Your answer's tests:  make kata day=$(or $(strip $(day)),7)" >&2; exit 3; }
