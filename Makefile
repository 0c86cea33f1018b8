# Every target finds a Python, and config/bootstrap.py does the rest: it makes .venv and hands over.

FITS = sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
WITH = for python in $${PYTHON:-python3} python3.13 python3.12 python3.11 .venv/bin/python; do \
	"$$python" -c "import sys, ensurepip, venv; $(FITS)" 2>/dev/null && \
	exec "$$python" -I config/bootstrap.py $@; done; \
	for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c "import sys; $(FITS)" 2>/dev/null && \
	exec "$$python" -I config/bootstrap.py $@; done; \
	echo "Jembatan needs Python 3.11, 3.12 or 3.13, and none of them is here."; \
	echo "On Debian and Ubuntu: apt-get install python3 python3-venv"; exit 1

help: ## this list
	@sed -n 's/^\([a-z]*\): ## /  make \1	/p' Makefile
run: ## start everything here: database, pages, worker, schedule; Ctrl-C stops it (PORT, HOST, DEMO, DATABASE_URL, REDIS_URL)
	@$(WITH)
test: ## all tests this machine can run (ARGS="tests/slm -k budget" for some)
	@$(WITH)
check: ## format, lint, types, walls, migrations, templates
	@$(WITH)
format: ## rewrite code and templates in the project's form
	@$(WITH)
lock: ## make requirements.txt and requirements-dev.txt anew (ARGS="--upgrade-package django")
	@$(WITH)
bench: ## measure, on a database of its own; writes bench/results.json
	@$(WITH)
shots: ## pictures of the pages, light, dark and narrow, into var/shots
	@$(WITH)
clean: ## remove .venv and what was generated; data and secrets in var/ stay
	@$(WITH)

.PHONY: help run test check format lock bench shots clean
