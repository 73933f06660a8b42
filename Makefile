# tiku: two commands matter, `make site` and `make test`; `make help` lists the rest.

CC = cc
CFLAGS = -O2 -g
PREFIX = /usr/local
DESTDIR =
B = build
VERSION = 0.1.0

PACKAGES = libcmark-gfm yaml-0.1 jansson libxxhash icu-i18n icu-uc libzip sqlite3 libmd
WARN = -Wall -Wextra -Wshadow -Wvla -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings $(if $(CI),-Werror)
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -DTIKU_VERSION='"$(VERSION)"' -Igenerator \
	-I/usr/include/cmark-gfm $(WARN) $(CFLAGS)
LIBS = $(shell pkg-config --libs $(PACKAGES)) -lgumbo -lm

SRC := $(sort $(wildcard generator/*.c generator/*/*.c))
OBJ := $(SRC:generator/%.c=$(B)/%.o)
LIB_OBJ := $(filter-out $(B)/main.o $(B)/command/%,$(OBJ))
UNIT := $(sort $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c)))
DRIVERS := $(patsubst tests/spec/%.c,$(B)/spec/%,$(wildcard tests/spec/*.c))

all: deps-c $(B)/tiku

site: deps $(B)/tiku
	$(B)/tiku build

test: deps-test $(B)/tiku tests-built
	tests/run $(B)

# What apt and npm install; nothing where all is there.
deps:
	@tests/deps.sh run
deps-c:
	@tests/deps.sh c
deps-test:
	@tests/deps.sh test

$(B)/tiku: $(OBJ)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(OBJ) $(LIBS)

# The shared libraries come by pkg-config, so their headers must be there first.
$(B)/%.o: generator/%.c | deps-c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

tests-built: $(UNIT) $(DRIVERS)
$(B)/unit/%: tests/unit/%.c tests/unit/test.h $(LIB_OBJ)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB_OBJ) -lcmocka $(LIBS)
# A test of the command floor links the file that it is named after.
$(B)/unit/command_%: tests/unit/command_%.c tests/unit/test.h $(LIB_OBJ) $(B)/command/%.o
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB_OBJ) $(B)/command/$*.o -lcmocka $(LIBS)
$(B)/spec/%: tests/spec/%.c $(LIB_OBJ)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< $(LIB_OBJ) $(LIBS)

# Everything again with the sanitizers, in a folder of its own.
asan:
	$(MAKE) B=build/asan CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer' test

lint:
	tests/lint.sh

bench: $(B)/tiku
	tests/bench/run $(B)

fuzz:
	$(MAKE) B=build/fuzzed CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined' fuzz-built
	tests/fuzz/run build/fuzzed $(or $(TIME),60)

fuzz-built: $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/*.c))
$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/fuzz.h $(LIB_OBJ)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(LDFLAGS) -o $@ $< $(LIB_OBJ) $(LIBS)

# Rewrite what the golden sites are expected to give; read the diff before you commit.
bless: $(B)/tiku
	tests/sites/run --bless $(B)

install: $(B)/tiku
	tests/install.sh "$(DESTDIR)$(PREFIX)" $(B)

clean:
	rm -rf build

help:
	@echo 'make site     install what is missing, build tiku, build this site in public/'
	@echo 'make test     build and run every test'
	@echo 'make          build build/tiku alone'
	@echo 'make deps     install the Debian and npm packages that are missing'
	@echo 'make lint     floors, headers, banned calls, cppcheck, clang-tidy'
	@echo 'make asan     the tests with AddressSanitizer and UBSan'
	@echo 'make bench    compare with a bare parse-and-write of the same files'
	@echo 'make fuzz     fuzz each parser for TIME=60 seconds'
	@echo 'make bless    rewrite the expected output of the golden sites'
	@echo 'make install  to PREFIX=$(PREFIX) below DESTDIR'
	@echo 'make clean    remove build/'

.PHONY: all site test deps deps-c deps-test tests-built asan lint bench fuzz fuzz-built bless install clean help
-include $(OBJ:.o=.d)
