# retort: `make` builds ./build/release/retort, `make help` lists the rest.
VERSION := 0.1.0
PREFIX ?= /usr/local
CC ?= gcc
MODE ?= release
V ?= 0
B := build/$(MODE)

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wconversion -Werror
PKGS := lua5.4 sqlite3 libcjson zlib libcrypto libseccomp
CPPFLAGS := -Iharness -D_GNU_SOURCE -DRETORT_VERSION='"$(VERSION)"' \
            -DRETORT_SUITES='"$(PREFIX)/share/retort/suites"' \
            $(shell pkg-config --cflags $(PKGS))
CFLAGS.release := -O2 -g
CFLAGS.asan := -O1 -g -fsanitize=address,undefined \
               -fno-sanitize-recover=undefined -fno-omit-frame-pointer \
               -Wno-error=format-truncation
LDFLAGS.asan := -fsanitize=address,undefined
CFLAGS := -std=c11 $(WARN) $(CFLAGS.$(MODE))
LDLIBS := $(shell pkg-config --libs $(PKGS)) -ldl -lm

EMBED := harness/suite/driver.lua harness/store/schema.sql \
         harness/io/jail_python.py $(wildcard harness/catalog/*.json)
SRC := $(wildcard harness/*/*.c)
LIB := $(filter-out harness/cli/main.c,$(SRC))
OBJ := $(LIB:%.c=$(B)/%.o) $(B)/embed.o
UNITS := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/test_*.c))
CONF := $(patsubst tests/conformance/%.c,$(B)/conformance/%,\
          $(wildcard tests/conformance/conf_*.c))

ifeq ($(V),0)
Q := @
say = @printf '  %-5s %s\n'
else
Q :=
say = @:
endif

.PHONY: all help check asan lint format install bench clean units conformance
all: $(B)/retort

help:
	@sed -n 's/^#: //p' Makefile

#: make            the program, build/release/retort
#: make check      every test that needs no network and no key
#: make asan       the same under address and undefined-behaviour sanitizers
#: make conformance  reference figures; SHARED=DIR says where they are
#: make lint       include floors, format, shellcheck, cppcheck
#: make format     lets clang-format decide
#: make bench      requests per second beside wrk
#: make install    PREFIX=/usr/local, DESTDIR=
#: make clean

$(B)/retort: $(B)/harness/cli/main.o $(B)/libretort.a
	$(say) LINK $@
	$(Q)$(CC) $(LDFLAGS.$(MODE)) -o $@ $^ $(LDLIBS)

$(B)/libretort.a: $(OBJ)
	$(Q)rm -f $@
	$(Q)ar rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/embed.o: scripts/embed $(EMBED)
	@mkdir -p $(@D)
	$(Q)scripts/embed $(EMBED) > $(B)/embed.S
	$(Q)$(CC) -c -o $@ $(B)/embed.S

$(B)/unit/%: tests/unit/%.c $(B)/libretort.a
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(LDFLAGS.$(MODE)) -MMD -MP \
	    -o $@ $< $(B)/libretort.a -lcmocka $(LDLIBS)

$(B)/conformance/%: tests/conformance/%.c $(B)/libretort.a
	@mkdir -p $(@D)
	$(say) TEST $<
	$(Q)$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) $(LDFLAGS.$(MODE)) -MMD -MP \
	    -o $@ $< $(B)/libretort.a $(LDLIBS)

-include $(shell find build -name '*.d' 2>/dev/null)

clean:
	rm -rf build
