# The whole of Baton's tooling. Each target installs what it needs or says in one
# sentence what to install. `make` alone lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

GO := go
TOOLS := bin/tools
TSC := node_modules/@typescript/native/bin/tsc
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

# No package of ours needs C. One setting for all but the race detector also means that
# vet, lint, generators and builds share their compiled packages.
export CGO_ENABLED := 0
BUILD = $(GO) build -o bin/baton ./cmd/baton

# Two cores carry two packages at a time; more would only make timing tests wait.
GO_TEST := CGO_ENABLED=1 $(TOOLS)/gotestsum --format standard-quiet --junitfile test-results/go.xml -- -race -p 2 -timeout 15m $(if $(CI),-count=1)

# In the order in which a mistake is cheapest to find.
STEPS := generated format-go vet-go lint-go lint-web types imports web budgets test-web test-go $(if $(wildcard cmd/baton/*.go),test-e2e)

.PHONY: help run build dev test check generate eval bench soak audit screenshots clean \
	install-tools test-e2e bin/parts $(STEPS)

help:
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: build ## build everything and start the demo with seeded accounts
	bin/baton serve --demo

build: web ## build the front ends and the program into bin/baton
	$(BUILD)

dev: node_modules/.package-lock.json ## start the demo with hot reload of the dashboard
	scripts/dev.sh

test: install-tools ## run exactly what CI runs
	@scripts/test.sh $(STEPS)

check: format-go vet-go lint-go lint-web types imports ## run the fast part of test, for every commit
	@if ls *_test.go >/dev/null 2>&1; then $(GO) test .; fi

generate: node_modules/.package-lock.json ## write the generated files again
	$(GO) generate ./...
	npm run generate --workspaces --if-present

eval: ## measure the assistant and the routing on the public data
	$(GO) run ./internal/eval

bench: build ## measure speed, memory and latency beside a floor
	$(GO) run ./internal/bench

soak: install-tools $(TOOLS)/gotestsum ## run the Go tests with twenty times the rounds (BATON_ROUNDS=20)
	@mkdir -p test-results
	BATON_ROUNDS=$${BATON_ROUNDS:-20} $(subst -timeout 15m,-timeout 12h -count=1,$(GO_TEST)) ./...

audit: $(TOOLS)/govulncheck ## look for known vulnerabilities and unfit licences (needs the network)
	$(TOOLS)/govulncheck ./...
	npm audit --omit=dev
	$(GO) run -C tools ./licences ..

screenshots: build bin/parts ## take the pictures of the README in a real browser
	@scripts/install-tools.sh
	BATON_SCREENSHOTS=1 playwright test --project screenshots

clean: ## remove what was built, installed and measured (not data/)
	rm -rf bin node_modules test-results playwright-report
	@find widget/dist dashboard/dist -mindepth 1 ! -name placeholder.txt -delete 2>/dev/null || true

# The steps of make test. Each can be run alone.

generated:
	@scripts/generated.sh

format-go:
	@unformatted=$$(git ls-files -co --exclude-standard '*.go' | xargs -r ls 2>/dev/null | xargs -r gofmt -l); \
		if [ -n "$$unformatted" ]; then echo "gofmt -w these:" $$unformatted; exit 1; fi

vet-go:
	$(GO) vet ./...
	$(GO) vet -C tools ./...

lint-go: $(TOOLS)/golangci-lint
	$(TOOLS)/golangci-lint run ./...
	cd tools && ../$(TOOLS)/golangci-lint run --config ../.golangci.yml ./...

lint-web: node_modules/.package-lock.json
	biome check --error-on-warnings .

types: node_modules/.package-lock.json
	npm run typecheck --workspaces --if-present

imports: node_modules/.package-lock.json
	node scripts/imports.mjs

web: node_modules/.package-lock.json ## build and compress the widget and the dashboard
	@scripts/web.sh

budgets: node_modules/.package-lock.json
	node scripts/budgets.mjs

test-web: node_modules/.package-lock.json
	@mkdir -p test-results
	vitest run --reporter=default --reporter=junit --outputFile.junit=test-results/vitest.xml

test-go: $(TOOLS)/gotestsum
	@mkdir -p test-results
	$(GO_TEST) ./...

test-e2e: bin/parts
	@mkdir -p test-results
	$(BUILD)
	playwright test

# Tools, built from the versions in tools/go.mod and rebuilt when those change.

$(TOOLS)/golangci-lint: PACKAGE := github.com/golangci/golangci-lint/v2/cmd/golangci-lint
$(TOOLS)/gotestsum: PACKAGE := gotest.tools/gotestsum
$(TOOLS)/govulncheck: PACKAGE := golang.org/x/vuln/cmd/govulncheck
$(TOOLS)/%: tools/go.mod tools/go.sum
	@echo "building $* (once)"
	@$(GO) build -C tools -o ../$@ $(PACKAGE)
	@touch $@

bin/parts:
	$(GO) build -o $@ ./internal/testkit/cmd/parts

node_modules/.package-lock.json: package-lock.json
	npm ci --ignore-scripts
	@touch $@

install-tools:
	@scripts/install-tools.sh
