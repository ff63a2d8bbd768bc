# cuprum: the one Makefile. `make help` lists what it does.
#
# Everything is discovered, so that a new indicator is one source file and one golden folder:
#   analytics/*/*.c -> libanalytics.a         indicators/*.c -> one program each; quarter is copied
#   plots/*.gp -> templates in the library    datasets/words/*.txt -> lists in the library
#   datasets/codes/geonomenclature.csv -> the countries in the library
#   datasets/names/*.csv -> what headers, codes and units are called, in the library
#   datasets/extracts/*.json -> tables of columns and checks in the library
#   analytics/report/style.css, script.js -> the style and the script of the page of ind-report
#     tests/test_*.c, tests/fuzz/, tests/bench/ -> one program each
#
# A VARIANT is the same build with other flags in a folder of its own: `make VARIANT=san` leaves
# programs under AddressSanitizer and UBSan in build/san/bin. `make V=1` shows the commands.

VARIANT :=
VARIANT_san  := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
VARIANT_fuzz := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
VARIANT_cov  := -O0 --coverage -fprofile-update=atomic
VARIANT_release := -fPIC -fstack-protector-strong -fstack-clash-protection \
    $(if $(filter x86_64,$(shell uname -m)),-fcf-protection) -U_FORTIFY_SOURCE \
    -D_FORTIFY_SOURCE=3
HARDEN_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack
B := build$(VARIANT:%=/%)

ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
WERROR ?= -Werror
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
FUZZ_SECONDS ?= 30
PACKAGES ?= sh tests/install.sh
WIDTH := 110

WARN_TESTS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla
WARN := $(WARN_TESTS) -Wpedantic -Wconversion -Wsign-conversion
LANGUAGE := -std=c17 -D_GNU_SOURCE -Ianalytics
LIBRARIES := gsl jansson libpcre2-8 libisal libzstd liblzma libarchive libcrypto xlsxwriter
COMPILE = $(CC) $(LANGUAGE) $(WARN) $(WERROR) $(CPPFLAGS) $(CFLAGS) $(VARIANT_$(VARIANT)) \
    $(shell pkg-config --cflags $(LIBRARIES))
LINK = $(CC) $(CFLAGS) $(VARIANT_$(VARIANT)) $(HARDEN_$(VARIANT)) $(LDFLAGS) -Wl,--as-needed
LIBS = $(shell pkg-config --libs $(LIBRARIES)) -lcsv -lbz2 -lglpk -lunistring -lm -lpthread

TEMPLATES := $(wildcard plots/*.gp)
PHRASES := $(wildcard datasets/words/*.txt)
EXTRACTS := $(sort $(wildcard datasets/extracts/*.json))
GEONOMENCLATURE := datasets/codes/geonomenclature.csv
NAMES := $(wildcard datasets/names/*.csv)
ASSETS := $(wildcard analytics/report/*.css analytics/report/*.js)
CATALOGUED := $(patsubst indicators/%.c,$(B)/obj/catalogue/%.o,$(wildcard indicators/*.c))
LIB_OBJ := $(patsubst %.c,$(B)/obj/%.o,$(wildcard analytics/*/*.c)) \
    $(if $(TEMPLATES),$(B)/obj/plots/templates.o) $(if $(PHRASES),$(B)/obj/text/phrases.o) \
    $(if $(ASSETS),$(B)/obj/text/assets.o) $(B)/obj/text/extracts.o $(B)/obj/text/geonomenclature.o \
    $(B)/obj/text/names.o $(B)/obj/text/version.o \
    $(B)/obj/catalogue/catalogue.o $(CATALOGUED)
LIB := $(B)/libanalytics.a
SHARED := $(B)/libanalytics.so.1
HEADERS := cuprum.h $(patsubst analytics/%,%,$(wildcard analytics/*/*.h))
PROGRAMS := $(patsubst indicators/%.c,$(B)/bin/%,$(wildcard indicators/*.c))
SCRIPTS := $(patsubst indicators/%,$(B)/bin/%,$(wildcard indicators/quarter))
TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/bench_*.c))
EXAMPLE := $(B)/examples/control-rates
MANUALS := $(PROGRAMS:$(B)/bin/%=$(B)/man/%.1) $(B)/man/quarter.1
PAGES := $(B)/man/cuprum-extracts.5 $(B)/man/cuprum-methods.7
BASH_COMPLETIONS := $(PROGRAMS:$(B)/bin/%=$(B)/bash/%)
BASH_FOLDER := share/bash-completion/completions
ZSH_FOLDER := share/zsh/site-functions
ZSH_COMPLETIONS := $(PROGRAMS:$(B)/bin/%=$(B)/zsh/_%)
SOURCES := $(wildcard analytics/*/*.c indicators/*.c datasets/extracts/*.c examples/*/*.c)
SHELL_SCRIPTS := .ci/run $(wildcard examples/*/*.sh indicators/quarter tests/*.sh datasets/*.sh plots/*.sh)
# The release, as a tarball knows it, and the commit where this is a checkout: 1.0.0+abc1234
COMMIT = $(if $(wildcard .git),$(shell git describe --always --dirty --exclude='*' 2>/dev/null))
VERSION = $(shell cat VERSION)$(COMMIT:%=+%)

# No test takes the settings of who runs it.
export CUPRUM_CONFIG := none

Q := $(if $(V),,@)
# Sub-makes use every core, unless the caller chose with -j.
PARALLEL = --no-print-directory -Otarget $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
# Keeps a file's time when its text has not changed: what depends on it is then not built again.
STAMP = @mkdir -p $(@D); printf '%s\n' '$(strip $(1))' | cmp -s - $@ || printf '%s\n' '$(strip $(1))' >$@

.PHONY: all demo install install-files release uninstall clean help check test check-san check-long check-fresh run golden
.PHONY: coverage fuzz fuzz-run bench
.PHONY: FORCE lint lint-run lint-style lint-codes lint-docs lint-shell lint-cppcheck
.SECONDARY:
.DELETE_ON_ERROR:

all: $(PROGRAMS) $(SCRIPTS) ## builds every program, and the script quarter, into build/bin (the default)

help: ## lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile
	@echo 'Variables: CC CFLAGS LDFLAGS WERROR= VARIANT=san|cov|fuzz V=1 PREFIX DESTDIR FUZZ_SECONDS ONLY'

# ---- build

$(B)/obj/tests/%.o: WARN = $(WARN_TESTS)
$(B)/obj/tests/%.o: DEFINES = -Itests

$(B)/obj/%.o: %.c $(B)/flags Makefile
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) $(DEFINES) -MMD -MP -c -o $@ $<

$(B)/obj/plots/templates.o: $(B)/templates.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -Wno-overlength-strings -MMD -MP -c -o $@ $<

$(B)/templates.c: $(TEMPLATES) $(B)/templates Makefile
	@mkdir -p $(@D); { \
	    echo '/* templates: the files of plots/, by name; made by the Makefile. */'; \
	    echo '#include <stddef.h>'; \
	    echo '#include "chart/script.h"'; \
	    echo 'const struct an_template an_templates[] = {'; \
	    for file in $(TEMPLATES); do \
	        echo "    {\"$$(basename $$file .gp)\", (const char *const[]){"; \
	        sed 's/[\\"]/\\&/g; s/.*/     "&",/' $$file; \
	        echo '     NULL}},'; \
	    done; \
	    echo '    {0},'; \
	    echo '};'; } >$@

$(B)/obj/text/phrases.o: $(B)/phrases.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/phrases.c: $(PHRASES) Makefile
	@mkdir -p $(@D); { \
	    echo '/* phrases: the lists of datasets/words/, by name; made by the Makefile. */'; \
	    echo '#include "quality/field.h"'; \
	    for file in $(PHRASES); do \
	        echo "const char *const an_field_$$(basename $$file .txt)[] = {"; \
	        sed '/^#/d; s/[\\"]/\\&/g; s/.*/    "&",/' $$file; \
	        echo '    NULL};'; \
	    done; } >$@

$(B)/obj/text/geonomenclature.o: $(B)/geonomenclature.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/geonomenclature.c: $(GEONOMENCLATURE) Makefile
	@mkdir -p $(@D); { \
	    echo '/* geonomenclature: the countries of $(GEONOMENCLATURE); made by the Makefile. */'; \
	    echo '#include "schema/code.h"'; \
	    echo 'const an_territory an_geonomenclature[] = {'; \
	    awk -F, 'NR > 1 {use = $$3 == "" ? "member_state" : $$3; \
	        printf "    {\"%s\", \"%s\", AN_COUNTRY_%s, \"%s\", \"%s\"},\n", $$1, $$2, toupper(use), $$4, \
	            $$4 == "" ? "" : $$1 " read as " $$4}' $(GEONOMENCLATURE); \
	    echo '};'; \
	    echo 'const size_t an_geonomenclature_size = sizeof an_geonomenclature / sizeof an_geonomenclature[0];'; \
	    } >$@

$(B)/obj/text/names.o: $(B)/names.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/names.c: $(NAMES) Makefile
	@mkdir -p $(@D); { \
	    echo '/* names: the lists of datasets/names/; made by the Makefile. */'; \
	    echo '#include "quality/names.h"'; \
	    echo 'const an_header_name an_header_names[] = {'; \
	    awk -F, 'NR > 1 {printf "    {\"%s\", \"%s\"},\n", $$2, $$1}' datasets/names/headers.csv; \
	    echo '    {0}};'; \
	    echo 'const an_code_name an_code_names[] = {'; \
	    awk -F, 'NR > 1 {printf "    {\"%s\", \"%s\", \"%s\"},\n", $$3, $$1, $$2}' datasets/names/values.csv; \
	    echo '    {0}};'; \
	    echo 'const an_unit_name an_unit_names[] = {'; \
	    awk -F, 'NR > 1 {printf "    {\"%s\", \"%s\", \"%s\"},\n", $$1, $$2, $$3}' datasets/names/units.csv; \
	    echo '    {0}};'; } >$@

$(B)/obj/text/assets.o: $(B)/assets.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/assets.c: $(ASSETS) Makefile
	@mkdir -p $(@D); { \
	    echo '/* assets: the style and the script of the report, by line; made by the Makefile. */'; \
	    echo '#include <stddef.h>'; \
	    echo '#include "report/asset.h"'; \
	    for file in $(ASSETS); do \
	        echo "const char *const an_asset_$$(basename $${file%.*})[] = {"; \
	        sed 's/[\\"]/\\&/g; s/.*/    "&",/' $$file; \
	        echo '    NULL};'; \
	    done; } >$@

# The catalogue: every program's file once more, without its main, and a list of them all.
$(B)/obj/catalogue/catalogue.o: $(B)/catalogue.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/obj/catalogue/%.o: indicators/%.c $(B)/flags Makefile
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -DAN_CATALOGUED=an_program_$(subst -,_,$*) -MMD -MP -c -o $@ $<

$(B)/catalogue.c: $(B)/programs Makefile
	@mkdir -p $(@D); { \
	    echo '/* catalogue: the programs of indicators/, by name; made by the Makefile. */'; \
	    echo '#include "cli/program.h"'; \
	    echo '#include "indicator/meaning.h"'; \
	    for name in $(subst -,_,$(notdir $(CATALOGUED:.o=))); do \
	        echo "extern const an_program *const an_program_$$name;"; \
	    done; \
	    echo 'const an_program *an_program_of(size_t p)'; \
	    echo '{'; \
	    echo '    const an_program *const programs[] = {'; \
	    for name in $(subst -,_,$(notdir $(CATALOGUED:.o=))); do \
	        echo "        an_program_$$name,"; \
	    done; \
	    echo '    };'; \
	    echo '    return p < sizeof programs / sizeof programs[0] ? programs[p] : NULL;'; \
	    echo '}'; \
	    echo 'bool an_catalogue_program(size_t p, an_declared *declared)'; \
	    echo '{'; \
	    echo '    const an_program *const program = an_program_of(p);'; \
	    echo '    if (program != NULL)'; \
	    echo '        *declared = (an_declared){program->name, program->sources, program->indicators};'; \
	    echo '    return program != NULL;'; \
	    echo '}'; } >$@

$(B)/obj/text/version.o: $(B)/version.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -c -o $@ $<

$(B)/obj/text/extracts.o: $(B)/extracts.c $(B)/flags
	@mkdir -p $(@D); echo "CC $@"
	$(Q)$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/extracts.c: $(EXTRACTS) $(B)/extracts $(B)/compile-extracts
	$(Q)$(B)/compile-extracts $(EXTRACTS) >$@

$(B)/compile-extracts: $(patsubst %,$(B)/obj/%.o,datasets/extracts/compile datasets/extracts/form \
    analytics/base/error analytics/schema/json)
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(LIB): $(LIB_OBJ) $(B)/members
	@mkdir -p $(@D); echo "AR $@"
	$(Q)rm -f $@ && ar qcs $@ $(LIB_OBJ)

# Of objects that may lie anywhere (-fPIC): VARIANT=release.
$(SHARED): $(LIB_OBJ) $(B)/members
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(LINK:-pie=) -shared -Wl,-soname,$(@F),-z,defs -o $@ $(LIB_OBJ) $(LIBS)

$(B)/bin/%: $(B)/obj/indicators/%.o $(LIB)
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(SCRIPTS): $(B)/bin/%: indicators/%
	@mkdir -p $(@D)
	$(Q)install -m 755 $< $@

# Of these test_reader counts the bytes that they look at.
$(B)/tests/test_reader: WRAPPED := csv_parse memchr an_encoding_check an_record_end_find an_record_end_lines

$(B)/tests/%: $(B)/obj/tests/%.o $(LIB)
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(LINK) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ -lcriterion -lz $(LIBS)

$(B)/bench/%: $(B)/obj/tests/bench/%.o $(LIB)
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(LINK) -o $@ $^ $(LIBS)

$(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(LINK) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# By the example's own Makefile, with the flags of this build.
$(EXAMPLE): $(wildcard examples/library/*) $(LIB)
	@mkdir -p $(@D); echo "LD $@"
	$(Q)$(MAKE) -s -C examples/library CC='$(CC)' CFLAGS='$(WERROR) $(CFLAGS) $(VARIANT_$(VARIANT))' \
	    LIBRARY=$(CURDIR)/$(LIB) OUT=$(CURDIR)/$@

$(B)/man/%.1: $(B)/bin/%
	@mkdir -p $(@D)
	$(Q)$< --man >$@

# Pages of running text: what stands in docs/, and the help of quarter, line for line.
PAGE = { printf '%s\n' '.Dd' '.Dt $(1)' '.Os cuprum' '.Sh NAME' '.Nm $(2)' '.Nd $(3)' '.Sh DESCRIPTION' \
    '.Bd -literal'; sed 's/\\/\\e/g; s/^[.'"'"']/\\\&&/' $(4); echo '.Ed'; }
$(B)/man/cuprum-methods.7: docs/methods.md
	@mkdir -p $(@D)
	$(Q)$(call PAGE,CUPRUM-METHODS 7,cuprum-methods,formulas and their sources,$<) >$@
$(B)/man/cuprum-extracts.5: docs/descriptors.md $(B)/bin/extract-check
	@mkdir -p $(@D)
	$(Q)$(call PAGE,CUPRUM-EXTRACTS 5,cuprum-extracts,descriptors of extracts,$<) >$@
$(B)/man/quarter.1: $(B)/bin/quarter
	@mkdir -p $(@D)
	$(Q)$< --help | $(call PAGE,QUARTER 1,quarter,the results of a quarter and their page,-) >$@

$(B)/bash/%: $(B)/bin/%
	@mkdir -p $(@D)
	$(Q)$< --completion bash >$@

$(B)/zsh/_%: $(B)/bin/%
	@mkdir -p $(@D)
	$(Q)$< --completion zsh >$@

# What was asked for on the command line, which version this is, which files there are.
$(B)/flags: FORCE
	$(call STAMP,$(CC) $(CFLAGS) $(CPPFLAGS) $(WERROR))
$(B)/version.c: FORCE
	$(call STAMP,extern const char an_version[]; const char an_version[] = "$(VERSION)";)
$(B)/members: FORCE
	$(call STAMP,$(LIB_OBJ))
$(B)/templates: FORCE
	$(call STAMP,$(TEMPLATES))
$(B)/programs: FORCE
	$(call STAMP,$(CATALOGUED))
$(B)/extracts: FORCE
	$(call STAMP,$(EXTRACTS))

-include $(wildcard $(B)/obj/*/*.d $(B)/obj/*/*/*.d)

# ---- use

demo: ## installs what is missing, builds, and runs every indicator on datasets/ into build/demo
	@$(PACKAGES) build run
	@$(MAKE) $(PARALLEL) all
	@PATH="$(CURDIR)/$(B)/bin:$$PATH" quarter datasets -o build/demo

install: ## builds the release (VARIANT=release, hardened) and installs it under PREFIX (/usr/local); DESTDIR is put before it
	@$(MAKE) $(PARALLEL) VARIANT=release release
	@$(MAKE) --no-print-directory VARIANT=release install-files

release: all $(MANUALS) $(PAGES) $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(SHARED)

# Programs and the shared library are stripped; the headers are the library's manual.
install-files:
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(LIBDIR)/pkgconfig
	install -s -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(SCRIPTS) $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(MANUALS) $(DESTDIR)$(PREFIX)/share/man/man1
	for page in $(PAGES); do \
	    install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man$${page##*.} $$page || exit 1; done
	install -d $(DESTDIR)$(PREFIX)/$(BASH_FOLDER) $(DESTDIR)$(PREFIX)/$(ZSH_FOLDER)
	install -m 644 $(BASH_COMPLETIONS) $(DESTDIR)$(PREFIX)/$(BASH_FOLDER)
	install -m 644 $(ZSH_COMPLETIONS) $(DESTDIR)$(PREFIX)/$(ZSH_FOLDER)
	install -s -m 644 $(SHARED) $(DESTDIR)$(LIBDIR)
	ln -sf $(notdir $(SHARED)) $(DESTDIR)$(LIBDIR)/libanalytics.so
	for header in $(HEADERS); do \
	    install -D -m 644 analytics/$$header $(DESTDIR)$(PREFIX)/include/cuprum/$$header || exit 1; done
	printf '%s\n' 'prefix=$(PREFIX)' 'Name: cuprum' 'Description: customs performance and risk indicators' \
	    'Version: $(shell cat VERSION)' 'Requires.private: $(LIBRARIES)' 'Cflags: -I$${prefix}/include/cuprum' \
	    'libdir=$(LIBDIR)' 'Libs: -L$${libdir} -lanalytics' >$(DESTDIR)$(LIBDIR)/pkgconfig/cuprum.pc

uninstall: ## removes what install put there
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/bin/,$(notdir $(PROGRAMS) $(SCRIPTS)))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/share/man/man1/,$(notdir $(MANUALS)))
	for page in $(notdir $(PAGES)); do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$$page; done
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/$(BASH_FOLDER)/,$(notdir $(BASH_COMPLETIONS)))
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/$(ZSH_FOLDER)/,$(notdir $(ZSH_COMPLETIONS)))
	rm -f $(DESTDIR)$(LIBDIR)/$(notdir $(SHARED)) $(DESTDIR)$(LIBDIR)/libanalytics.so
	rm -f $(DESTDIR)$(LIBDIR)/pkgconfig/cuprum.pc
	rm -rf $(DESTDIR)$(PREFIX)/include/cuprum

clean: ## removes build/
	rm -rf build

# ---- tests: each test program leaves a log in $(B)/log; tests/summary.sh sums them up

check: ## installs what tests need and runs them all: the tests, again under the sanitizers, and lint
	@$(PACKAGES) build run test lint
	@status=0; \
	$(MAKE) --no-print-directory run || status=1; \
	$(MAKE) --no-print-directory run VARIANT=san || status=1; \
	$(MAKE) --no-print-directory lint || status=1; \
	sh tests/summary.sh build/log build/san/log && exit $$status

test: ## runs the tests without the rest of check
	@status=0; $(MAKE) --no-print-directory run || status=1; sh tests/summary.sh $(B)/log && exit $$status

check-long: ## check, then what takes an hour: ten minutes of fuzzing a target, Slurm, make install, check-fresh
	@$(MAKE) --no-print-directory check
	@CUPRUM_ATTACKS=500 CUPRUM_PARTS=30 $(MAKE) --no-print-directory run-test_attack run-test_parts
	@$(MAKE) --no-print-directory fuzz FUZZ_SECONDS=600
	@sh tests/slurm.sh
	@sh tests/debian.sh
	@sh tests/installed.sh
	@$(MAKE) --no-print-directory check-fresh

check-fresh: ## as root: make demo and make check of HEAD on a minimal Debian 12 that debootstrap makes
	@$(PACKAGES) fresh
	@sh tests/fresh.sh

check-san: ## runs the tests under AddressSanitizer and UBSan; any report, a leak too, fails
	@$(MAKE) --no-print-directory test VARIANT=san

run:
	@rm -rf $(B)/log $(B)/golden; mkdir -p $(B)/log
	@touch $(TESTS:$(B)/tests/%=$(B)/log/%.log) # an empty log is a failure: the test was not built
	@$(MAKE) -k $(PARALLEL) $(TESTS:$(B)/tests/%=run-%)

run-%: export CUPRUM_BIN := $(CURDIR)/$(B)/bin
run-%: export ASAN_OPTIONS := log_path=$(CURDIR)/$(B)/log/report:allocator_may_return_null=1
run-%: export UBSAN_OPTIONS := log_path=$(CURDIR)/$(B)/log/report:print_stacktrace=1
run-test_library: $(EXAMPLE)
run-%: $(B)/tests/% $(PROGRAMS) $(SCRIPTS)
	@if $< --timeout 1800 >$(B)/log/$*.log 2>&1; then echo "ok $<"; \
	else cat $(B)/log/$*.log; echo "FAILED $<"; exit 1; fi

golden: all ## writes the expected output of the golden folders anew (ONLY=cup-controls); read the difference!
	@printf '%s\n' tests/programs/$(or $(ONLY),*)/*/cmd | CUPRUM_GOLDEN=1 CUPRUM_BIN=$(CURDIR)/$(B)/bin \
	    xargs -P $(shell nproc) -n 1 sh -c 'sh tests/golden.sh "$${0%/cmd}"'
	@git diff --stat -- tests/programs; git status --short -- tests/programs | grep '^??' || true

coverage: ## runs the tests and says which lines they reach; pages in build/cov/report
	@$(PACKAGES) build run test coverage
	@mkdir -p build/cov/report; find build/cov -name '*.gcda' -delete
	@$(MAKE) --no-print-directory run VARIANT=cov
	@gcovr --root . --object-directory build/cov --filter analytics/ --filter indicators/ \
	    --html-details build/cov/report/index.html --txt --print-summary

fuzz: ## runs each fuzz target for FUZZ_SECONDS (30), starting from tests/fuzz/corpus/TARGET
	@$(PACKAGES) build fuzz
	@$(MAKE) $(PARALLEL) fuzz-run VARIANT=fuzz CC=clang

fuzz-run: $(FUZZERS:$(B)/fuzz/%=fuzz-run-%)

fuzz-run-%: $(B)/fuzz/%
	@mkdir -p $(B)/corpus/$*
	$< -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 -artifact_prefix=$(B)/$*- \
	    $(B)/corpus/$* $(wildcard tests/fuzz/corpus/$*)

bench: all $(BENCHES) ## measures: tests/bench
	@for bench in $(BENCHES) $(wildcard tests/bench/*.sh); do \
	    echo "== $$bench"; PATH="$(CURDIR)/$(B)/bin:$$PATH" ./$$bench || exit 1; done

# ---- lint: every warning fails

lint: ## clang-tidy, cppcheck, shellcheck, mandoc and the house rules; every warning fails
	@$(PACKAGES) build lint
	@$(MAKE) -k $(PARALLEL) lint-run

lint-run: lint-style lint-codes lint-docs lint-shell lint-cppcheck $(SOURCES:%.c=$(B)/lint/%.tidy) $(MANUALS:%=%.lint)

lint-style:
	@LC_ALL=C awk 'function bad(what) { print FILENAME ":" FNR ": " what; n++ } \
	    FNR == 1 && !/^\/\* [a-z0-9_-]+: / { bad("the first line is not /* name: one sentence") } \
	    { gsub(/[\200-\277]/, "") } length > $(WIDTH) { bad("longer than $(WIDTH)") } /\t/ { bad("a tab") } \
	    / $$/ { bad("blank at the end") } FNR == 601 { bad("longer than 600 lines: does its subject divide?") } \
	    /^ *\*\/$$/ { bad("a comment that ends on a line of its own") } \
	    { text = $$0; sub(/^ */, "", text) } FNR == 1 { before = "" } FILENAME !~ /^tests\// && text ~ /^"/ && \
	    before ~ /"$$/ && before !~ /\\n"$$/ && (length(before) < $(WIDTH) - 22 || \
	    length(before) + length(text) - 2 <= $(WIDTH)) { bad("a text torn early: fill the line before it") } \
	    { before = $$0 } END { exit n > 0 }' \
	    $(wildcard analytics/*/*.[ch] indicators/*.c examples/*/*.[ch] datasets/*/*.[ch] tests/*.[ch] tests/*/*.[ch])

# An indicator is known by its declaration alone: no code stands anywhere else.
lint-codes:
	@codes=$$(sed -n 's/.*\.code = "\([a-z_]*\)".*/\1/p' indicators/*.c | sort -u | paste -sd '|'); \
	! grep -nE "\"($$codes)\"" analytics/*/*.[ch] $(wildcard indicators/ind-*.c)

lint-shell:
	@shellcheck $(SHELL_SCRIPTS)

lint-docs:
	@sh tests/docs.sh

lint-cppcheck:
	@mkdir -p $(B)/lint
	@cppcheck --quiet --std=c11 -D_GNU_SOURCE -Ianalytics \
	    --enable=warning,style,performance,portability --inline-suppr --suppress=missingIncludeSystem \
	    --suppress=unusedStructMember --suppress=knownConditionTrueFalse \
	    --error-exitcode=1 -j$(shell nproc) $(SOURCES)

$(B)/lint/%.tidy: %.c $(B)/obj/%.o .clang-tidy
	@mkdir -p $(@D)
	@clang-tidy --quiet $< -- $(LANGUAGE) $(WARN) 2>/dev/null
	@touch $@

# A page made by a program has no date: the same program makes the same page.
$(B)/man/%.lint: $(B)/man/%
	@! mandoc -T lint -W warning $< | grep -v 'missing date'
	@touch $@
