# retort: `make` builds ./build/release/retort, `make help` lists the rest.
VERSION := 0.1.0
PREFIX ?= /usr/local
CC := gcc
MODE ?= release
V ?= 0
B := build/$(MODE)
export SHARED ?= ../shared

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wconversion -Werror
PKGS := lua5.4 sqlite3 zlib libcrypto libseccomp
CPPFLAGS := -Iharness -D_GNU_SOURCE -DRETORT_VERSION='"$(VERSION)"' \
            -DRETORT_SUITES='"$(PREFIX)/share/retort/suites"' \
            $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
CFLAGS.release := -O2 -g
# -Wno-format-truncation: gcc 12 at -O1 objects to base/err.c, base/mem.c and
# base/buf.c, where cutting, or asking for the length first, is the intention
CFLAGS.asan := -O1 -g -fsanitize=address,undefined \
               -fno-sanitize-recover=undefined -fno-omit-frame-pointer \
               -Wno-format-truncation
LDFLAGS.asan := -fsanitize=address,undefined
CFLAGS.tsan := -O1 -g -fsanitize=thread -Wno-format-truncation
LDFLAGS.tsan := -fsanitize=thread
# clang's libFuzzer; the harness is built with it once more
CFLAGS.fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
               -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LDFLAGS.fuzz := -fsanitize=fuzzer,address,undefined
CFLAGS := -std=c11 $(WARN) $(CFLAGS.$(MODE))
# Lua and SQLite from their archives, where there are any: a call into them
# then needs no table, which is 2.5 % of a run's processor time
archive = $(filter /%,$(shell $(CC) -print-file-name=lib$(1:-l%=%).a))
LDLIBS := $(foreach l,$(shell pkg-config --libs $(PKGS) 2>/dev/null),$(or \
            $(if $(filter -llua5.4 -lsqlite3,$l),$(call archive,$l)),$l)) \
          -ldl -lm

EMBED := harness/suite/driver.lua $(wildcard harness/store/*.sql) \
         $(wildcard harness/io/jail/*.py harness/catalog/*.json \
             harness/catalog/*.txt harness/catalog/*.lua \
             harness/catalog/*.css) $(B)/jail_inside.so
SRC := $(wildcard harness/*/*.c harness/*/*/*.c)
# a library of its own, which Python loads inside the jail
INSIDE := $(patsubst %,harness/io/jail/jail_%.c,module inside settle judges first \
            program wire encode decode python)
# what sees everything is seen by no fuzzer
LIB := $(filter-out harness/cli/$(if $(filter fuzz,$(MODE)),%,main.c) \
         $(INSIDE),$(SRC))
OBJ := $(LIB:%.c=$(B)/%.o) $(B)/embed.o
UNITS := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/unit/test_*.c))
CONF := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/conformance/*.c))
FUZZERS := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/fuzz/*.c))
AIDS := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/wire/*.c tests/bench/*.c))

ifeq ($(V),0)
Q := @
say = @printf '  %-5s %s\n'
else
Q :=
say = @:
endif

.PHONY: all help check conformance asan tests lint format simulate bench \
        install uninstall clean show-flags show-inside FORCE
.DELETE_ON_ERROR:
all: $(B)/retort

help:
	@sed -n 's/^#: //p' Makefile

#: make            the program, build/release/retort
#: make tests      builds the tests and what they need, runs none
#: make check      all tests; needs no network and no key. The reference
#:                 figures are looked for in SHARED=../shared
#: make conformance  only those against the reference figures
#: make asan       those that run our C, under address and undefined-behaviour
#:                 sanitizers
#: make tsan       those with more than one thread, under the thread sanitizer
#: make fuzz       tests/fuzz under sanitizers, FUZZ_S=60 seconds each
#: make lint       include floors, format, shellcheck, clang, cppcheck
#: make format     lets clang-format decide
#: make simulate   what intervals cover and how often gates are wrong, in
#:                 10,000 trials a case: tests/simulate/RESULTS.md
#: make bench      requests a second beside wrk, jailed programs a second; with
#:                 PEERS=DIR beside promptfoo, lm-eval and aiohttp, which
#:                 tests/bench/peers.sh --install DIR puts there
#: make install    PREFIX=/usr/local, DESTDIR=; and make uninstall
#: make clean      removes build/
#: V=1 shows the commands, MODE=asan builds into build/asan

# --- building ---------------------------------------------------------------

$(B)/retort: $(B)/harness/cli/main.o $(B)/libretort.a $(B)/floors
	$(say) LINK $@
	$(Q)$(CC) $(LDFLAGS.$(MODE)) $(LDFLAGS) -o $@ \
	    $(filter %.o %.a,$^) $(LDLIBS)

$(B)/libretort.a: $(OBJ)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(B)/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/jail_inside.so: $(INSIDE) $(wildcard $(INSIDE:.c=.h)) $(B)/flags
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) $(CPPFLAGS) -std=c11 $(WARN) -O2 -g -fPIC -shared -o $@ \
	    $(INSIDE)

$(B)/embed.o: scripts/embed $(EMBED) $(B)/flags
	@mkdir -p $(@D)
	$(Q)scripts/embed $(EMBED) > $(B)/embed.S
	$(Q)$(CC) -c -o $@ $(B)/embed.S

# Changes when a flag does (PREFIX is one): what was built with others is old.
export FLAGS := $(CC) $(CPPFLAGS) $(CFLAGS)
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@command -v $(CC) >/dev/null && pkg-config --exists libcurl $(PKGS) || \
	    { echo 'Run scripts/setup$(if $(filter fuzz,$(MODE)), --dev): $(CC) or a' \
	    'library is missing.' >&2; exit 1; }
	@printf '%s\n' "$$FLAGS" | cmp -s - $@ || printf '%s\n' "$$FLAGS" > $@

# Includes point down, on every build that changed a source.
$(B)/floors: scripts/floors.sh $(SRC) \
             $(wildcard harness/*/*.h harness/*/*/*.h)
	@mkdir -p $(@D)
	$(Q)scripts/floors.sh
	@touch $@

show-flags:
	@echo $(CPPFLAGS) $(WARN)

show-inside:
	@echo $(INSIDE)

# --- testing ----------------------------------------------------------------

$(B)/bench/bare: LDLIBS += -lcurl
$(UNITS) $(CONF) $(AIDS): $(B)/%: tests/%.c $(B)/libretort.a | cmocka
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(LDFLAGS.$(MODE)) $(LDFLAGS) \
	    -MMD -MP -o $@ $< $(B)/libretort.a -lcmocka $(LDLIBS)

.PHONY: cmocka
cmocka:
	@pkg-config --exists cmocka || \
	    { echo 'Run scripts/setup --dev: cmocka is missing.' >&2; exit 1; }

tests: $(B)/retort $(UNITS) $(CONF) $(AIDS)

check: tests
	@tests/run -b $(B) unit suites scripts cli conformance

conformance: tests
	@tests/run -b $(B) conformance

asan:
	@$(MAKE) MODE=asan tests
	@tests/run -b build/asan unit cli conformance

.PHONY: tsan
THREADED := behind http_memory
tsan:
	@$(MAKE) MODE=tsan $(THREADED:%=build/tsan/unit/test_%)
	@for t in $(THREADED); do build/tsan/unit/test_$$t || exit; done

$(FUZZERS): $(B)/%: tests/%.c $(B)/libretort.a
	@mkdir -p $(@D)
	$(say) FUZZ $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS.$(MODE)) $(LDFLAGS) \
	    -MMD -MP -o $@ $< $(B)/libretort.a $(LDLIBS)

.PHONY: fuzz fuzzers fuzzers-built
fuzzers:
	@$(MAKE) MODE=fuzz CC=clang fuzzers-built
fuzzers-built: $(FUZZERS)

FUZZ_S ?= 60
fuzz: fuzzers
	@FUZZ_S=$(FUZZ_S) tests/run -b build/fuzz fuzz

lint:
	@tests/run lint

format:
	@command -v clang-format >/dev/null || \
	    { echo 'no clang-format: run scripts/setup --dev' >&2; exit 1; }
	find harness tests -name '*.[ch]' | xargs clang-format -i

$(B)/simulate: $(wildcard tests/simulate/*.[ch]) $(B)/libretort.a
	$(say) TEST $@
	$(Q)$(CC) $(CPPFLAGS) -Itests/simulate $(CFLAGS) $(LDFLAGS.$(MODE)) \
	    $(LDFLAGS) -o $@ $(filter %.c %.a,$^) $(LDLIBS)

# Some minutes; the figures are the same on every machine.
simulate: $(B)/simulate
	nice $< > $(B)/RESULTS.md
	mv $(B)/RESULTS.md tests/simulate/RESULTS.md

bench: $(B)/retort $(AIDS) $(CONF)
	tests/bench/run.sh

# --- installing -------------------------------------------------------------

SHARE = $(abspath $(DESTDIR)$(PREFIX)/share/retort)
DOC = $(abspath $(DESTDIR)$(PREFIX)/share/doc/retort)

# Copies the files of a folder, if it is there, for all to read.
copy = $(if $1,cd $1 && find . -type f -exec install -Dm644 {} $2/{} \;)

install: $(B)/retort
	install -Dm755 $(B)/retort $(DESTDIR)$(PREFIX)/bin/retort
	$(call copy,suites,$(SHARE)/suites)
	$(call copy,$(wildcard results/recorded),$(SHARE)/recorded)
	$(call copy,$(wildcard docs),$(DOC))
	install -Dm644 -t $(DOC) $(wildcard README.md LICENSE)

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/retort $(SHARE) $(DOC)

clean:
	rm -rf build

-include $(wildcard $(B)/*/*.d $(B)/*/*/*.d $(B)/*/*/*/*.d)
