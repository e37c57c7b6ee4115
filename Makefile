# make demo    installs what is missing, builds, runs the main job, shows where its charts and its report are
# make test    installs what is missing, runs all tests and the check of the bundled scenarios, unless nothing has changed since they passed
# make bench   builds and prints the benchmark table
# make clean   removes what was built
#
# After a change of results or pictures that is meant:
# make gallery       renders charts/ and notebooks-output/ again, and what README.md shows of the program's answers
# make fingerprints  accepts the fingerprints and the baselines of the bundled scenarios
#
# All targets can be run again at any time; the second time they are quick.

SWIFT   ?= swift
BUILD    = $(SWIFT) build --configuration release --product bullwhip
BULLWHIP = .build/release/bullwhip
SCENARIO = scenarios/gift-retailer.yaml

# What the tests depend on; with the folder of real data more of them run.
INPUTS   = Makefile Package.swift README.md $(shell find Sources Tests scenarios charts notebooks-output -type f ! -name '*.sqlite')
TESTED   = .build/tests-passed$(if $(BULLWHIP_DATA),-with-data)

PACKAGES = libgsl-dev libcairo2-dev libpango1.0-dev libfontconfig-dev zlib1g-dev libsqlite3-dev fonts-inter pkg-config

.PHONY: demo test bench gallery fingerprints clean setup build

demo: build
	@echo "== $(BULLWHIP) run $(SCENARIO)"
	@$(BULLWHIP) run $(SCENARIO)

# The release build comes first: the tests of the product call it.
test: build $(TESTED)
	@echo "== all tests passed ($(TESTED)); make -B test runs them again though nothing has changed"

$(TESTED): $(INPUTS) | build
	$(SWIFT) build --build-tests
	BULLWHIP_BINARY=$(BULLWHIP) $(SWIFT) test --skip-build
	$(BULLWHIP) validate scenarios/*.yaml
	$(BULLWHIP) check scenarios
	@touch $@

bench: setup
	$(SWIFT) build --configuration release --product Benchmarks
	.build/release/Benchmarks

gallery: build
	rm -rf .build/gallery
	$(BULLWHIP) run $(SCENARIO) --out .build/gallery
	find charts/gift-retailer notebooks-output/gift-retailer -type f ! -name '*.sqlite' -delete
	rm .build/gallery/notebooks-output/gift-retailer/results.sqlite
	cp -r .build/gallery/charts .build/gallery/notebooks-output .
	$(SWIFT) build --build-tests
	BULLWHIP_BINARY=$(BULLWHIP) BULLWHIP_RECORD=1 $(SWIFT) test --skip-build --filter 'The first page|Questions of the first page'

fingerprints: build
	$(SWIFT) build --build-tests
	BULLWHIP_RECORD=1 $(SWIFT) test --skip-build --filter 'have the fingerprints that were accepted'
	$(BULLWHIP) check scenarios --accept

build: setup
	@echo "== $(BUILD)"
	@$(BUILD)

clean:
	rm -rf .build

# Asks dpkg what is there, so that nothing is downloaded, and no password asked for, when nothing is missing.
setup:
	@command -v $(SWIFT) >/dev/null || { echo "Swift 6.1 or newer is needed: https://www.swift.org/install/"; exit 1; }
	@if command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; then \
	  missing=""; \
	  for package in $(PACKAGES); do \
	    dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    sudo=""; \
	    if [ "$$(id -u)" -ne 0 ]; then \
	      command -v sudo >/dev/null || { echo "These packages are missing; install them as root: apt-get install$$missing"; exit 1; }; \
	      sudo="sudo"; \
	    fi; \
	    echo "== installing$$missing"; \
	    $$sudo apt-get update && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing || exit 1; \
	  fi; \
	else \
	  for library in gsl pangocairo fontconfig zlib sqlite3; do \
	    pkg-config --exists $$library 2>/dev/null || missing="$$missing $$library"; \
	  done; \
	  if [ -n "$$missing" ]; then \
	    echo "This system has no apt. Install the development files of these C libraries, so that pkg-config finds them:$$missing"; \
	    echo "(gsl, cairo, pango, fontconfig, zlib, sqlite 3) and the font Inter. With Homebrew: brew install gsl cairo pango fontconfig sqlite pkgconf font-inter"; \
	    exit 1; \
	  fi; \
	fi
